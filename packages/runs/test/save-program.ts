// A process that saves until it is killed: `node save-program.js FOLDER FIRST LAST [KILL_AT]`. Prints each step that is saved.
import { writeSync } from 'node:fs';
import { checkpointFolder } from '../src/checkpoints/checkpoint-folder.ts';
import { nodeFileSystem } from '../src/files/file-system.ts';
import { faultyFileSystem } from './faulty-file-system.ts';
import { sampleState } from './sample-state.ts';

const [folder = '', first = '1', last = '1e9', killAt = ''] = process.argv.slice(2);
const fs = faultyFileSystem(nodeFileSystem, {
  before: (_operation, _path, index) => {
    if (killAt !== '' && index === Number(killAt)) process.kill(process.pid, 'SIGKILL');
  },
});
const store = checkpointFolder({ folder, fs });
for (let step = Number(first); step <= Number(last); step += 1) {
  writeSync(1, `begins ${step}\n`);
  await store.save(sampleState(step, 20_000), step % 5 === 0 ? 'best' : 'last');
  writeSync(1, `saved ${step}\n`);
}
writeSync(1, `operations ${fs.log.length}\n`);
