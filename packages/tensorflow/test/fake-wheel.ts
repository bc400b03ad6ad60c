import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PinnedWheel } from '../src/library/pinned-wheel.ts';
import { REAL_PYTHON } from './python-scripts.ts';

const MAKE = `
import sys, zipfile
out, name, members = sys.argv[1], sys.argv[2], sys.argv[3:]
with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as wheel:
    for member in members: wheel.writestr(member, (member * 20000).encode())
    info = name + '.dist-info/'
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: tiny-tensorflow\\nVersion: 1.0\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: false\\nTag: cp311-cp311-manylinux_2_27_x86_64\\n')
    wheel.writestr(info + 'RECORD', '')
`;

const MEMBERS = ['tensorflow/libtiny_framework.so.2', 'tensorflow/libtiny_cc.so.2'];

/** A small wheel that pip accepts, made in `folder`, and what would be pinned of it. */
export function fakeWheel(folder: string): { readonly file: string; readonly wheel: PinnedWheel } {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'tiny_tensorflow-1.0-cp311-cp311-manylinux_2_27_x86_64.whl');
  execFileSync(REAL_PYTHON, ['-c', MAKE, file, 'tiny_tensorflow-1.0', ...MEMBERS]);
  const bytes = readFileSync(file);
  const libraries = MEMBERS.map((member) => {
    const library = Buffer.from(member.repeat(20_000));
    return { member, bytes: library.length, sha256: sha256(library) };
  });
  return {
    file,
    wheel: {
      project: 'tiny-tensorflow',
      version: '1.0',
      sha256: sha256(bytes),
      bytes: bytes.length,
      platform: 'manylinux_2_27_x86_64',
      python: '3.11',
      libraries,
    },
  };
}

/**
 * A folder for PYTHONPATH whose `pip` only copies `file`: quick, and as slow as wished. It adds a line to `log` for every
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
shutil.copy(${JSON.stringify(file)}, sys.argv[sys.argv.index('--dest') + 1])
`,
  );
  return folder;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
