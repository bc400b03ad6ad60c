import { formatPercent, type Family } from '@skipjack/visualize';
import type { DegradationSettings, DegradationSummary, NetResult } from './summary.ts';

/** What a run says about degradation. */
export interface DegradationFinding {
  /** Degradation was shown; shown in part; depth hurt both kinds of net alike; not shown; or nets are missing to decide it. */
  readonly outcome: 'shown' | 'partly' | 'both worse' | 'not shown' | 'undecided';
  /** The finding in one sentence, with its numbers. */
  readonly sentence: string;
}

/** The shallowest and the deepest finished net of one family. */
export interface DepthComparison {
  /** The net with the fewest layers. */
  readonly shallow: NetResult;
  /** The net with the most layers. */
  readonly deep: NetResult;
  /** Training error of the deep net minus that of the shallow one, as a fraction. */
  readonly rise: number;
  /** Differences up to this fraction count as none: two standard errors of the count of images, 0.005 at least. */
  readonly margin: number;
  /** How the deep net's training error stands to the shallow one's. */
  readonly verdict: 'worse' | 'better' | 'equal';
}

/** Family of a net by its name: `plain...`, `resnet...`, or neither. */
export function familyOf({ name }: NetResult): Family {
  if (name.startsWith('plain')) return 'plain';
  return name.startsWith('resnet') ? 'residual' : 'other';
}

/** Whether a net was trained to the last step and measured there, and did not diverge. */
export function isFinished(net: NetResult, settings: DegradationSettings): boolean {
  const { step = 0, trainLoss = Number.NaN } = net.evaluations.at(-1) ?? {};
  return step >= settings.steps && Number.isFinite(trainLoss) && Number.isFinite(net.trainError);
}

/** Compares the shallowest with the deepest finished net of a family; `undefined` without two of different depth. */
export function compareDepths(summary: DegradationSummary, family: Family): DepthComparison | undefined {
  const { nets, settings } = summary;
  const relatives = nets.filter((net) => familyOf(net) === family && isFinished(net, settings));
  relatives.sort((a, b) => a.depth - b.depth);
  const [shallow, deep] = [relatives.at(0), relatives.at(-1)];
  if (shallow === undefined || deep === undefined || shallow.depth === deep.depth) return undefined;
  const variance = [shallow, deep].reduce((sum, { trainError, evaluations }) => {
    const { trainSamples = 1 } = evaluations.at(-1) ?? {};
    return sum + (trainError * (1 - trainError)) / trainSamples;
  }, 0);
  const margin = Math.max(0.005, 2 * Math.sqrt(variance));
  const rise = deep.trainError - shallow.trainError;
  const verdict = rise > margin ? 'worse' : rise < -margin ? 'better' : 'equal';
  return { shallow, deep, rise, margin, verdict };
}

/** States whether the run showed degradation: deeper plain nets worse on their own training images, residual nets not. */
export function degradationFinding(summary: DegradationSummary): DegradationFinding {
  const { nets, settings, complete } = summary;
  const finished = nets.filter((net) => isFinished(net, settings));
  const [plain, residual] = [compareDepths(summary, 'plain'), compareDepths(summary, 'residual')];
  const { outcome, sentence } =
    plain !== undefined && residual !== undefined
      ? judge(plain, residual)
      : undecided(plain ?? residual, finished);
  const missing = settings.nets.filter((name) => finished.every((net) => net.name !== name));
  if (missing.length === 0) return { outcome, sentence };
  const lead = complete
    ? `${missing.join(', ')} did not reach the last step; `
    : `The run has not finished (${finished.length} of ${settings.nets.length} nets done); `;
  return { outcome, sentence: lead + sentence.charAt(0).toLowerCase() + sentence.slice(1) };
}

function change({ shallow, deep }: DepthComparison): string {
  const [from, to] = [shallow, deep].map((net) => `${formatPercent(net.trainError)} at ${net.depth}`);
  return `${from} layers, ${to}`;
}

/** What two comparisons of depths together say. */
export function judge(plain: DepthComparison, residual: DepthComparison): DegradationFinding {
  const both = `plain nets ${change(plain)}; residual nets ${change(residual)}`;
  if (plain.verdict !== 'worse') {
    const but = residual.verdict === 'worse' ? ', while the deeper residual net is worse' : '';
    const sentence = `Degradation did not show: the deeper plain net is no worse on its training images${but} (training error of ${both}).`;
    return { outcome: 'not shown', sentence };
  }
  if (residual.verdict !== 'worse') {
    const sentence = `More layers made the plain net worse on its own training images (error ${change(plain)}), but not the residual net (${change(residual)}).`;
    return { outcome: 'shown', sentence };
  }
  if (plain.rise - residual.rise > Math.max(plain.margin, residual.margin)) {
    const sentence = `More layers made both nets worse on their training images, the residual net less so (training error of ${both}).`;
    return { outcome: 'partly', sentence };
  }
  const sentence = `Shortcuts did not help: more layers made the residual net worse as well as the plain one (training error of ${both}).`;
  return { outcome: 'both worse', sentence };
}

function undecided(only: DepthComparison | undefined, finished: readonly NetResult[]): DegradationFinding {
  const outcome = 'undecided';
  if (only !== undefined) {
    const [kind, other] = familyOf(only.deep) === 'plain' ? ['plain', 'residual'] : ['residual', 'plain'];
    const verb = only.verdict === 'worse' ? 'worse' : 'no worse';
    const sentence = `The deeper ${kind} net is ${verb} on its training images (error ${change(only)}), but there are no two ${other} nets of different depth to compare that with.`;
    return { outcome, sentence };
  }
  const names = finished.map((net) => `${net.name} (training error ${formatPercent(net.trainError)})`);
  const what =
    names.length === 0 ? 'There is nothing to compare yet' : `Only ${names.join(', ')} can be reported`;
  return {
    outcome,
    sentence: `${what}: degradation is seen between two depths of plain and two of residual nets.`,
  };
}

const OPTIMIZATION =
  '**Degradation is a failure of optimization, not overfitting.** An overfitted net does well on its training images and badly on others. A degraded one does worse on its training images too.';
const SHORTCUT =
  '**The shortcut is what differs.** At one depth both nets have the same layers, batch norm after every convolution, and the same initialisation, recipe, seed and data order.';

/** What each outcome lets a reader conclude, `**the gist**` first. */
export const CONCLUSIONS: Readonly<Record<DegradationFinding['outcome'], readonly string[]>> = {
  shown: [
    '**Depth alone made the plain net harder to train.** The residual net did not suffer from it.',
    OPTIMIZATION,
    SHORTCUT,
  ],
  partly: [
    '**Shortcuts helped, but not fully.** The deep residual net lost less than the deep plain net, yet it lost too.',
    OPTIMIZATION,
    SHORTCUT,
  ],
  'both worse': [
    '**Depth hurt, and shortcuts did not help here.** The deep residual net lost as much as the deep plain one: its schedule may be too short or its rate too high. Try more steps, or another rate.',
    OPTIMIZATION,
  ],
  'not shown': [
    '**This run does not support the claim.** The nets may be too shallow for the effect, or the schedule may hide it: look in the loss curves for a net that did not start, then try more depth, more steps or another rate.',
    OPTIMIZATION,
  ],
  undecided: [
    '**Nothing yet about shortcuts.** The comparison takes two depths of plain nets and two of residual nets, all trained to the last step.',
    OPTIMIZATION,
  ],
};

type Status = { readonly text: string; readonly tone: 'clear' | 'caution' };

/** Each outcome in a few words. */
export const STATUS: Readonly<Record<DegradationFinding['outcome'], Status>> = {
  shown: { text: 'Degradation shown', tone: 'clear' },
  partly: { text: 'Shown in part', tone: 'caution' },
  'both worse': { text: 'Both got worse', tone: 'caution' },
  'not shown': { text: 'Degradation not shown', tone: 'caution' },
  undecided: { text: 'Undecided', tone: 'caution' },
};
