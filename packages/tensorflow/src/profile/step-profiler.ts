import type { Handle } from '../eager/eager-context.ts';
import type { NativeGraph } from '../compile/native-graph.ts';
import { emitted, needed } from '../compile/emit.ts';
import { UPDATE } from '../compile/xla-functions.ts';
import type { Value } from '../compile/recorded-node.ts';
import { placeOf, type Place } from './layer-scopes.ts';
import type { NodeStats } from './step-stats-proto.ts';
import { stepProfile, type ProfiledStep, type StepProfile } from './step-profile.ts';
import { TracedSession } from './traced-session.ts';

/** As many steps as are kept; the earliest goes first. */
const MOST_STEPS = 32;
const MICROSECONDS = 1000;

/** What is known of the latest steps of a compiled function. */
export class StepLog {
  readonly #steps: ProfiledStep[] = [];
  /** First steps, which prepare what the others use. */
  readonly #first: ProfiledStep[] = [];

  /** Keeps a step. */
  add(step: ProfiledStep, isFirst: boolean): void {
    const steps = isFirst ? this.#first : this.#steps;
    steps.push(step);
    if (steps.length > MOST_STEPS) steps.shift();
  }

  /** The profile of the latest steps; first ones count where there are no others. */
  profile(): StepProfile {
    return stepProfile(this.#steps.length > 0 ? this.#steps : this.#first);
  }
}

/** Runs a recorded function in a session that times each op. It owns the native graph and session until it is closed. */
export class StepProfiler {
  readonly #graph: NativeGraph;
  readonly #session: TracedSession;
  readonly #inputs: readonly Value[];
  readonly #results: readonly Value[];
  readonly #places = new Map<string, Place>();
  readonly #log: StepLog;
  #isFirst = true;

  /**
   * @param inputs - what the function takes
   * @param outputs - what it computes
   * @param log - gets the steps
   * @throws EngineError with TensorFlow's reason
   */
  constructor(inputs: readonly Value[], outputs: readonly Value[], log: StepLog) {
    this.#log = log;
    this.#inputs = inputs;
    const { graph, results } = emitted(inputs, outputs);
    this.#graph = graph;
    this.#results = results;
    for (const { scope } of needed(outputs)) this.#places.set(scope, placeOf(scope));
    // Where inputs are is no layer, also of the ops that a rewrite put behind them.
    for (const { node } of inputs) this.#places.delete(node.scope);
    try {
      this.#session = new TracedSession(graph.native);
    } catch (error) {
      graph.close();
      throw error;
    }
  }

  /**
   * Runs the function on this thread.
   * @returns new handles of the outputs.
   * @throws EngineError with TensorFlow's reason.
   */
  run(handles: readonly Handle[]): Handle[] {
    const inputs = this.#inputs.map((value, index) => {
      return [this.#graph.output(value), handles[index] as Handle] as const;
    });
    const outputs = this.#results.map((value) => this.#graph.output(value));
    const { handles: made, stats, milliseconds } = this.#session.run(inputs, outputs);
    this.#log.add({ milliseconds, events: stats.map((one) => this.#event(one)) }, this.#isFirst);
    this.#isFirst = false;
    return made;
  }

  /** Gives the session and the graph back. */
  close(): void {
    this.#session.close();
    this.#graph.close();
  }

  #event({ name, op, device, start, duration, bytes }: NodeStats): ProfiledStep['events'][number] {
    return {
      name,
      op: opOf(op === '' ? name : op),
      ...this.#place(name),
      start: start / MICROSECONDS,
      milliseconds: duration / MICROSECONDS,
      bytes,
      device: device.replace(/^.*\/device:/, ''),
    };
  }

  /** TensorFlow's optimizations make new names around or below the old ones. */
  #place(name: string): Place {
    const parts = name.split('/').filter((part) => !/Optimizer$|^ConstantFolding$/.test(part));
    for (let length = parts.length - 1; length > 0; length--) {
      const place = this.#places.get(parts.slice(0, length).join('/'));
      if (place) return place;
    }
    return { layer: '', phase: 'forward' };
  }
}

/** The functions that XLA compiles have a number each. */
function opOf(name: string): string {
  return name.startsWith(`${UPDATE}_`) ? UPDATE : name;
}
