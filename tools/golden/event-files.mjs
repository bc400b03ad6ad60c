// node tools/golden/event-files.mjs FOLDER: a run of ten steps that is killed and goes on from step 6, as @skipjack/runs (built) logs it.
import { eventFile } from '../../packages/runs/dist/index.js';

const folder = process.argv[2];
if (folder === undefined) throw new Error('Give the folder for the event files.');
Date.now = () => 1_700_000_000_500;

const first = await eventFile({ folder });
first.text('run', '**resnet20** on cifar10, größe 3', 0);
for (let step = 1; step <= 10; step += 1) first.scalar('loss/train', 1 / step, step);
first.scalar('error/test', 0.25, 5);
first.scalar('odd', Number.NaN, 5);
first.close();

const second = await eventFile({ folder, resumedFrom: 6 });
for (let step = 7; step <= 8; step += 1) second.scalar('loss/train', -step, step);
second.scalar('far', 3, 2 ** 40);
second.close();
