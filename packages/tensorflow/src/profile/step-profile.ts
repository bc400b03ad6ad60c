import type { StepPhase } from './layer-scopes.ts';

/** One run of one op in a profiled step. */
export interface ProfileEvent {
  /** Which step, counted from 0. */
  readonly step: number;
  /** The op's name in the graph that TensorFlow ran. */
  readonly name: string;
  /** TensorFlow's op, such as `Conv2D`, or what TensorFlow made of it, such as `_FusedConv2D`. */
  readonly op: string;
  /** The layer that it belongs to; '' where it belongs to none, as the loss. */
  readonly layer: string;
  /** In which part of the step it was recorded. */
  readonly phase: StepPhase;
  /** When it began, in milliseconds from the first step's start. */
  readonly start: number;
  /** How long it computed, in milliseconds. */
  readonly milliseconds: number;
  /** Bytes that it asked for: results that are no reused inputs, and room for working. */
  readonly bytes: number;
  /** Where it ran, such as `CPU:0`. */
  readonly device: string;
}

/** What one op type or layer takes of a step. */
export interface ProfileShare {
  /** Ops in a step. */
  readonly count: number;
  /** Time of these ops in a step, in milliseconds. */
  readonly milliseconds: number;
  /** Of the time of all ops, in [0, 1]. */
  readonly share: number;
}

/** What one op type takes of a step. */
export interface OpShare extends ProfileShare {
  /** TensorFlow's op. */
  readonly op: string;
}

/** What one layer takes of a step. */
export interface LayerShare extends ProfileShare {
  /** The layer; '' for what belongs to none. */
  readonly layer: string;
  /** Milliseconds of the forward pass in it. */
  readonly forward: number;
  /** Milliseconds of the backward pass in it. */
  readonly backward: number;
  /** Milliseconds of the update of its weights in it. */
  readonly update: number;
}

/** Where the time of a compiled function's steps goes. */
export interface StepProfile {
  /** How many steps it is of; all times are of one step, on average. */
  readonly steps: number;
  /** Milliseconds of a step, from the call of TensorFlow to its end. */
  readonly milliseconds: number;
  /** Milliseconds that ops computed; more than the step's where ops ran at the same time. */
  readonly opMilliseconds: number;
  /** By op type, longest first. */
  readonly byOp: readonly OpShare[];
  /** By layer, longest first. */
  readonly byLayer: readonly LayerShare[];
  /** Every op of every step, as they began. */
  readonly events: readonly ProfileEvent[];
}

/** One step, as it was measured. */
export interface ProfiledStep {
  /** Milliseconds from the call of TensorFlow to its end. */
  readonly milliseconds: number;
  /** Its ops, as they began; `start` counts from a clock that all steps share. */
  readonly events: readonly Omit<ProfileEvent, 'step'>[];
}

/** Adds steps up by op type and by layer. */
export function stepProfile(measured: readonly ProfiledStep[]): StepProfile {
  const steps = measured.length;
  const [origin = 0] = measured.flatMap(({ events }) => events.slice(0, 1)).map(({ start }) => start);
  const events = measured.flatMap((one, step) =>
    one.events.map((event) => ({ ...event, step, start: event.start - origin })),
  );
  const total = sum(events);
  const shares = <T>(key: (event: ProfileEvent) => string, row: (key: string, all: ProfileEvent[]) => T) =>
    [...grouped(events, key)]
      .map(([name, all]) => ({
        count: all.length / steps,
        milliseconds: sum(all) / steps,
        share: total === 0 ? 0 : sum(all) / total,
        ...row(name, all),
      }))
      .sort((one, other) => other.milliseconds - one.milliseconds);
  const of = (all: readonly ProfileEvent[], phase: StepPhase): number =>
    sum(all.filter((event) => event.phase === phase)) / steps;
  return {
    steps,
    milliseconds: steps === 0 ? 0 : measured.reduce((time, one) => time + one.milliseconds, 0) / steps,
    opMilliseconds: steps === 0 ? 0 : total / steps,
    byOp: shares(
      ({ op }) => op,
      (op) => ({ op }),
    ),
    byLayer: shares(
      ({ layer }) => layer,
      (layer, all) => ({
        layer,
        forward: of(all, 'forward'),
        backward: of(all, 'backward'),
        update: of(all, 'update'),
      }),
    ),
    events,
  };
}

function grouped<T>(all: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
}

function sum(events: readonly { readonly milliseconds: number }[]): number {
  return events.reduce((time, { milliseconds }) => time + milliseconds, 0);
}
