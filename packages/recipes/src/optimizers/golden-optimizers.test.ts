import '@tensorflow/tfjs-backend-cpu';
import { add, dispose, memory, mul, scalar, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { goldenGradients, goldenWeights, readGoldenOptimizers } from '../../test/golden-optimizers.ts';
import type { GoldenCase } from '../../test/golden-optimizers.ts';
import { clipGradients } from './clip-gradients.ts';
import { optimizerOf } from './optimizer-of.ts';
import { weightAverage } from './weight-average.ts';

const golden = readGoldenOptimizers();
/** Of float32's rounding, as a share of the largest weight. */
const TOLERANCE = 1e-6;

/** All weights, or their averages, after each step. */
function trajectory(each: GoldenCase): number[][] {
  const { optimizer: spec, clip, average: averageSpec, statistics = [] } = each;
  const weights = goldenWeights(golden);
  const isStatistic = ({ name }: Variable): boolean => statistics.some((one) => name.startsWith(`${one}/`));
  const optimizer = optimizerOf(spec);
  const average = averageSpec && weightAverage(averageSpec);
  const from = averageSpec?.type === 'polyak' ? (averageSpec.from ?? 1) : (averageSpec?.every ?? 1);
  const rows: number[][] = [];
  for (const [step, rate] of golden.rates.entries()) {
    tidy(() => {
      const gradients = goldenGradients(weights, step);
      for (const variable of weights.filter(isStatistic))
        variable.assign(add(mul(variable, 0.9), mul(gradients[variable.name] as Tensor, 0.1)));
      optimizer.step({
        variables: weights.filter((variable) => !isStatistic(variable)),
        gradients: clip ? clipGradients(gradients, clip) : gradients,
        rate,
      });
      average?.update(weights, scalar(average.factor(step + 1)));
    });
    const shown: readonly Variable[] =
      average && step + 1 >= from ? average.slots(weights).map(({ value }) => value) : weights;
    rows.push(shown.flatMap((variable) => [...variable.dataSync()]));
  }
  optimizer.dispose();
  average?.dispose();
  dispose(weights);
  return rows;
}

test.each(golden.cases.map((each) => [JSON.stringify({ ...each, trajectory: undefined }), each] as const))(
  '%s: ten steps and a drop of the rate are as in the other library',
  (_, each) => {
    const before = memory().numTensors;
    const found = trajectory(each);
    for (const [step, expected] of each.trajectory.entries()) {
      const largest = Math.max(...expected.map(Math.abs));
      for (const [index, value] of expected.entries())
        expect(
          Math.abs((found[step]?.[index] ?? Number.NaN) - value) / largest,
          `weight ${index} after step ${step + 1}`,
        ).toBeLessThan(TOLERANCE);
    }
    expect(memory().numTensors).toBe(before);
  },
);

test('the two forms of momentum differ after the rate has dropped, and not before', () => {
  const of = (form: 'pytorch' | 'caffe'): number[][] =>
    trajectory({ optimizer: { type: 'sgd', form }, trajectory: [] });
  const [torch, caffe] = [of('pytorch'), of('caffe')];
  const apart = torch.map((row, step) =>
    Math.max(...row.map((value, index) => Math.abs(value - (caffe[step]?.[index] ?? Number.NaN)))),
  );
  expect(Math.max(...apart.slice(0, 5))).toBeLessThan(1e-5);
  expect(apart[5]).toBeGreaterThan(0.1);
});
