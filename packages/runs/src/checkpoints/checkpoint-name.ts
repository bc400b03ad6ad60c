import { randomBytes } from 'node:crypto';
import type { CheckpointKind } from '@skipjack/recipes';

/** What the name of a checkpoint's folder says. */
export interface CheckpointName {
  /** Name of the folder, as `step-00001234` or `best-step-00001234`. */
  readonly name: string;
  /** Whether it is a last or a best one. */
  readonly kind: CheckpointKind;
  /** Steps done. */
  readonly step: number;
  /** Times that the training had gone back to an earlier step. */
  readonly generation: number;
}

const NAME = /^(best-)?step-(\d{8,15})(?:\.([1-9]\d{0,8}))?$/;
const TEMPORARY = /^(?:best-)?step-[\d.]+\.tmp-\d+-[\da-f]+$/;

/** Reads the name of a folder; undefined where it is none of a checkpoint. */
export function parseCheckpointName(name: string): CheckpointName | undefined {
  const [, best, step, generation = '0'] = NAME.exec(name) ?? [];
  if (step === undefined || step.length !== String(Number(step)).padStart(8, '0').length) return undefined;
  return {
    name,
    kind: best === undefined ? 'last' : 'best',
    step: Number(step),
    generation: Number(generation),
  };
}

/** Newest first: of two, the one of the later generation, then of the later step. */
export function newestFirst(names: readonly string[], kind: CheckpointKind): readonly CheckpointName[] {
  return names
    .map((name) => parseCheckpointName(name))
    .filter((parsed) => parsed !== undefined)
    .filter((parsed) => parsed.kind === kind)
    .sort((a, b) => b.generation - a.generation || b.step - a.step);
}

/**
 * The name of a new checkpoint, which nothing has yet. One at a step that is not after the newest one's is of a training
 * that went back, and opens a generation.
 */
export function nextCheckpointName(
  names: readonly string[],
  kind: CheckpointKind,
  step: number,
): CheckpointName {
  const newest = newestFirst(names, kind)[0] ?? { generation: 0, step: -1 };
  const generation = newest.generation + (step > newest.step ? 0 : 1);
  const suffix = generation === 0 ? '' : `.${generation}`;
  const name = `${kind === 'best' ? 'best-' : ''}step-${String(step).padStart(8, '0')}${suffix}`;
  return { name, kind, step, generation };
}

/** A name beside `name` that stands for nothing: what bears it is half written or half removed. */
export const temporaryName = (name: string): string =>
  `${name}.tmp-${process.pid}-${randomBytes(4).toString('hex')}`;

/** Whether a name is one that {@link temporaryName} gives. */
export const isTemporaryName = (name: string): boolean => TEMPORARY.test(name);
