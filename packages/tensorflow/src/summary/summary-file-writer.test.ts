import * as tf from '@tensorflow/tfjs-core';
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import '../register.ts';
import { compilePackage, removeCompiled } from '../../test/compiled-package.ts';
import { eventsOf } from '../../test/event-records.ts';
import { FOUR_PIXELS } from '../../test/sample-images.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { decodePng } from '../images/decode-image.ts';
import type { SummaryValue } from './event-proto.ts';
import { summaryFileWriter } from './summary-file-writer.ts';

let compiled = '';
beforeAll(async () => {
  compiled = compilePackage();
  await tf.setBackend('tensorflow');
});
afterAll(() => removeCompiled(compiled));

const valueOf = (folder: string): SummaryValue | undefined => eventsOf(folder).at(-1)?.summary?.value[0];

test('scalars: numbers and tensors, in the file after flush()', () => {
  const folder = join(temporaryFolder(), 'made', 'for it');
  const writer = summaryFileWriter(folder);
  const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
  const x = tf.scalar(42);
  writer.scalar('loss', 0.25, 0);
  writer.scalar('loss', x, 1, 'what it *costs*');
  x.dispose();
  expect(eventsOf(folder)).toEqual([]);
  writer.flush();
  const [first, second] = eventsOf(folder);
  expect(first?.summary).toEqual({ value: [{ tag: 'loss', simpleValue: 0.25 }] });
  expect(Math.abs((first?.wallTime ?? 0) - Date.now() / 1000)).toBeLessThan(60);
  expect(second).toMatchObject({
    step: 1,
    summary: {
      value: [{ tag: 'loss', simpleValue: 42, metadata: { summaryDescription: 'what it *costs*' } }],
    },
  });
  expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
  writer.close();
});

test('a number of nothing is a number, and NaN is NaN', () => {
  const folder = temporaryFolder();
  const writer = summaryFileWriter(folder);
  for (const [step, value] of [0, -0, Number.NaN, -Infinity].entries()) writer.scalar('x', value, step);
  writer.close();
  const values = eventsOf(folder).map(({ summary }) => summary?.value[0]?.simpleValue);
  expect(values).toEqual([0, -0, Number.NaN, -Infinity]);
});

test('a histogram has rows of edges and counts', () => {
  const folder = temporaryFolder();
  const writer = summaryFileWriter(folder);
  const x = tf.tensor2d(
    [
      [1, 2],
      [3, 5],
    ],
    [2, 2],
    'int32',
  );
  writer.histogram('weights', x, 3, 2, 'of a layer');
  writer.close();
  const value = valueOf(folder);
  expect(value?.metadata).toMatchObject({
    pluginData: { pluginName: 'histograms' },
    summaryDescription: 'of a layer',
  });
  expect(value?.tensor).toMatchObject({ dtype: 2, tensorShape: { dim: [{ size: 2 }, { size: 3 }] } });
  const content = value?.tensor?.tensorContent ?? new Uint8Array();
  expect([...new Float64Array(Uint8Array.from(content).buffer)]).toEqual([1, 3, 2, 3, 5, 2]);
  x.dispose();
});

test('a picture and a text', () => {
  const folder = temporaryFolder();
  const writer = summaryFileWriter(folder);
  const x = tf.tensor3d([...FOUR_PIXELS], [2, 2, 3], 'int32');
  writer.image('picture', x, 1);
  writer.flush();
  const image = valueOf(folder)?.image;
  expect(image).toMatchObject({ height: 2, width: 2, colorspace: 3 });
  const decoded = decodePng(Uint8Array.from(image?.encodedImageString ?? []));
  expect([...decoded.dataSync()]).toEqual(FOUR_PIXELS);
  writer.text('note', '**größer**', 2);
  writer.close();
  expect(valueOf(folder)).toMatchObject({
    metadata: { pluginData: { pluginName: 'text' } },
    tensor: { dtype: 7, stringVal: [Buffer.from('**größer**')] },
  });
  tf.dispose([x, decoded]);
});

test('events do not wait longer than they may, in number and in time', async () => {
  const [byNumber, byTime] = [temporaryFolder(), temporaryFolder()];
  const [few, soon] = [summaryFileWriter(byNumber, 3, 1e6), summaryFileWriter(byTime, 1e6, 20)];
  for (let step = 0; step < 4; step++) few.scalar('x', step, step);
  expect(eventsOf(byNumber)).toHaveLength(3);
  soon.scalar('x', 1, 1);
  for (let wait = 0; wait < 200 && eventsOf(byTime).length === 0; wait++) await sleep(20);
  expect(eventsOf(byTime)).toHaveLength(1);
  few.close();
  soon.close();
  expect(eventsOf(byNumber)).toHaveLength(4);
});

test('a folder has one writer until it is closed', () => {
  const folder = temporaryFolder();
  const writer = summaryFileWriter(folder);
  expect(summaryFileWriter(`${folder}/.`)).toBe(writer);
  writer.close();
  const next = summaryFileWriter(folder, 1, 0, '.next');
  expect(next).not.toBe(writer);
  expect(readdirSync(folder).filter((name) => name.endsWith('.next'))).toHaveLength(1);
  expect(() => writer.scalar('x', 1, 1) ?? writer.flush()).toThrow('is closed; make a new writer.');
  next.close();
});

test.each([
  ['the end of the program', ''],
  ['process.exit()', 'process.exit(0);'],
  ['an error', "throw new Error('on purpose');"],
])('%s loses nothing', (_how, end) => {
  const folder = temporaryFolder();
  const program = `
    import { summaryFileWriter } from './src/summary/summary-file-writer.js';
    const writer = summaryFileWriter(process.argv[2], 100, 100_000);
    for (let step = 0; step < 50; step++) writer.scalar('x', step, step);
    ${end}`;
  writeFileSync(join(compiled, 'write.js'), program);
  spawnSync(process.execPath, [join(compiled, 'write.js'), folder]);
  expect(eventsOf(folder)).toHaveLength(50);
});

test('wrong arguments are named', () => {
  const folder = temporaryFolder();
  const writer = summaryFileWriter(folder);
  const [x, texts] = [tf.tensor1d([1]), tf.tensor1d(['a'])];
  for (const [call, message] of [
    [() => summaryFileWriter(''), 'Invalid logdir: "". Expected a non-empty string for logdir.'],
    [() => summaryFileWriter(undefined as never), 'Expected a non-empty string for logdir.'],
    [
      () => summaryFileWriter('x', -1),
      'maxQueue must be at least 0 and flushMillis from 0 to 2147483647, got -1',
    ],
    [() => summaryFileWriter('x', 1, Number.NaN), 'got 1 and NaN.'],
    [() => summaryFileWriter('x', 1, 1, '/../y'), 'filenameSuffix must be part of a name, got /../y.'],
    [() => writer.scalar('x', 1, 0.5), 'step is expected to be an integer, but is instead 0.5'],
    [
      () => writer.scalar('x', x as never, 1),
      'A non-scalar tensor (rank 1) is passed to writeScalarSummary()',
    ],
    [
      () => writer.scalar('x', 'y' as never, 1),
      'value of a summary must be a number or a tensor of one, got string.',
    ],
    [() => writer.scalar('', 1, 1), 'A summary needs a name, got "".'],
    [() => writer.histogram('x', x, 1, 0), 'Expected bucket count to be a strictly positive integer'],
    [() => writer.histogram('x', texts, 1), 'A summary needs a tensor of real numbers, got string.'],
    [() => writer.image('x', x as never, 1), 'image must be [height, width, channels]'],
  ] as const)
    expect(call).toThrow(message);
  tf.dispose([x, texts]);
  writer.close();
  expect(eventsOf(folder)).toEqual([]);
  writeFileSync(join(folder, 'file'), '');
  expect(() => summaryFileWriter(join(folder, 'file'))).toThrow(/^The log folder .*file cannot be made: /);
});

test('a writer that is closed takes nothing, instead of losing it', () => {
  const writer = summaryFileWriter(temporaryFolder());
  writer.scalar('x', 1, 0);
  writer.close();
  expect(() => writer.scalar('x', 2, 1)).toThrow(/^The event file .* is closed; make a new writer\.$/);
  writer.close();
});

test.each([
  ['scalar', 'x', 'value of a summary must be a number or a tensor of one, got string.'],
  ['scalar', undefined, 'value of a summary must be a number or a tensor of one, got undefined.'],
  ['histogram', [1, 2], 'data of a summary must be a tensor, got object.'],
  ['histogram', null, 'data of a summary must be a tensor, got null.'],
  ['text', 3, 'text of a summary must be a text, got number.'],
] as const)('%s() of %j is refused', (method, value, message) => {
  const writer = summaryFileWriter(temporaryFolder());
  const call = writer[method].bind(writer) as (name: string, value: unknown, step: number) => void;
  expect(() => call('x', value, 0)).toThrow(message);
  writer.close();
});

test.runIf(process.platform === 'linux')(
  'a folder where the system makes none is an error, and no hang',
  () => {
    expect(() => summaryFileWriter('/proc/nowhere/logs')).toThrow(
      'The log folder /proc/nowhere/logs cannot be made: it does not exist; name a folder that this process may write.',
    );
  },
);
