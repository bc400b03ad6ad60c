import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LibraryPlan } from '../src/library/library-plan.ts';
import type { PinnedWheel } from '../src/library/pinned-wheel.ts';
import { REAL_PYTHON } from './python-scripts.ts';

const MAKE = `
import sys, zipfile
out, name, project, members = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as wheel:
    for member in members: wheel.writestr(member, (member * 20000).encode())
    info = name + '.dist-info/'
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: ' + project + '\\nVersion: 1.0\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: false\\nTag: cp311-cp311-manylinux_2_27_x86_64\\n')
    wheel.writestr(info + 'RECORD', '')
`;

const TAG = 'cp311-cp311-manylinux_2_27_x86_64';
const MEMBERS = ['tensorflow/libtiny_framework.so.2', 'tensorflow/libtiny_cc.so.2'];

/** A small wheel that pip accepts, made in `folder`, and what would be pinned of it. */
export function fakeWheel(
  folder: string,
  project = 'tiny-tensorflow',
  members: readonly string[] = MEMBERS,
): { readonly file: string; readonly wheel: PinnedWheel } {
  mkdirSync(folder, { recursive: true });
  const name = `${project.replaceAll('-', '_')}-1.0`;
  const file = join(folder, `${name}-${TAG}.whl`);
  execFileSync(REAL_PYTHON, ['-c', MAKE, file, name, project, ...members]);
  const bytes = readFileSync(file);
  const libraries = members.map((member) => {
    const library = Buffer.from(member.repeat(20_000));
    const executable = member.includes('/bin/') ? { executable: true } : {};
    return { member, bytes: library.length, sha256: sha256(library), ...executable };
  });
  return {
    file,
    wheel: {
      project,
      version: '1.0',
      sha256: sha256(bytes),
      bytes: bytes.length,
      platform: 'manylinux_2_27_x86_64',
      python: '3.11',
      libraries,
    },
  };
}

/** The plan of one wheel, as for the processor. */
export function flatPlan(wheel: PinnedWheel): LibraryPlan {
  return { name: 'tiny-tensorflow-1.0', version: '1.0', gpu: false, layout: 'flat', wheels: [wheel] };
}

/**
 * A folder for PYTHONPATH whose `pip` only copies the file in the folder of `file` that it is asked for: quick, and as slow as wished. It adds a line to `log` for every
 * download, and its process id to `log`.pid.
 */
export function fakePip(folder: string, options: { file: string; log: string; seconds?: number }): string {
  const { file, log, seconds = 0 } = options;
  mkdirSync(join(folder, 'pip'), { recursive: true });
  writeFileSync(join(folder, 'pip', '__init__.py'), '');
  writeFileSync(
    join(folder, 'pip', '__main__.py'),
    `
import os, shutil, sys, time
open(${JSON.stringify(log)}, 'a').write(' '.join(sys.argv[1:]) + '\\n')
open(${JSON.stringify(`${log}.pid`)}, 'w').write(str(os.getpid()))
time.sleep(${seconds})
asked = open(sys.argv[sys.argv.index('--requirement') + 1]).read().split('==')[0].replace('-', '_')
folder = ${JSON.stringify(dirname(file))}
for name in os.listdir(folder):
    if name.startswith(asked + '-'): shutil.copy(os.path.join(folder, name), sys.argv[sys.argv.index('--dest') + 1])
`,
  );
  return folder;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
