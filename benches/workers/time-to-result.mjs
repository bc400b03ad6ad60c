// @ts-check
/** `node time-to-result.mjs mnist|degradation <seed>`: reaches a result and says in JSON what it took. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@skipjack/tensorflow';
import { mnist, pixelStatistics, tensorSource } from '@skipjack/datasets';
import { reproduceDegradation } from '@skipjack/experiments';
import { cifarResNet } from '@skipjack/models';
import { constantRate, evaluate, sgd, train, warmUp } from '@skipjack/recipes';

const [result, seed] = [process.argv[2], Number(process.argv[3])];
const dataset = await mnist();

async function toAccuracy() {
  const { mean, std } = pixelStatistics({ split: dataset.train });
  const data = tensorSource({ split: dataset.train, mean, std });
  const validation = tensorSource({ split: dataset.test, mean, std });
  const model = cifarResNet({ depth: 8, inputShape: [28, 28, 1], classes: 10, seed });
  const controller = new AbortController();
  const schedule = warmUp({ steps: 50, from: 0.01, schedule: constantRate({ rate: 0.1 }) });
  const optimizer = sgd({ momentum: 0.9, weightDecay: 1e-4 });
  let reached;
  const options = {
    model,
    data,
    schedule,
    optimizer,
    seed,
    batch: 128,
    steps: 2000,
    signal: controller.signal,
  };
  const onStep = async ({ step }) => {
    if (step % 50 !== 0) return;
    const { error } = await evaluate({ model, data: validation, batch: 500 });
    if (error > 0.01) return;
    reached = { steps: step, error };
    controller.abort(new Error('reached'));
  };
  await train({ ...options, onStep }).catch((error) => {
    if (error.message !== 'reached') throw error;
  });
  return reached ?? { steps: 2000, error: 'not reached' };
}

async function degradation() {
  const out = mkdtempSync(join(tmpdir(), 'skipjack-bench-'));
  try {
    const { nets } = await reproduceDegradation({ dataset, out: join(out, 'run'), settings: { seed } });
    return { errors: Object.fromEntries(nets.map(({ name, trainError }) => [name, trainError])) };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

console.log(JSON.stringify(await (result === 'mnist' ? toAccuracy() : degradation())));
