import { expect, test } from 'vitest';
import { Capture, capturedIo } from '../test/capture.ts';
import type { CapturedIo } from '../test/capture.ts';
import { fakeServices } from '../test/fake-services.ts';
import { cliVersion } from './cli-version.ts';
import { run, runWith } from './run.ts';
import type { Services } from './services.ts';

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

async function skipjack(
  line: string,
  services: Partial<Services> = {},
  io: Partial<CapturedIo> = {},
): Promise<Outcome> {
  const captured = capturedIo(io);
  const argv = line.split(' ').filter((word) => word !== '');
  const code = await runWith({ argv, io: captured, services: fakeServices(services) });
  return { code, out: captured.stdout.text, error: captured.stderr.text };
}

test('--version', async () => {
  expect(cliVersion()).toMatch(/^\d+\.\d+\.\d+/);
  expect(await skipjack('--version')).toEqual({ code: 0, out: `${cliVersion()}\n`, error: '' });
});

test.each([
  '',
  '--verbose',
  '--help',
  '-h',
  'help',
  'engine',
  'help engine',
  'engine help install',
  'help reproduce',
  'reproduce help',
  'reproduce help degradation',
  'doctor -h',
  'reproduce degradation --help',
  'reproduce degradation -h',
])('"%s" prints help', async (line) => {
  const { code, out, error } = await skipjack(line);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toContain('Usage: skipjack');
});

test('help has examples and the defaults', async () => {
  expect((await skipjack('--help')).out).toContain('skipjack reproduce degradation --data fashion-mnist');
  const { out } = await skipjack('reproduce degradation --help');
  expect(out).toContain('"plain20,plain56,resnet20,resnet56")');
  expect(out).toContain('Exit codes: 0 done, 1 failure, 2 wrong usage, 130');
});

test('reproduce without a name lists the experiments', async () => {
  const { code, out } = await skipjack('reproduce');
  expect(code).toBe(0);
  expect(out).toMatch(/ degradation +deeper plain nets get worse/);
});

test.each([
  [
    'reproduce degradatoin',
    'Unknown experiment "degradatoin": did you mean degradation? `skipjack reproduce` lists them.',
  ],
  ['reproduce degradatoin --steps 5', 'Unknown experiment "degradatoin": did you mean degradation?'],
  [
    'reproduce --steps 5',
    "The experiment's name is missing before --steps: write `skipjack reproduce <name> --steps ...`",
  ],
  ['reproduce --steps 5 degradation', "The experiment's name is missing before --steps"],
  ['reproduce degradation --epochs 1e300', '--epochs must be a number above 0 and at most 100000'],
  ['reproduce vanishing', 'Unknown experiment "vanishing": `skipjack reproduce` lists them.'],
  ['docter', "unknown command 'docter' (Did you mean doctor?); --help lists what there is."],
  ['reproduce degradation --stepz 5', "unknown option '--stepz' (Did you mean --steps?)"],
  ['reproduce degradation --steps', "option '--steps <n>' argument missing"],
  ['reproduce degradation extra', "too many arguments for 'degradation'"],
  ['reproduce degradation --data minst', 'Unknown data set "minst": did you mean mnist?'],
  ['reproduce degradation --data cifar11', 'Unknown data set "cifar11": did you mean cifar10?'],
  ['reproduce degradation --nets resnet21', 'Net "resnet21" has a depth that is not 6n + 2'],
  ['reproduce degradation --nets resent20', 'Unknown net "resent20": did you mean resnet20?'],
  ['reproduce degradation --batch 0', '--batch must be a whole number of at least 1; got "0".'],
  ['reproduce degradation --lr -1', '--lr must be a number above 0, such as 0.1 or 1e-4; got "-1".'],
  ['reproduce degradation --lr fast', '--lr must be a number above 0, such as 0.1 or 1e-4; got "fast".'],
  ['reproduce degradation --weight-decay -1e-4', '--weight-decay must be a number of at least 0'],
  ['reproduce degradation --steps 0', '--steps must be a whole number of at least 1; got "0".'],
  ['reproduce degradation --steps 1.5', '--steps must be a whole number of at least 1; got "1.5".'],
  ['reproduce degradation --steps 12abc', '--steps must be a whole number of at least 1; got "12abc".'],
  ['reproduce degradation --epochs 0', '--epochs must be a number above 0'],
  ['reproduce degradation --seed -1', '--seed must be a whole number from 0 to 4294967295; got "-1".'],
  [
    'reproduce degradation --steps 5 --epochs 1',
    '--steps and --epochs both say how long to train; give one of them.',
  ],
  [
    'reproduce degradation --backend webgl',
    "option '--backend <name>' argument 'webgl' is invalid. Allowed choices are tensorflow, wasm, cpu",
  ],
  ['reproduce degradation --out /proc/self', 'The output folder /proc/self'],
])('"%s" is wrong usage, said in one line', async (line, message) => {
  const { code, out, error } = await skipjack(line);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error).toContain(`skipjack: ${message}`);
  expect(error.trimEnd().split('\n')).toHaveLength(1);
});

test('a failure is one line and exit code 1', async () => {
  const listModels = async (): Promise<never> => {
    throw new Error('broken\n  in two lines');
  };
  expect(await skipjack('models', { listModels })).toEqual({
    code: 1,
    out: '',
    error: 'skipjack: broken in two lines\n',
  });
});

test.each([
  ['models --verbose', {}],
  ['models', { SKIPJACK_DEBUG: '1' }],
])('the stack is there for those who ask: %s %j', async (line, environment) => {
  const listModels = async (): Promise<never> => {
    throw new Error('broken');
  };
  const { error } = await skipjack(line, { listModels }, { environment });
  expect(error).toContain('skipjack: broken\nError: broken\n    at ');
});

test('what is thrown need not be an error', async () => {
  const listModels = async (): Promise<never> => {
    // oxlint-disable-next-line no-throw-literal
    throw 'a word';
  };
  expect((await skipjack('models', { listModels })).error).toBe('skipjack: a word\n');
});

test('options of the library are called by their names on the command line', async () => {
  const listModels = async (): Promise<never> => {
    throw new Error('allow it (`download: true`) or give `root`, a folder');
  };
  expect((await skipjack('models', { listModels })).error).toBe(
    'skipjack: allow it (--download) or give --data-root, a folder\n',
  );
});

test('a closed pipe does not end the command', async () => {
  const stdout = new Capture();
  const listModels = async (): Promise<never[]> => {
    stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    return [];
  };
  expect((await skipjack('models', { listModels }, { stdout })).code).toBe(0);
});

test('run() has the real packages behind it', async () => {
  const io = capturedIo();
  expect(await run(['--version'], io)).toBe(0);
  expect(io.stdout.text).toBe(`${cliVersion()}\n`);
});
