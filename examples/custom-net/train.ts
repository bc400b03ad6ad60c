import '@skipjack/tensorflow';
import { mnist, pixelStatistics, tensorSource } from '@skipjack/datasets';
import { evaluate, multiStep, reestimateBatchNorm, sgd, train, warmUp } from '@skipjack/recipes';
import { plainNetWithOneSkip } from './plain-with-one-skip.ts';

/** Trains the net for some steps and answers its error on a part of the test set, as a fraction. */
export async function trainCustomNet(options: { readonly steps: number }): Promise<number> {
  const { steps } = options;
  const model = plainNetWithOneSkip();
  const optimizer = sgd({ momentum: 0.9, weightDecay: 1e-4 });
  try {
    const data = await mnist();
    const statistics = pixelStatistics({ split: data.train });
    const drop = multiStep({ rate: 0.1, milestones: [Math.round(0.8 * steps)], factor: 0.1 });
    const schedule = warmUp({ steps: Math.round(steps / 10), from: 0.01, schedule: drop });
    const images = tensorSource({ split: data.train, ...statistics });
    await train({ model, data: images, steps, batch: 64, schedule, optimizer, seed: 0 });
    // Sixty steps are few: batch norm's running statistics still lag behind the weights.
    await reestimateBatchNorm({ model, data: images, batch: 64, batches: 16 });
    const unseen = tensorSource({ split: data.test, ...statistics, limit: 1000 });
    return (await evaluate({ model, data: unseen })).error;
  } finally {
    optimizer.dispose();
    model.dispose();
  }
}
