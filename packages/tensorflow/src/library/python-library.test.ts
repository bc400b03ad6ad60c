import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pathWithPython } from '../../test/python-scripts.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { pythonLibraryFolder } from './python-library.ts';

const probe = (script: string): string | undefined => {
  const PATH = `${pathWithPython(join(temporaryFolder(), 'bin'), script)}:/usr/bin:/bin`;
  return pythonLibraryFolder({ environment: { PATH } });
};

test.each([
  ['the folder of the package', "echo 'skipjack-found:/opt/python/tensorflow'", '/opt/python/tensorflow'],
  [
    "between a site's own lines",
    "echo hello; echo 'skipjack-found:/opt/my python/tensorflow'; echo bye",
    '/opt/my python/tensorflow',
  ],
  ['lines of a site that is chatty, and no TensorFlow', 'echo /usr/lib; echo tensorflow', undefined],
  ['bytes that are no text', "printf '\\377\\000\\376\\n'", undefined],
  ['nothing', 'true', undefined],
])('%s', (_title, script, folder) => {
  expect(probe(script)).toBe(folder);
});

test('a Python that hangs counts as none', () => {
  const PATH = pathWithPython(join(temporaryFolder(), 'bin'), 'trap "" TERM; /bin/sleep 5');
  expect(pythonLibraryFolder({ environment: { PATH }, milliseconds: 300 })).toBeUndefined();
});

test('a python3 that fails gives way to python', () => {
  const PATH = pathWithPython(join(temporaryFolder(), 'bin'), 'exit 3');
  writeFileSync(join(PATH, 'python'), "#!/bin/sh\necho 'skipjack-found:/from/python'\n", { mode: 0o755 });
  expect(pythonLibraryFolder({ environment: { PATH } })).toBe('/from/python');
});
