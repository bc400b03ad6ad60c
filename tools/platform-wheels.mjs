// Downloads TensorFlow's pinned wheel of each platform with pip, unpacks it, and looks at the library without running it.
//   node tools/platform-wheels.mjs [linux-x64] [linux-arm64] [darwin-arm64] [win32-x64]
// About 1.1 GB of downloads for all. It is not part of `npm test`: that compares the pins with recorded layouts.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { installEngine } from '../packages/tensorflow/dist/library/install-engine.js';
import { libraryPlan } from '../packages/tensorflow/dist/library/library-plan.js';
import { libraryLook } from './gpu-check/library-look.mjs';

const PLATFORMS = {
  'linux-x64': 'ELF x64',
  'linux-arm64': 'ELF arm64',
  'darwin-arm64': 'Mach-O arm64',
  'win32-x64': 'PE x64',
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PLATFORMS);
const unknown = names.filter((name) => !Object.hasOwn(PLATFORMS, name));
if (unknown.length > 0) {
  console.error(
    `platform-wheels: unknown platform ${unknown[0]}; the platforms are ${Object.keys(PLATFORMS).join(', ')}.`,
  );
  process.exit(2);
}

const cache = mkdtempSync(join(tmpdir(), 'platform-wheels-'));
try {
  for (const name of names) {
    const [platform, arch] = name.split('-');
    const plan = libraryPlan({ platform, arch });
    const { folder } = await installEngine({ plan, environment: { ...process.env, SKIPJACK_CACHE: cache } });
    const { member } = plan.wheels[0].libraries.at(-1);
    const look = libraryLook(readFileSync(join(folder, basename(member))));
    const right = look.kind === PLATFORMS[name] && look.cApi;
    const wheel = plan.wheels[0];
    console.log(
      `${right ? 'ok  ' : 'FAIL'} ${name}: ${wheel.project} ${wheel.version}, ${basename(member)}, ${look.kind}, ${look.cApi ? 'exports' : 'does not export'} the C API`,
    );
    if (!right) process.exitCode = 1;
    rmSync(folder, { recursive: true, force: true });
  }
} finally {
  rmSync(cache, { recursive: true, force: true });
}
