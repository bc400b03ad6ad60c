// @ts-check
/**
 * What the trainer costs over the bare compiled step: `node benches/trainer.mjs [--net resnet20] [--rounds 12]`. One process; ten steps
 * of `train`, with its data, reports, and a checkpoint in each round, and ten of the bare step on one batch take turns.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compile } from '@skipjack/tensorflow';
import { mnist, pixelStatistics, tensorSource } from '@skipjack/datasets';
import { createModel } from '@skipjack/models';
import { constantRate, crossEntropy, sgd, train } from '@skipjack/recipes';
import { checkpointFolder } from '@skipjack/runs';
import { dispose, scalar, variableGrads } from '@tensorflow/tfjs-core';
import { spread } from './statistics.mjs';

const { values } = parseArgs({
  options: {
    net: { type: 'string', default: 'resnet20' },
    rounds: { type: 'string', default: '12' },
    batch: { type: 'string', default: '128' },
  },
});
const batch = Number(values.batch);
const TURN = 10;
const WARM_UP = 2;
const turns = Number(values.rounds) + WARM_UP;

const { train: split } = await mnist();
const data = tensorSource({ split, ...pixelStatistics({ split }) });
const netOf = () =>
  createModel(/** @type {any} */ (values.net), { inputShape: [28, 28, 1], classes: 10, seed: 1 });

function bareStep() {
  const model = netOf();
  const variables = model.trainableWeights.map((weight) => /** @type {any} */ (weight.read()));
  const optimizer = sgd({ momentum: 0.9, weightDecay: 1e-4 });
  const step = compile((images, labels, rate) => {
    const { value, grads } = variableGrads(
      () => crossEntropy({ logits: /** @type {any} */ (model.apply(images, { training: true })), labels }),
      variables,
    );
    optimizer.step({ variables, gradients: grads, rate });
    dispose(grads);
    return value;
  });
  const { images, labels } = data.batch(Uint32Array.from({ length: batch }, (_, index) => index));
  return async () => {
    const rate = scalar(0.01);
    const loss = await step(images, labels, rate);
    await loss.data();
    dispose([loss, rate]);
  };
}

const bare = bareStep();
const times = { trainer: [], bare: [] };
const folder = mkdtempSync(join(tmpdir(), 'skipjack-trainer-'));
const loadBefore = loadavg()[0];
let began = performance.now();
try {
  await train({
    model: netOf(),
    data,
    batch,
    steps: TURN * turns,
    schedule: constantRate({ rate: 0.01 }),
    optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }),
    checkpoints: checkpointFolder({ folder }),
    checkpointEvery: TURN,
    onStep: async ({ step }) => {
      if (step % TURN !== 0) return;
      times.trainer.push((performance.now() - began) / TURN);
      const start = performance.now();
      for (let index = 0; index < TURN; index++) await bare();
      times.bare.push((performance.now() - start) / TURN);
      began = performance.now();
    },
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const counted = Object.fromEntries(Object.entries(times).map(([name, all]) => [name, all.slice(WARM_UP)]));
for (const [name, all] of Object.entries(counted)) {
  const { median, p10, p90 } = spread(all);
  console.log(`${name.padEnd(8)} ${median.toFixed(1)} ms a step (${p10.toFixed(1)} to ${p90.toFixed(1)})`);
}
const { median, p10, p90 } = spread(counted.trainer.map((time, turn) => time / counted.bare[turn]));
console.log(
  `ratio    ${median.toFixed(3)} (${p10.toFixed(3)} to ${p90.toFixed(3)}), wanted at most 1.02; ${values.net}, batch ${batch}, load ${loadBefore.toFixed(1)} to ${loadavg()[0].toFixed(1)}`,
);
