import { countMacs, countParams } from '@skipjack/models';
import { constantRate, sgd, train } from '@skipjack/recipes';
import type { Batch } from '@skipjack/recipes';
import { dispose, randomNormal, tensor1d } from '@tensorflow/tfjs-core';
import type { Rank } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { defineExperiment } from '../experiment/define-experiment.ts';
import type { SeedContext } from '../experiment/define-experiment.ts';
import type { Experiment, PaperReference } from '../experiment/experiment.ts';
import { expectWhole } from '../experiment/short-training.ts';
import { expectPrecision } from '../precision.ts';
import { peakBytes } from './block-memory.ts';
import { bottleneckReport } from './bottleneck-report.ts';
import type { BlockCost, BottleneckResult, BottleneckSettings } from './bottleneck-result.ts';
import { comparedBlocks, netOfBlocks } from './compared-block.ts';
import type { ComparedBlock } from './compared-block.ts';
import { median, turns } from './turns.ts';

type Context = SeedContext<BottleneckSettings, BottleneckResult>;

const PAPER: PaperReference = {
  place: 'He et al. 2015, section 4.1 and figure 5',
  href: 'https://arxiv.org/abs/1512.03385',
};
/** Steps before the timed ones: the first records the graph. */
const UNTIMED = 2;
/** The nets whose difference is the cost of two blocks. */
const [FEW, MANY] = [1, 3];

/**
 * What a bottleneck block costs beside two 3x3 convolutions: time of a training step, multiply-adds, parameters, memory.
 *
 * Each is the cost of one more block in a net: half of the difference between a net of three blocks and one of one, which have the same beginning
 * and end. All nets of a size take turns, a step each, so that what disturbs the machine meets all of them; a time is the
 * median over the rounds.
 */
export const bottleneckExperiment: Experiment<BottleneckSettings, BottleneckResult> = defineExperiment({
  name: 'bottleneck-cost',
  claim:
    'a bottleneck of 256-64-64-256 costs no more than two 3x3 convolutions of 64, and far less than of 256 (He et al. 2015, figure 5)',
  paper: PAPER,
  needsData: false,
  settings,
  measure,
  report: (summary) => bottleneckReport(summary, PAPER, settings({})),
});

function settings(given: Partial<BottleneckSettings>): BottleneckSettings {
  const complete: BottleneckSettings = {
    sizes: [...(given.sizes ?? [56, 14])],
    channels: given.channels ?? 256,
    batch: given.batch ?? 4,
    steps: given.steps ?? 9,
    precision: given.precision ?? 'float32',
  };
  const { sizes, channels, batch, steps, precision } = complete;
  if (sizes.length === 0) throw new RangeError('sizes must name at least 1 size; got 0.');
  for (const size of sizes) expectWhole('each of sizes', size, 1);
  expectWhole('channels', channels, 4);
  if (channels % 4 !== 0)
    throw new RangeError(
      `channels must be a multiple of 4, as a bottleneck has a quarter of them; got ${channels}.`,
    );
  expectWhole('batch', batch, 1);
  expectWhole('steps', steps, 1);
  expectPrecision(precision);
  return complete;
}

async function measure(context: Context): Promise<BottleneckResult> {
  const { settings: complete, seed, signal, emit, record, save } = context;
  const { sizes, channels, batch } = complete;
  const [largest = 1] = sizes;
  const blocks: BlockCost[] = [];
  for (const [index, size] of sizes.entries()) {
    signal?.throwIfAborted();
    const part = `maps of ${size}x${size}`;
    emit({ type: 'part', part, index, count: sizes.length, seed });
    const images = Math.max(1, Math.round(batch * (largest / size) ** 2));
    for (const cost of await costsAt(size, images, comparedBlocks(channels), context, part)) {
      blocks.push(cost);
      const { name, params, macs, bytes } = cost;
      await record({ type: 'block', name, size, batch: images, params, macs, bytes });
      emit({ type: 'found', part, text: `${cost.title}: ${cost.milliseconds.toFixed(1)} ms` });
    }
    await save({ blocks: [...blocks] });
  }
  return { blocks };
}

async function costsAt(
  size: number,
  batch: number,
  compared: readonly ComparedBlock[],
  context: Context,
  part: string,
): Promise<BlockCost[]> {
  const { seed } = context;
  const nets = compared.flatMap((block) => [FEW, MANY].map((count) => netOfBlocks(block, size, count, seed)));
  const data = compared.map(({ channels }) => someImages(batch, size, channels, seed));
  try {
    const peaks: number[] = [];
    for (const [index, net] of nets.entries()) {
      const given = data[Math.floor(index / 2)];
      peaks.push(given === undefined ? Number.NaN : await peakBytes(net, given));
    }
    const times = await stepTimes(nets, data, context, part);
    const perBlock = (values: readonly number[], index: number): number =>
      ((values[2 * index + 1] ?? Number.NaN) - (values[2 * index] ?? Number.NaN)) / (MANY - FEW);
    return compared.map(({ name, title }, index): BlockCost => {
      const [few, many] = [times[2 * index] ?? [], times[2 * index + 1] ?? []];
      const differences = many.map((time, round) => (time - (few[round] ?? Number.NaN)) / (MANY - FEW));
      const sorted = [...differences].sort((a, b) => a - b);
      const quarter = Math.floor(sorted.length / 4);
      return {
        name,
        title,
        size,
        batch,
        params: perBlock(
          nets.map((net) => countParams(net)),
          index,
        ),
        macs: perBlock(
          nets.map((net) => countMacs(net)),
          index,
        ),
        milliseconds: median(differences),
        quartiles: [sorted[quarter] ?? Number.NaN, sorted.at(-1 - quarter) ?? Number.NaN],
        bytes: perBlock(peaks, index),
      };
    });
  } finally {
    for (const net of nets) net.dispose();
    for (const { images, labels } of data) dispose([images, labels]);
  }
}

/** Normal images, and the classes 0 to 9 in turn. */
function someImages(batch: number, size: number, channels: number, seed: number): Batch {
  const classes = Int32Array.from({ length: batch }, (_, index) => index % 10);
  const images = randomNormal<Rank.R4>([batch, size, size, channels], 0, 1, 'float32', seed + 1);
  return { images, labels: tensor1d(classes, 'int32') };
}

/** The milliseconds of the timed steps of each net; the nets take turns. */
async function stepTimes(
  nets: readonly LayersModel[],
  data: readonly Batch[],
  { settings: { steps: timed, precision }, seed, signal, emit }: Context,
  part: string,
): Promise<number[][]> {
  const round = turns(nets.length);
  const steps = timed + UNTIMED;
  const trainInTurn = async (model: LayersModel, index: number): Promise<number[]> => {
    const given = data[Math.floor(index / 2)];
    if (given === undefined) return [];
    const { images, labels } = given;
    const batch = images.shape[0];
    const source = { length: batch, batch: () => ({ images: images.clone(), labels: labels.clone() }) };
    const optimizer = sgd({ momentum: 0.9, weightDecay: 1e-4 });
    const schedule = constantRate({ rate: 0.001 });
    const times: number[] = [];
    let before = 0;
    try {
      await round.wait(index);
      await train({
        model,
        data: source,
        steps,
        batch,
        schedule,
        optimizer,
        seed,
        signal,
        precision,
        onStep: async ({ step, seconds, loss, rate, imagesPerSecond }) => {
          if (step > UNTIMED) times.push(1000 * (seconds - before));
          before = seconds;
          if (index === nets.length - 1)
            emit({ type: 'step', part, step, steps, loss, rate, imagesPerSecond });
          if (step < steps) await round.pass(index);
        },
      });
      return times;
    } finally {
      optimizer.dispose();
      round.leave(index);
    }
  };
  const ended = await Promise.allSettled(nets.map((net, index) => trainInTurn(net, index)));
  return ended.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}
