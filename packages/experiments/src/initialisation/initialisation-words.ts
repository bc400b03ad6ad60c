import type { ReportSection } from '@skipjack/visualize';
import { counted } from '../counted.ts';
import { plainNumber } from '../measures/plain-number.ts';
import { meanOf } from './initialisation-figures.ts';
import { initialisationName, startCounts } from './initialisation-finding.ts';
import type { InitialisationFinding, InitialisationSummary } from './initialisation-finding.ts';
import type { Initialisation } from './initialisation-net.ts';

type Outcome = InitialisationFinding['outcome'];

/** What the papers say of it. */
export function paperSection(): ReportSection {
  const items = [
    '**Theory.** A ReLU lets half of the variance through, so that weights of variance 2/n keep the signal, n being the inputs of an output (He et al. 2015b, equation 10). With Xavier’s 1/n each layer shrinks it by √2: by 2^(−L/2) over L layers.',
    '**Figure 2, 22 layers.** Both initialisations converge; He’s begins to reduce the error earlier.',
    '**Figure 3, 30 layers.** He’s makes the net converge; with Xavier’s, learning stalls completely, and its gradients diminish.',
    '**With batch norm.** He et al. 2015 initialise as above, put batch norm after each convolution and before the activation (section 3.4), and say that signals neither vanish forward nor backward (section 4.1).',
  ];
  return { heading: 'What the papers say', content: [{ kind: 'list', items }] };
}

/** The factor by which the signal changes from the first convolution to the last of the deepest net, and what theory says. */
function signalChange(summary: InitialisationSummary, initialisation: Initialisation): string[] {
  const depth = Math.max(...summary.settings.depths);
  const deviations = meanOf(summary, { depth, initialisation, batchNorm: false }, (one) => one.deviations);
  const [first, last] = [deviations.at(0), deviations.at(-1)];
  if (first === undefined || last === undefined) return [];
  const theory = initialisation === 'he' ? 1 : 2 ** (-(deviations.length - 1) / 2);
  return [
    `**${initialisationName(initialisation)}, ${depth} layers, without batch norm.** From the first convolution to the last the signal’s standard deviation changes by a factor of ${plainNumber(last / first)}; theory, which counts no zeros of padding, says ${plainNumber(theory)}.`,
  ];
}

const CONCLUSION: Readonly<Record<Outcome, string>> = {
  shown:
    '**The initialisation decides, where there is no batch norm.** He’s nets started to learn at depths where Xavier’s did not within these steps.',
  reversed:
    '**This run contradicts the claim.** Xavier’s nets started to learn where He’s did not: the rate may be too high for He’s, whose gradients are larger. Try a lower rate.',
  mixed: '**This run is no evidence either way.** Each initialisation started where the other did not.',
  'no difference':
    '**This run does not support the claim.** Where one initialisation started to learn, so did the other, or seeds disagree: look at the step at which each starts, or try other depths or steps.',
  undecided:
    '**Nothing yet about the claim.** It takes both initialisations without batch norm at every depth.',
};

/** What a run lets a reader conclude, `**the gist**` first. */
export function conclusions(summary: InitialisationSummary, outcome: Outcome): string[] {
  const kinds = summary.settings.initialisations;
  const normalized = kinds.flatMap((initialisation) =>
    startCounts(summary, { initialisation, batchNorm: true }),
  );
  const trained = normalized.reduce((sum, one) => sum + one.trained, 0);
  const started = normalized.reduce((sum, one) => sum + one.started, 0);
  const withNorm =
    trained === 0
      ? []
      : [
          started === trained
            ? `**With batch norm every net started** (${trained} of ${trained}), with either initialisation: it scales what each convolution returns, so that factors do not multiply.`
            : `**With batch norm ${started} of ${trained} nets started.** It does not make every net start within these steps.`,
        ];
  return [CONCLUSION[outcome], ...kinds.flatMap((one) => signalChange(summary, one)), ...withNorm];
}

/** What a run does not show. */
export function limits({ settings, data, seeds }: InitialisationSummary): string[] {
  return [
    `**These are not the paper’s nets.** It trains nets of 22 and 30 layers on ImageNet; these are plain nets of 3x3 convolutions on ${data ?? 'small images'}.`,
    `**A net that did not start may start later.** The run made ${counted(settings.steps, 'step')} of ${counted(settings.batch, 'image')}, at a rate of ${settings.rate}, the same for all nets; another rate may suit some better.`,
    '**Starting is not ending well.** He et al. 2015b saw no benefit from very deep nets that do converge; see the degradation experiment.',
    ...(seeds.length === 1
      ? ['**One seed.** Whether a net starts near the bar can depend on it: try --seeds 3.']
      : []),
  ];
}
