import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '@skipjack/datasets';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { degradation, finish } from '../test/degradation-run.ts';
import { TINY } from '../test/fake-services.ts';
import type { Services } from './services.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skipjack-cli-'));
  const made = folder;
  onTestFinished(() => rm(made, { recursive: true, force: true }));
});

test('the defaults, and the table and the report at the end', async () => {
  const { code, io, requests } = await degradation(folder, '');
  expect(code).toBe(0);
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({
    dataset: TINY,
    out: join(folder, 'runs/degradation-1'),
    settings: {
      data: 'mnist',
      nets: ['plain20', 'plain56', 'resnet20', 'resnet56'],
      batch: 64,
      rate: 0.1,
      weightDecay: 1e-4,
      seed: 0,
    },
    versions: { tensorflow: '2.21.0', skipjack: expect.stringMatching(/^\d/) as string },
  });
  expect(requests[0]?.settings).not.toHaveProperty('steps');
  expect(io.stderr.lines).toEqual(['plain20: step 10/10, loss 0.5000, 1,000 images/s, 0 s left']);
  expect(io.stdout.lines).toEqual([
    'net      parameters  training error  test error  images/s',
    '-------  ----------  --------------  ----------  --------',
    'plain20     272,474          1.23 %      4.56 %     1,235',
    'Report: runs/degradation-1/report.html',
  ]);
});

test('options reach the run', async () => {
  const { requests } = await degradation(
    folder,
    '--nets resnet26,plain8 --steps 7 --batch 16 --lr 0.05 --weight-decay 1e-5 --seed 3 --out mine',
  );
  expect(requests[0]).toMatchObject({
    out: join(folder, 'mine'),
    settings: { nets: ['resnet26', 'plain8'], steps: 7, batch: 16, rate: 0.05, weightDecay: 1e-5, seed: 3 },
  });
});

test('a net that diverged is named with the reason', async () => {
  const { io } = await degradation(folder, '', {
    reproduceDegradation: async (options) => {
      const summary = await finish(options);
      return { ...summary, nets: summary.nets.map((net) => ({ ...net, stopped: 'the loss became NaN.' })) };
    },
  });
  expect(io.stdout.text).toContain('\nplain20 did not reach its end: the loss became NaN.\n');
});

test('a run that measured nothing has no table, and a report elsewhere has its whole path', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'skipjack-elsewhere-'));
  onTestFinished(() => rm(elsewhere, { recursive: true, force: true }));
  const { io } = await degradation(folder, `--out ${elsewhere}`, {
    reproduceDegradation: async (options) => ({ ...(await finish(options)), nets: [] }),
  });
  expect(io.stdout.lines).toEqual([`Report: ${join(elsewhere, 'report.html')}`]);
});

test.each([
  ['--epochs 2 --batch 100', 20],
  ['--epochs 0.5 --batch 100', 5],
  ['--epochs 0.0001', 1],
])('%s of 1,000 images are %i steps', async (line, steps) => {
  const { requests } = await degradation(folder, line);
  expect(requests[0]?.settings).toMatchObject({ steps });
});

test('the data options reach the loader', async () => {
  let asked: object = {};
  const loadDataset: Services['loadDataset'] = async (options) => {
    asked = options;
    options.onProgress?.({ file: 'images.gz', receivedBytes: 1, totalBytes: 4 });
    return TINY;
  };
  const { io } = await degradation(folder, '--data fashion-mnist --data-root sets --download', {
    loadDataset,
  });
  expect(asked).toMatchObject({
    name: 'fashion-mnist',
    root: join(folder, 'sets'),
    download: true,
  });
  expect(io.stderr.text).toContain('downloading images.gz (25 %)');
});

test('--json prints one object a line and nothing else; the last is the summary', async () => {
  const { code, io } = await degradation(folder, '--json');
  expect(code).toBe(0);
  expect(io.stderr.text).toBe('');
  const events = io.stdout.lines.map((line) => JSON.parse(line) as { type: string; summary?: object });
  expect(events.map(({ type }) => type)).toEqual(['step', 'report', 'summary']);
  expect(events.at(-1)).toMatchObject({
    folder: join(folder, 'runs/degradation-1'),
    summary: { complete: true, nets: [{ name: 'plain20', trainError: 0.0123 }] },
  });
});

test('missing data are one line, exit code 1, and no folder stays', async () => {
  const loadDataset: Services['loadDataset'] = async () => {
    throw new DataError('no files; allow the download (`download: true`), or give `root`', { file: 'x' });
  };
  const { code, io } = await degradation(folder, '--out mine', { loadDataset });
  expect(code).toBe(1);
  expect(io.stderr.text).toBe('skipjack: no files; allow the download (--download), or give --data-root\n');
  expect(await readdir(folder)).toEqual([]);
});

test('an engine that does not load is one line and exit code 1', async () => {
  const prepareEngine = async (): Promise<never> => {
    throw new Error('No TensorFlow library was found; run `npx skipjack engine install`.');
  };
  const { code, io, requests } = await degradation(folder, '', { prepareEngine });
  expect({ code, requests }).toEqual({ code: 1, requests: [] });
  expect(io.stderr.text).toBe(
    'skipjack: No TensorFlow library was found; run `npx skipjack engine install`.\n',
  );
});

test.each(['wasm', 'cpu'])(
  '--backend %s is what is prepared, and it says that it is slow',
  async (backend) => {
    const asked: string[] = [];
    const prepareEngine: Services['prepareEngine'] = async (choice) => {
      asked.push(choice);
      return { [`@tensorflow/tfjs-backend-${choice}`]: '4.22.0' };
    };
    const { code, io, requests } = await degradation(folder, `--backend ${backend}`, { prepareEngine });
    expect({ code, asked }).toEqual({ code: 0, asked: [backend] });
    expect(io.stderr.lines[0]).toMatch(
      new RegExp(`^The backend ${backend} is about [\\d,]+ times slower than TensorFlow's library`),
    );
    expect(requests[0]?.versions).toMatchObject({ [`@tensorflow/tfjs-backend-${backend}`]: '4.22.0' });
  },
);

test('with --json too: stdout has the events and nothing else', async () => {
  const { io } = await degradation(folder, '--backend wasm --json');
  expect(io.stderr.lines).toHaveLength(1);
  expect(io.stdout.lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
    'step',
    'report',
    'summary',
  ]);
});

test('the library is the default', async () => {
  const asked: string[] = [];
  const prepareEngine: Services['prepareEngine'] = async (choice) => {
    asked.push(choice);
    return {};
  };
  await degradation(folder, '', { prepareEngine });
  expect(asked).toEqual(['tensorflow']);
});

test('a used folder is refused before anything is loaded', async () => {
  await writeFile(join(folder, 'summary.json'), '');
  const { code, io, requests } = await degradation(folder, '--out .', {
    prepareEngine: async () => {
      throw new Error('The engine was loaded.');
    },
  });
  expect({ code, requests }).toEqual({ code: 2, requests: [] });
  expect(io.stderr.text).toContain('The output folder . already has files in it (summary.json)');
});

test('a batch larger than the training set is wrong usage', async () => {
  const { code, io } = await degradation(folder, '--batch 1001');
  expect(code).toBe(2);
  expect(io.stderr.text).toBe(
    'skipjack: --batch must be at most the 1,000 training images of mnist; got 1001.\n',
  );
});
