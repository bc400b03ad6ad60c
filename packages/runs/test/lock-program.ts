// A process that takes the lock of a folder once its parent says so: prints `won` and waits, or `lost` and the message.
import { createInterface } from 'node:readline';
import { writeSync } from 'node:fs';
import { lockRunFolder } from '../src/lock/run-lock.ts';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
writeSync(1, 'ready\n');
await lines.next();
try {
  await lockRunFolder({ folder: process.argv[2] ?? '' });
  writeSync(1, 'won\n');
  await lines.next();
} catch (error) {
  writeSync(1, `lost ${error instanceof Error ? error.message : String(error)}\n`);
}
process.exit(0);
