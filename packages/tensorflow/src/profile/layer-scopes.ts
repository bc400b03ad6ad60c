import { createRequire } from 'node:module';
import { engine, type Tensor } from '@tensorflow/tfjs-core';
import type { RecordedNode, ValueInput } from '../compile/recorded-node.ts';

/** In which part of a training step an op is. */
export type StepPhase = 'forward' | 'backward' | 'update';

/** Where an op of a recording is. */
export interface Place {
  /** Names of the layers around it, outermost first, without the model's own, such as `conv1`; '' where it is in none. */
  readonly layer: string;
  /** In which part of a step it is. */
  readonly phase: StepPhase;
}

/** Ends of scopes; forward has none. */
const PHASE_NAMES: Readonly<Record<string, StepPhase>> = { gradient: 'backward', update: 'update' };

/** What a scope means: `conv1`, `conv1/gradient` or `conv1/update`. */
export function placeOf(scope: string): Place {
  const [, layer = '', name = ''] = /^(?:(.*)\/)?([^/]*)$/.exec(scope) ?? [];
  const phase = Object.hasOwn(PHASE_NAMES, name) ? PHASE_NAMES[name] : undefined;
  return phase === undefined ? { layer: scope, phase: 'forward' } : { layer, phase };
}

function scopeOf({ layer, phase }: Place): string {
  const [name] = Object.entries(PHASE_NAMES).find(([, known]) => known === phase) ?? [];
  return [layer, name ?? ''].filter((part) => part !== '').join('/');
}

interface Layer {
  readonly name: string;
}
type Apply = (this: Layer, ...args: unknown[]) => unknown;
type Gradient = (dys: Tensor[]) => Record<string, () => Tensor>;

/** What is told of each op where it is. */
export interface ScopeReader {
  /** The scope of an op that takes these inputs. */
  scopeOf: (inputs: readonly ValueInput[]) => string;
}

/**
 * Tells a recording where each op is while `fn` runs: in which layer of tfjs-layers, in the gradient of an op of which layer, or
 * in the update of which layer's weights. Only recording knows of it; a step that is replayed does nothing for it.
 */
export function withLayerScopes<T>(reader: ScopeReader, fn: () => T): T {
  const scopes = new LayerScopes();
  reader.scopeOf = (inputs) => scopes.scopeOf(inputs);
  const { addTapeNode } = engine() as unknown as { addTapeNode: (...args: unknown[]) => void };
  Object.defineProperty(engine(), 'addTapeNode', {
    configurable: true,
    value: (...args: unknown[]) => {
      addTapeNode.apply(engine(), args);
      const node = engine().state.activeTape?.at(-1);
      if (node?.gradient) node.gradient = scopes.gradient(node.gradient as Gradient);
    },
  });
  const restore = loadedLayers().map((prototype) => {
    const { apply } = prototype;
    prototype.apply = function applied(...args) {
      return scopes.inLayer(this, () => apply.apply(this, args));
    };
    return () => void (prototype.apply = apply);
  });
  try {
    return fn();
  } finally {
    for (const undo of restore) undo();
    Reflect.deleteProperty(engine(), 'addTapeNode');
    reader.scopeOf = () => '';
  }
}

class LayerScopes {
  #current: Place = { layer: '', phase: 'forward' };
  #depth = 0;
  /** Which layer's weights inputs of the recording are: what first used them. */
  readonly #layers = new Map<RecordedNode, string>();

  /** The layer of an op, or the layer whose gradients or weights it takes. */
  scopeOf(inputs: readonly ValueInput[]): string {
    const nodes = inputs.flatMap((input) => ('node' in input ? [input.node] : input.map(({ node }) => node)));
    const { layer, phase } = this.#current;
    if (layer !== '') {
      if (phase === 'forward')
        for (const node of nodes)
          if (isVariable(node) && !this.#layers.has(node)) this.#layers.set(node, layer);
      return scopeOf(this.#current);
    }
    const weights = nodes.filter(isVariable);
    const places = nodes.filter(({ placeholder }) => !placeholder).map(({ scope }) => placeOf(scope));
    const backward = phase === 'backward' || isRunning('backward');
    const made = places.filter(
      (place) => place.phase === 'backward' || (!backward && place.phase === 'update'),
    );
    const known = [
      ...made.map((place) => place.layer),
      ...(backward ? [] : weights.map((node) => this.#layers.get(node) ?? '')),
    ].find((name) => name !== '');
    if (backward) return scopeOf({ layer: known ?? '', phase: 'backward' });
    if (isRunning('forward')) return known ?? '';
    return made.length > 0 || weights.length > 0 ? scopeOf({ layer: known ?? '', phase: 'update' }) : '';
  }

  /** Runs a layer. The outermost model is no place. */
  inLayer<T>(layer: Layer, run: () => T): T {
    if (this.#depth === 0 && 'layers' in layer) return this.#within(this.#current, run);
    const outer = this.#current.phase === 'forward' ? this.#current.layer : '';
    return this.#within(
      { layer: outer === '' ? layer.name : `${outer}/${layer.name}`, phase: 'forward' },
      run,
    );
  }

  /** A gradient that is computed later, in the layer that is current now. */
  gradient(compute: Gradient): Gradient {
    const place: Place = { layer: this.#current.layer, phase: 'backward' };
    return (dys) =>
      this.#within(place, () =>
        Object.fromEntries(
          Object.entries(compute(dys)).map(([name, one]) => [name, () => this.#within(place, one)]),
        ),
      );
  }

  #within<T>(place: Place, run: () => T): T {
    const before = this.#current;
    this.#current = place;
    this.#depth++;
    try {
      return run();
    } finally {
      this.#current = before;
      this.#depth--;
    }
  }
}

function isVariable({ placeholder, scope }: RecordedNode): boolean {
  return placeholder !== undefined && scope === 'variable';
}

/** Whether tfjs is in its tidy of this name: it names those of the two passes of a gradient. */
function isRunning(pass: 'forward' | 'backward'): boolean {
  return engine().state.scopeStack.some(({ name }) => name === pass);
}

/** `Layer.prototype` of each copy of tfjs-layers that the program has loaded; nothing is loaded for it. */
function loadedLayers(): { apply: Apply }[] {
  const { cache } = createRequire(import.meta.url);
  return Object.entries(cache).flatMap(([file, loaded]) => {
    if (!/[\\/]tfjs-layers[\\/]dist[\\/]tf-layers\.node\.js$/.test(file)) return [];
    const { layers } = (loaded?.exports ?? {}) as { layers?: { Layer?: { prototype: { apply: Apply } } } };
    return layers?.Layer ? [layers.Layer.prototype] : [];
  });
}
