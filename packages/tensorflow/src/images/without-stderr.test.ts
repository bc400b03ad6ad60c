import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compilePackage, removeCompiled } from '../../test/compiled-package.ts';
import { sampleGif } from '../../test/sample-images.ts';
import { findLibrary } from '../library/find-library.ts';

let compiled = '';
beforeAll(() => {
  compiled = compilePackage();
  // The decoder makes do with the first frame.
  const gif = Buffer.from(sampleGif().slice(0, -4)).toString('hex');
  const program = `
    import './src/register.js';
    import { fill, string } from '@tensorflow/tfjs-core';
    import { decodeGif, decodeJpeg } from './src/images/decode-image.js';
    import { encodeJpeg } from './src/images/encode-image.js';
    const file = await encodeJpeg(fill([64, 64, 3], 9, 'int32'));
    console.error('before');
    try { decodeJpeg(file.slice(0, file.length - 30)); } catch { console.error('refused'); }
    try { string.staticRegexReplace(['a'], '(', 'b'); } catch (error) { console.error(error.message.includes('missing )')); }
    console.error(decodeGif(Buffer.from('${gif}', 'hex')).shape.join());`;
  writeFileSync(join(compiled, 'decode.js'), program);
});
afterAll(() => removeCompiled(compiled));

const run = (environment: Readonly<Record<string, string>>): string =>
  spawnSync(process.execPath, [join(compiled, 'decode.js')], {
    env: { ...process.env, SKIPJACK_TENSORFLOW: findLibrary().folder, ...environment },
    encoding: 'utf8',
  }).stderr;

test('a damaged image and a wrong pattern print nothing, and the terminal is back', () => {
  expect(run({})).toBe('before\nrefused\ntrue\n1,2,2,3\n');
});

test('unless it is asked for', () => {
  expect(run({ SKIPJACK_TENSORFLOW_LOG: '1' })).toMatch(
    /before\n(.|\n)*JPEG data(.|\n)*refused\n(.|\n)*missing \)(.|\n)*true\n(.|\n)*gif file(.|\n)*1,2,2,3\n$/,
  );
});
