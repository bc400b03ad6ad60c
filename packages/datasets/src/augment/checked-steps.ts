import { nearestName } from '../nearest-name.ts';
import { AUGMENTATION_TYPES, definitionOf } from './step-definitions.ts';
import type { Field } from './step-fields.ts';
import type { Augmentation } from './steps.ts';

/** Checks steps that may come from anywhere, such as a JSON file. */
export function checkedSteps(steps: readonly Augmentation[]): readonly Augmentation[] {
  const list: unknown = steps;
  if (!Array.isArray(list)) {
    throw new TypeError(
      `An augmentation is a list of steps such as [{ type: 'flip' }]; got ${shown(steps)}.`,
    );
  }
  for (const [place, step] of list.entries()) checkStep(step, place);
  return steps;
}

function checkStep(step: unknown, place: number): void {
  if (typeof step !== 'object' || step === null || Array.isArray(step)) {
    throw new TypeError(
      `Step ${place} of the augmentation must be an object such as { type: 'flip' }; got ${shown(step)}.`,
    );
  }
  const entries = Object.entries(step);
  const type: unknown = entries.find(([key]) => key === 'type')?.[1];
  if (typeof type !== 'string' || !isType(type)) {
    throw new RangeError(
      `Step ${place} of the augmentation has the type ${shown(type)}, which there is not; ${meant(String(type), AUGMENTATION_TYPES)}`,
    );
  }
  const fields: Readonly<Record<string, Field>> = definitionOf(type).fields;
  const keys = Object.keys(fields);
  for (const [key, value] of entries) {
    if (key === 'type' || (value === undefined && keys.includes(key) && fields[key]?.required === false))
      continue;
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (field === undefined) {
      throw new RangeError(
        `Step ${place} of the augmentation, '${type}', has the key '${key}', which it does not know; ${meant(key, keys)}`,
      );
    }
    if (!field.accepts(value)) {
      throw new RangeError(
        `Step ${place} of the augmentation, '${type}', needs ${field.expected} as ${key}; got ${shown(value)}.`,
      );
    }
  }
  for (const [key, field] of Object.entries(fields)) {
    if (field.required && !Object.hasOwn(step, key)) {
      throw new RangeError(
        `Step ${place} of the augmentation, '${type}', needs ${key}, ${field.expected}; got none.`,
      );
    }
  }
}

const isType = (type: string): type is Augmentation['type'] =>
  AUGMENTATION_TYPES.some((known) => known === type);

function meant(name: string, names: readonly string[]): string {
  const near = nearestName({ name, names });
  if (near !== undefined) return `did you mean '${near}'?`;
  return names.length === 0 ? 'it has none.' : `expected one of ${names.join(', ')}.`;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
