import { nearestName } from '@skipjack/datasets';
import { UsageError } from './usage-error.ts';

/** Depths of the paper's CIFAR nets, He et al. 2015, table 6. */
const PAPER_DEPTHS: readonly number[] = [20, 32, 44, 56, 110, 1202];
const FAMILIES: readonly string[] = ['plain', 'resnet'];
const SHALLOWEST = 8;
const DEEPEST = 1202;
/** Depths that are 6n + 2 by chance, but whose names stand for the ImageNet nets. */
const IMAGENET_NAMES: ReadonlySet<string> = new Set(['resnet50', 'resnet152']);

/**
 * Reads the value of `--nets`: names such as `plain20` and `resnet56`, separated by commas.
 *
 * @param text - What the user wrote.
 * @returns The names, in the same order.
 * @throws UsageError when there is none, one is unknown or named twice, or a depth is not 6n + 2.
 * @see He et al. 2015, section 4.2, for the rule of the depths
 */
export function netList(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) {
    throw new UsageError(`--nets must name at least one net, such as plain20,resnet20; got "${text}".`);
  }
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) !== index)
      throw new UsageError(`--nets names ${name} twice; name each net once.`);
    checkNet(name);
  }
  return names;
}

function checkNet(name: string): void {
  const [, family = '', digits = ''] = /^([a-z]+)([1-9]\d*)$/.exec(name) ?? [];
  if (!FAMILIES.includes(family)) {
    const known = FAMILIES.flatMap((prefix) => PAPER_DEPTHS.map((depth) => `${prefix}${depth}`));
    const nearest = nearestName({ name, names: known });
    const hint = nearest === undefined ? 'the' : `did you mean ${nearest}? The`;
    throw new UsageError(
      `Unknown net "${name}": ${hint} nets are plain and resnet with a depth after it (${PAPER_DEPTHS.join(', ')}, or any other 6n + 2).`,
    );
  }
  const depth = Number(digits);
  const isImageNet = IMAGENET_NAMES.has(name);
  if (!isImageNet && depth % 6 === 2 && depth >= SHALLOWEST && depth <= DEEPEST) return;
  const fault = isImageNet
    ? 'is a net for ImageNet, not one of the CIFAR nets that this experiment compares'
    : `has a depth that is not 6n + 2 from ${SHALLOWEST} to ${DEEPEST}`;
  const nearest = nearestDepths(depth).map((legal) => `${family}${legal}`);
  throw new UsageError(`Net "${name}" ${fault}; take ${nearest.join(' or ')}.`);
}

/** The legal depths below and above a depth; one where the range ends there. */
function nearestDepths(depth: number): number[] {
  const modulo = (value: number): number => ((value % 6) + 6) % 6;
  const below = depth - 1 - modulo(depth - 1 - 2);
  const above = depth + 1 + modulo(2 - (depth + 1));
  const clamped = [below, above].map((legal) => Math.min(DEEPEST, Math.max(SHALLOWEST, legal)));
  return [...new Set(clamped)];
}
