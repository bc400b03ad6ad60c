import { expect, test } from 'vitest';
import { degradationReport } from './degradation-report.ts';
import { compareDepths, degradationFinding, familyOf } from './degradation-finding.ts';
import type { DegradationSettings, DegradationSummary, NetResult } from './summary.ts';

const settings: DegradationSettings = {
  data: 'mnist',
  nets: ['plain20', 'plain56', 'resnet20', 'resnet56'],
  steps: 200,
  batch: 128,
  rate: 0.1,
  warmUpSteps: 20,
  milestones: [160],
  weightDecay: 1e-4,
  momentum: 0.9,
  seed: 0,
  evaluateEvery: 25,
  evaluationSamples: 500,
};

/** A net whose errors fall from 90% to the given training error: made up, shaped like a real curve. */
function sampleNet(name: string, trainError: number, until: number = settings.steps): NetResult {
  const depth = Number(name.replace(/\D/g, ''));
  const evaluations = [];
  for (let step = 25; step <= until; step += 25) {
    const error =
      step === settings.steps ? trainError : trainError + (0.9 - trainError) * Math.exp(-step / 30);
    const atTheEnd = step === settings.steps;
    evaluations.push({
      step,
      trainSamples: atTheEnd ? 2000 : 500,
      testSamples: atTheEnd ? 10_000 : 500,
      trainLoss: 3 * error,
      trainError: error,
      testError: error + 0.005,
    });
  }
  const last = evaluations.at(-1);
  return {
    name,
    depth,
    params: depth === 20 ? 273_066 : 855_770,
    macs: 1_600_000 * depth,
    trainError: last?.trainError ?? Number.NaN,
    testError: last?.testError ?? Number.NaN,
    imagesPerSecond: 15_000 / depth,
    evaluations,
  };
}

/** A whole run with the given training errors of plain20, plain56, resnet20 and resnet56. */
function sampleSummary(
  errors: readonly number[],
  changes: Partial<DegradationSummary> = {},
): DegradationSummary {
  return {
    settings,
    versions: { skipjack: '0.1.0', TensorFlow: '2.21.0' },
    machine: { cpu: 'AMD EPYC', cores: 2, memoryGiB: 7.75, platform: 'linux x64', node: '20.20.2' },
    nets: settings.nets
      .slice(0, errors.length)
      .map((name, index) => sampleNet(name, errors[index] ?? Number.NaN)),
    complete: true,
    startedAt: '2026-03-04T09:15:27.123Z',
    seconds: 412,
    ...changes,
  };
}

const shown = sampleSummary([0.023, 0.2, 0.019, 0.017]);

test('shown: the plain net gets worse with depth, the residual net does not', () => {
  expect(degradationFinding(shown)).toEqual({
    outcome: 'shown',
    sentence:
      'More layers made the plain net worse on its own training images (error 2.3% at 20 layers, 20.0% at 56), but not the residual net (1.9% at 20 layers, 1.7% at 56).',
  });
});

test('partly: both get worse, the residual net less', () => {
  const finding = degradationFinding(sampleSummary([0.02, 0.4, 0.02, 0.1]));
  expect(finding.outcome).toBe('partly');
  expect(finding.sentence).toContain('both nets worse on their training images, the residual net less so');
});

test('not shown: plain nets do not suffer, or residual nets suffer as much', () => {
  const none = degradationFinding(sampleSummary([0.02, 0.02, 0.02, 0.02]));
  expect(none.outcome).toBe('not shown');
  expect(none.sentence).toMatch(/^Degradation did not show: the deeper plain net is no worse/);
  const reversed = degradationFinding(sampleSummary([0.02, 0.02, 0.02, 0.2]));
  expect(reversed.outcome).toBe('not shown');
  expect(reversed.sentence).toContain('while the deeper residual net is worse');
  const both = degradationFinding(sampleSummary([0.02, 0.2, 0.02, 0.2]));
  expect(both.outcome).toBe('both worse');
  expect(both.sentence).toMatch(/^Shortcuts did not help/);
});

test('a net whose loss is not finite at the end is no evidence, whatever its error', () => {
  const summary = sampleSummary([0.02, 1, 0.02, 0.02]);
  const nets = summary.nets.map((net, index) =>
    index === 1
      ? { ...net, evaluations: net.evaluations.map((one) => ({ ...one, trainLoss: Number.NaN })) }
      : net,
  );
  expect(degradationFinding({ ...summary, nets }).outcome).toBe('undecided');
});

test('settings that the command cannot say are named beside it', () => {
  const report = degradationReport({
    ...shown,
    settings: { ...settings, momentum: 0.5, data: 'fashion-mnist' },
  });
  expect(report).toContain('momentum 0.5');
  expect(report).toContain('--download');
});

test('a difference within two standard errors of the count is none', () => {
  const found = compareDepths(sampleSummary([0.1, 0.115]), 'plain');
  expect(found?.margin).toBeCloseTo(2 * Math.sqrt((0.1 * 0.9 + 0.115 * 0.885) / 2000), 12);
  expect(found?.verdict).toBe('equal');
  expect(compareDepths(sampleSummary([0.1, 0.13]), 'plain')?.verdict).toBe('worse');
  expect(compareDepths(sampleSummary([0.13, 0.1]), 'plain')?.verdict).toBe('better');
  expect(compareDepths(sampleSummary([0, 0.004]), 'plain')).toMatchObject({
    margin: 0.005,
    verdict: 'equal',
  });
});

test('undecided: one family, one net, or none', () => {
  const nets = (...names: string[]): DegradationSummary => ({
    ...shown,
    settings: { ...settings, nets: names },
    nets: shown.nets.filter((net) => names.includes(net.name)),
  });
  expect(degradationFinding(nets('plain20', 'plain56'))).toEqual({
    outcome: 'undecided',
    sentence:
      'The deeper plain net is worse on its training images (error 2.3% at 20 layers, 20.0% at 56), but there are no two residual nets of different depth to compare that with.',
  });
  expect(degradationFinding(nets('resnet20', 'resnet56')).sentence).toContain(
    'The deeper residual net is no worse',
  );
  expect(degradationFinding(nets('plain20')).sentence).toBe(
    'Only plain20 (training error 2.3%) can be reported: degradation is seen between two depths of plain and two of residual nets.',
  );
  expect(degradationFinding(nets()).sentence).toMatch(/^There is nothing to compare yet:/);
});

test('a run that has not finished says so, and unfinished nets decide nothing', () => {
  const nets = [sampleNet('plain20', 0.023), sampleNet('plain56', 0.2, 75)];
  const finding = degradationFinding({ ...shown, nets, complete: false });
  expect(finding.outcome).toBe('undecided');
  expect(finding.sentence).toMatch(/^The run has not finished \(1 of 4 nets done\); only plain20/);
  const report = degradationReport({ ...shown, nets, complete: false });
  expect(report).toContain('Not finished · undecided');
  expect(report).toContain('plain56 (measured at step 75 of 200)');
});

test('a net that diverged is named with its reason, and not compared', () => {
  const nets = shown.nets.map((net) =>
    net.name === 'plain56'
      ? { ...sampleNet('plain56', 0.5, 50), stopped: 'the loss was NaN at step 61.' }
      : net,
  );
  const finding = degradationFinding({ ...shown, nets });
  expect(finding.outcome).toBe('undecided');
  expect(finding.sentence).toMatch(
    /^plain56 did not reach the last step; the deeper residual net is no worse/,
  );
  expect(degradationReport({ ...shown, nets })).toContain(
    '<strong>plain56</strong>: the loss was NaN at step 61.',
  );
});

test('the report holds the finding, the numbers with their differences, and what limits them', () => {
  const report = degradationReport(shown);
  const expected = [
    degradationFinding(shown).sentence,
    'Degradation shown',
    '2.3% → 20.0%',
    '+17.7 points: deeper is worse',
    '−0.2 points: within the margin of 0.8 points',
    '273,066',
    '32.0 M',
    'residual − plain',
    '−18.3 points',
    'not overfitting',
    'These are not the paper’s numbers',
    'the scatter between seeds',
    'Measured every 25 steps on 500 images of each kind, at the end on 2,000 training images and all 10,000 test images',
    'Section 4.2, figure 6.',
    'AMD EPYC',
    '2, 7.8 GiB',
    '2.21.0',
    '2026-03-04 09:15 UTC',
    '6 min 52 s',
  ];
  for (const text of expected) expect(report).toContain(text);
});

test('the report draws errors, the arrangement of the paper, the loss, and the two blocks', () => {
  const titles = [...degradationReport(shown).matchAll(/<title id="[\w-]+">([^<]+)<\/title>/g)].map(
    ([, title]) => title,
  );
  expect(titles).toEqual([
    'Training error',
    'Test error',
    'Plain nets',
    'Residual nets',
    'Training loss',
    'Plain block',
    'Residual block',
  ]);
});

test('the report tells how to repeat the run, with names quoted for a shell where they need it', () => {
  const command = (data: string, backend = 'tensorflow'): string => {
    const report = degradationReport({ ...shown, settings: { ...settings, data }, versions: { backend } });
    const [, code = ''] = /<pre[^>]*>(.*?)<\/pre>/.exec(report) ?? [];
    return code.replace(/<[^>]+>/g, '').replaceAll('&#39;', "'");
  };
  expect(command('mnist')).toBe(
    'npx skipjack reproduce degradation --data mnist --nets plain20,plain56,resnet20,resnet56 --steps 200 --batch 128 --lr 0.1 --weight-decay 0.0001 --seed 0',
  );
  expect(command('mnist', 'wasm')).toMatch(/ --seed 0 --backend wasm$/);
  expect(command("it's $HOME")).toContain(`--data 'it'\\''s $HOME' --nets`);
});

test('hostile names stay text', () => {
  const hostile = '"><script>alert(1)</script>';
  const net = { ...sampleNet('plain20', 0.02), name: hostile, stopped: hostile };
  const report = degradationReport({
    ...shown,
    settings: { ...settings, data: hostile, nets: [hostile] },
    versions: { [hostile]: hostile },
    machine: { ...shown.machine, cpu: hostile, platform: hostile, node: hostile },
    nets: [net],
    startedAt: hostile,
  });
  expect(report).not.toContain('<script');
  expect(report).toContain('&lt;script&gt;');
});

test('the report loads nothing: its only address is the link to the paper', () => {
  const report = degradationReport(shown).replaceAll('xmlns="http://www.w3.org/2000/svg"', '');
  expect(report.match(/https?:\/\/[^"<\s]+/g)).toEqual(['https://arxiv.org/abs/1512.03385']);
  expect(report).not.toMatch(/\ssrc=|<script|<iframe|@import/);
  expect(report).toContain("default-src 'none'".replaceAll("'", '&#39;'));
});

test('numbers that are missing become dashes, never NaN', () => {
  const broken: NetResult = {
    ...sampleNet('plain56', Number.NaN),
    params: Number.NaN,
    macs: Number.NaN,
    imagesPerSecond: Number.NaN,
  };
  const rest = shown.nets.filter((net) => net.name !== 'plain56');
  for (const nets of [[broken], [...rest, broken], []]) {
    const report = degradationReport({ ...shown, nets, seconds: Number.NaN });
    expect(report).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(report).toContain('–');
  }
});

test('the family of a net is in its name', () => {
  const families = ['plain20', 'resnet56', 'vgg16'].map((name) => familyOf(sampleNet(name, 0.1)));
  expect(families).toEqual(['plain', 'residual', 'other']);
});

test('one step and one image have no s', () => {
  const one = { ...settings, steps: 1, batch: 1, warmUpSteps: 1, evaluateEvery: 1, evaluationSamples: 1 };
  const report = degradationReport({ ...shown, settings: one, nets: [] });
  expect(report).toContain('degradation on mnist · 1 step of 1 image<');
  expect(report).toContain('Measured every step on 1 image of each kind.');
  expect(report).toContain('After 1 step. Multiply-adds');
  expect(report).toContain('this run made 1 step of 1 image of mnist.');
  expect(report).not.toMatch(/\b1 (steps|images)\b/);
});
