import type { ReportSection } from '@skipjack/visualize';
import { counted } from '../counted.ts';
import { plainNumber } from '../measures/plain-number.ts';
import { flatterCount, twinNumbers, twinsOf, unlearned } from './optimization-finding.ts';
import type { OptimizationFinding, OptimizationSummary } from './optimization-finding.ts';

/** What the papers say of it. */
export function paperSection(): ReportSection {
  const items = [
    '**He et al. 2015, section 4.1.** The difficulty of plain nets is unlikely to come from vanishing gradients: batch norm keeps the variance of forward signals from being zero, and the authors verified that backward gradients have healthy norms. They suspect very low convergence rates.',
    '**He et al. 2016, equation 5.** Where shortcuts are identities, the gradient of a block’s input is that of a deeper block’s output, times 1 plus what the residual functions add: part of it reaches any layer undisturbed. (The equation is of pre-activation nets; those here have a ReLU after each addition.)',
    '**Li et al. 2018.** Without shortcuts the loss around the solutions of deep nets turns from nearly convex to chaotic as depth grows; with shortcuts it stays smooth. They show it for nets of 20, 56 and 110 layers on CIFAR-10.',
  ];
  return { heading: 'What the papers say', content: [{ kind: 'list', items }] };
}

const FLAT: Readonly<Record<OptimizationFinding['outcome'], string>> = {
  'residual flatter':
    '**The loss is flatter around the residual solution**, as Li et al. say, along every direction that was tried.',
  'plain flatter':
    '**The loss is flatter around the plain solution**, along every direction that was tried: this run does not support the claim.',
  mixed:
    '**Around which solution the loss is flatter depends on the direction**: this run does not support the claim.',
  undecided:
    '**Which loss is smoother is open.** It takes two nets that have learned, and profiles around both.',
};

/** What a run lets a reader conclude, `**the gist**` first. */
export function conclusions(summary: OptimizationSummary, outcome: OptimizationFinding['outcome']): string[] {
  return [
    ...summary.settings.depths.flatMap((depth) => gradientConclusion(summary, depth)),
    FLAT[outcome],
    ...summary.settings.depths.flatMap((depth) => flatnessOf(summary, depth)),
    ...summary.settings.depths.flatMap((depth) => lineConclusion(summary, depth)),
  ];
}

function gradientConclusion(summary: OptimizationSummary, depth: number): string[] {
  if (twinsOf(summary, depth).length === 0) return [];
  const { verdictBefore, verdictAfter, growthBefore } = twinNumbers(summary, depth, 'plain');
  if (verdictBefore === 'vanish' || verdictAfter === 'vanish')
    return [
      `**The plain net of ${depth} layers has vanishing gradients here**, ${verdictBefore === 'vanish' ? 'before' : 'after'} training: this contradicts He et al. 2015, section 4.1.`,
    ];
  if (verdictBefore === 'explode')
    return [
      `**The gradients of the plain net of ${depth} layers do not vanish, they grow** ${plainNumber(growthBefore)}-fold from the last third of its layers to the first, before training: batch norm keeps them from vanishing, and not from exploding.`,
    ];
  return [`**The gradients of the plain net of ${depth} layers do not vanish**, as He et al. 2015 say.`];
}

function flatnessOf(summary: OptimizationSummary, depth: number): string[] {
  const { residual, of } = flatterCount(summary, depth);
  if (of === 0) return [];
  const [plainNet, residualNet] = [
    twinNumbers(summary, depth, 'plain'),
    twinNumbers(summary, depth, 'residual'),
  ];
  const idle = unlearned(summary, depth);
  const warning =
    idle.length === 0
      ? ''
      : ` The ${idle.join(' and the ')} net had not learned, so that its flatness says nothing.`;
  const percent = (share: number): string => `${Math.round(100 * share)}%`;
  return [
    `**${depth} layers.** The residual profile rises less along ${residual} of ${counted(of, 'direction')}. Profiles bend downwards, as convex ones never do, at ${percent(plainNet.concave)} of the places around the plain solution and ${percent(residualNet.concave)} around the residual one.${warning}`,
  ];
}

function lineConclusion(summary: OptimizationSummary, depth: number): string[] {
  const [plainNet, residualNet] = [
    twinNumbers(summary, depth, 'plain'),
    twinNumbers(summary, depth, 'residual'),
  ];
  if (Number.isNaN(plainNet.barrier)) return [];
  return [
    `**Between the solutions of ${depth} layers.** The plain net with the residual solution has a loss of ${plainNumber(plainNet.othersLoss)} (its own: ${plainNumber(plainNet.trainLoss)}), the residual net with the plain solution ${plainNumber(residualNet.othersLoss)} (its own: ${plainNumber(residualNet.trainLoss)}). On the line between them the loss rises above the straight connection by ${plainNumber(plainNet.barrier)} in the plain net and ${plainNumber(residualNet.barrier)} in the residual one.`,
  ];
}

/** What a run does not show. */
export function limits({ settings, seeds, data }: OptimizationSummary): string[] {
  return [
    `**These are not the papers’ nets.** They were trained for ${counted(settings.steps, 'step')} of ${counted(settings.batch, 'image')} of ${data ?? 'small images'}, not to the end.`,
    `**A few lines are no surface.** ${counted(settings.directions, 'random direction')} and one line through a space of many thousand dimensions may miss what matters.`,
    '**Flat is not the same as smooth, or as easy to optimize.** Of two solutions the one with the lower loss has more to lose. Compare the losses of the nets first.',
    ...(seeds.length === 1
      ? ['**One seed.** Try --seeds 3: the pairs of profiles of all seeds are counted.']
      : []),
  ];
}
