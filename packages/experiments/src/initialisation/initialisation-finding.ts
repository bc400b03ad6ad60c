import type { ExperimentSummary } from '../experiment/experiment.ts';
import { counted } from '../counted.ts';
import { partName } from './initialisation-net.ts';
import type { Initialisation, InitialisedNet } from './initialisation-net.ts';
import type { InitialisationResult, InitialisedNetResult } from './initialisation-result.ts';
import type { InitialisationSettings } from './initialisation-settings.ts';

/** A run of the experiment `initialisation`. */
export type InitialisationSummary = ExperimentSummary<InitialisationSettings, InitialisationResult>;

/** Nets that differ in their depth only. */
export type NetKind = Pick<InitialisedNet, 'initialisation' | 'batchNorm'>;

/** What a run says about initialisation and depth. */
export interface InitialisationFinding {
  /**
   * Without batch normalization there is a depth at which He's nets start in every seed and Xavier's in none, and none the other way round;
   * there are such depths the other way round only, or both ways; there is none; or nets are missing to decide it.
   */
  readonly outcome: 'shown' | 'reversed' | 'mixed' | 'no difference' | 'undecided';
  /** The finding with its numbers. */
  readonly sentence: string;
}

/** The results of one net over the seeds. */
export function resultsOf({ runs }: InitialisationSummary, net: InitialisedNet): InitialisedNetResult[] {
  return runs.flatMap(({ result }) => result.nets.filter(({ name }) => name === partName(net)));
}

/** A net, in how many seeds it was trained, and in how many it started to learn. */
export interface StartCount {
  /** Layers with weights. */
  readonly depth: number;
  /** Seeds in which it started. */
  readonly started: number;
  /** Seeds in which it was trained. */
  readonly trained: number;
}

/** In how many seeds the nets of one kind started to learn, by depth. */
export function startCounts(summary: InitialisationSummary, kind: NetKind): StartCount[] {
  return summary.settings.depths.map((depth) => {
    const results = resultsOf(summary, { ...kind, depth });
    return { depth, started: results.filter(({ starts }) => starts).length, trained: results.length };
  });
}

const always = ({ started, trained }: StartCount): boolean => trained > 0 && started === trained;
const never = ({ started, trained }: StartCount): boolean => trained > 0 && started === 0;

/** Depths at which all nets of one kind start, and none of the other. */
function onlyFirst(first: readonly StartCount[], second: readonly StartCount[]): number[] {
  return first
    .filter((one, index) => {
      const other = second[index];
      return other !== undefined && always(one) && never(other);
    })
    .map(({ depth }) => depth);
}

/** States which nets started to learn, and whether He's initialisation made the difference without batch normalization. */
export function initialisationFinding(summary: InitialisationSummary): InitialisationFinding {
  const { settings, seeds } = summary;
  const words = kindsOf(summary).map((kind) => `${kindName(kind)} ${startWords(startCounts(summary, kind))}`);
  const lead = `Of plain nets trained for ${counted(settings.steps, 'step')}, with ${words.join('; with ')}.`;
  const he = startCounts(summary, { initialisation: 'he', batchNorm: false });
  const xavier = startCounts(summary, { initialisation: 'xavier', batchNorm: false });
  const isDecided = [...he, ...xavier].every(({ trained }) => trained === seeds.length);
  if (!isDecided)
    return {
      outcome: 'undecided',
      sentence: `${lead} Without both initialisations at every depth and without batch norm, the paper’s claim is open.`,
    };
  const [forHe, forXavier] = [onlyFirst(he, xavier), onlyFirst(xavier, he)];
  if (forHe.length > 0 && forXavier.length === 0)
    return {
      outcome: 'shown',
      sentence: `${lead} Without batch norm, ${layers(forHe)} took He’s initialisation.`,
    };
  if (forHe.length === 0 && forXavier.length > 0)
    return {
      outcome: 'reversed',
      sentence: `${lead} Without batch norm, ${layers(forXavier)} took Xavier’s initialisation.`,
    };
  if (forHe.length > 0)
    return {
      outcome: 'mixed',
      sentence: `${lead} Without batch norm, ${layers(forHe)} took He’s initialisation, and ${layers(forXavier)} Xavier’s.`,
    };
  return {
    outcome: 'no difference',
    sentence: `${lead} At no depth did the initialisation alone decide it.`,
  };
}

const layers = (depths: readonly number[]): string => `${listed(depths.map(String))} layers`;

function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** The kinds of net of a run. */
export function kindsOf({ settings }: InitialisationSummary): NetKind[] {
  return settings.batchNorm.flatMap((batchNorm) =>
    settings.initialisations.map((initialisation) => ({ batchNorm, initialisation })),
  );
}

/** The colours of an initialisation: cool for He's, warm for Xavier's. */
export function familyOf(initialisation: Initialisation): 'residual' | 'plain' {
  return initialisation === 'he' ? 'residual' : 'plain';
}

/** Name of a kind of net in prose, such as `Xavier and batch norm`. */
export function kindName({ initialisation, batchNorm }: NetKind): string {
  return `${initialisationName(initialisation)} ${batchNorm ? 'and batch norm' : 'alone'}`;
}

/** Name of an initialisation in prose. */
export function initialisationName(initialisation: Initialisation): string {
  return initialisation === 'he' ? 'He' : 'Xavier';
}

/** Which of the nets started, such as `8 and 20 layers started to learn, 56 did not`. */
export function startWords(counts: readonly StartCount[]): string {
  const trained = counts.filter((one) => one.trained > 0);
  const depthsOf = (those: readonly StartCount[]): string => listed(those.map(({ depth }) => String(depth)));
  const some = trained.filter((one) => !always(one) && !never(one));
  const [yes, no] = [trained.filter(always), trained.filter(never)];
  const parts = [
    ...(yes.length > 0 ? [`${depthsOf(yes)} layers started to learn`] : []),
    ...some.map((one) => `${one.depth} layers in ${one.started} of ${one.trained} seeds`),
    ...(no.length > 0 ? [`${depthsOf(no)} ${yes.length > 0 ? 'did' : 'layers did'} not`] : []),
  ];
  return parts.length === 0 ? 'no net was trained' : parts.join(', ');
}
