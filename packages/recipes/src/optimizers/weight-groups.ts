import type { Variable } from '@tensorflow/tfjs-core';
import { expectNumber } from '../bounds.ts';
import { expectOptions, written } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import { isDecayed } from './decay.ts';
import type { Decay, VariableMatch } from './decay.ts';

/**
 * Which weights a {@link WeightGroup} is of, told by a variable's rank and by the end of its name, `<layer>/bias` and the like:
 * `'kernels'`, those of rank 2 or more; `'convolutions'`, those of rank 4; `'biases'`, named `bias`; `'scales'` and `'offsets'`,
 * batch norm's `gamma` and `beta`; `'batchNorm'`, both of them.
 */
export type WeightGroupName = 'kernels' | 'convolutions' | 'biases' | 'scales' | 'offsets' | 'batchNorm';

/** Weights with numbers of their own. */
export interface WeightGroup {
  /** Which weights, by a word or a function. A weight that several groups match belongs to the first of them. */
  readonly match: WeightGroupName | VariableMatch;
  /**
   * What the learning rate is multiplied by for them, at least 0; 0 leaves them as they are.
   * @defaultValue 1
   */
  readonly rateFactor?: number;
  /**
   * Their weight decay, whatever `decay` says.
   * @defaultValue as if they were in no group
   */
  readonly weightDecay?: number;
}

/** {@link WeightGroup} as data. */
export interface WeightGroupSpec extends WeightGroup {
  /** Which weights. A weight that several groups match belongs to the first of them. */
  readonly match: WeightGroupName;
}

const EXPECTED: OptionsExample<WeightGroup> = {
  owner: 'a weight group',
  known: { match: true, rateFactor: true, weightDecay: true },
  example: "{ match: 'biases', rateFactor: 64 }",
};

/** The last part of a variable's name, without the number that tfjs appends where a name is taken. */
const lastName = ({ name }: Variable): string => name.slice(name.lastIndexOf('/') + 1).replace(/_\d+$/, '');

const IS_IN: Readonly<Record<WeightGroupName, (variable: Variable) => boolean>> = {
  kernels: (variable) => isDecayed('kernels', variable),
  convolutions: (variable) => isDecayed('convolutions', variable),
  biases: (variable) => lastName(variable) === 'bias',
  scales: (variable) => lastName(variable) === 'gamma',
  offsets: (variable) => lastName(variable) === 'beta',
  batchNorm: (variable) => ['gamma', 'beta'].includes(lastName(variable)),
};

/** Every {@link WeightGroupName}. */
export const WEIGHT_GROUP_NAMES: readonly WeightGroupName[] = Object.keys(IS_IN) as WeightGroupName[];

/** What is one variable's own in an update. */
export interface WeightRule {
  /** What the rate is multiplied by. */
  readonly rateFactor: number;
  /** 0 where the variable does not decay. */
  readonly weightDecay: number;
}

/** What decides the rules. */
export interface WeightRulesOptions {
  readonly groups: readonly WeightGroup[];
  readonly weightDecay: number;
  readonly decay: Decay | VariableMatch;
}

/**
 * Checks the groups, and makes the function that says what is a variable's own.
 * @throws RangeError for a number out of range; TypeError for an unknown key or word.
 */
export function weightRules(options: WeightRulesOptions): (variable: Variable) => WeightRule {
  const { groups, weightDecay, decay } = options;
  if (!Array.isArray(groups))
    throw new TypeError(
      `groups must be an array such as [${EXPECTED.example}]; got ${written(groups as unknown)}.`,
    );
  const checked = groups.map((group: WeightGroup, index) => expectGroup(group, index));
  return (variable) => {
    const own = checked.find(({ match }) => (typeof match === 'function' ? match : IS_IN[match])(variable));
    return {
      rateFactor: own?.rateFactor ?? 1,
      weightDecay: own?.weightDecay ?? (isDecayed(decay, variable) ? weightDecay : 0),
    };
  };
}

/** A copy of the group: what becomes of the given one later changes nothing. */
function expectGroup(group: WeightGroup, index: number): WeightGroup {
  expectOptions(group, EXPECTED);
  const { match, rateFactor, weightDecay } = group;
  if (typeof match !== 'function' && (typeof match !== 'string' || !Object.hasOwn(IS_IN, match)))
    throw new TypeError(
      `groups[${index}].match must be one of ${WEIGHT_GROUP_NAMES.join(', ')}, or a function of a variable; got ${written(match)}.`,
    );
  if (rateFactor !== undefined) expectNumber(`groups[${index}].rateFactor`, rateFactor);
  if (weightDecay !== undefined) expectNumber(`groups[${index}].weightDecay`, weightDecay);
  return { ...group };
}
