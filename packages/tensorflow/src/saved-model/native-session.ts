import type { EagerContext, Handle } from '../eager/eager-context.ts';
import { EngineError } from '../engine-error.ts';
import { loadEngine } from '../engine.ts';
import type { Pointer } from '../native/c-api.ts';
import { loadLibrary } from '../native/load-library.ts';
import { bindSessionApi, type SessionApi } from '../native/session-api.ts';

/** The library's functions, bound when the first model is loaded. */
let bound: SessionApi | undefined;

/** A SavedModel's graph with its variables, ready to run. It owns the native session and graph until it is closed. */
export class NativeSession {
  readonly #api: SessionApi;
  readonly #context: EagerContext;
  readonly #status: Pointer;
  readonly #graph: Pointer;
  readonly #session: Pointer;
  readonly #folder: string;
  #open = true;

  /**
   * Loads the graph with these tags.
   * @throws EngineError `FILE_FAILED` with TensorFlow's reason.
   */
  constructor(folder: string, tags: readonly string[]) {
    const { library, context } = loadEngine();
    const api = (bound ??= bindSessionApi(loadLibrary(library.file)));
    this.#api = api;
    this.#context = context;
    this.#folder = folder;
    this.#status = api.newStatus();
    this.#graph = api.newGraph();
    const options = api.newSessionOptions();
    const session = api.loadSession(
      options,
      null,
      folder,
      tags,
      tags.length,
      this.#graph,
      null,
      this.#status,
    );
    api.deleteSessionOptions(options);
    const reason = this.#reason();
    if (session === null || reason !== undefined) {
      api.deleteGraph(this.#graph);
      api.deleteStatus(this.#status);
      throw new EngineError(
        'FILE_FAILED',
        `The SavedModel ${folder} cannot be loaded: ${reason ?? 'TensorFlow gave no reason'}; copy or export the model again.`,
      );
    }
    this.#session = session;
  }

  /**
   * Runs the part of the graph that makes `outputs`.
   * @param inputs - values by the names of the outputs that they stand for, such as `serving_default_x:0`
   * @param outputs - names of the outputs wanted
   * @param take - called with each output's new handle, which it owns, also when it throws
   * @returns what `take` answered.
   * @throws EngineError `INVALID_ARGUMENT` for a name that the graph does not have, `NATIVE_FAILURE` with TensorFlow's reason.
   */
  run<T>(
    inputs: readonly (readonly [name: string, value: Handle])[],
    outputs: readonly string[],
    take: (handle: Handle) => T,
  ): T[] {
    const api = this.#api;
    const feeds = this.#places(inputs.map(([name]) => name));
    const fetches = this.#places(outputs);
    const [from, to] = [inputs.length, outputs.length];
    const made = new BigUint64Array(to);
    const values = inputs.map(([, value]) => value);
    try {
      this.#context.lendTensors(values, (lent) => {
        const tensors = BigUint64Array.from(lent);
        api.run(this.#session, null, feeds, tensors, from, fetches, made, to, null, 0, null, this.#status);
      });
      const reason = this.#reason();
      if (reason !== undefined)
        throw new EngineError(
          'NATIVE_FAILURE',
          `The SavedModel ${this.#folder} refused its input: ${reason}`,
        );
      return Array.from(made, (tensor) => take(this.#context.handleOf(tensor)));
    } finally {
      for (const tensor of made) if (tensor !== 0n) api.deleteTensor(tensor);
    }
  }

  /** Gives the session and its variables back; the second time nothing happens. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#api.closeSession(this.#session, this.#status);
    this.#api.deleteSession(this.#session, this.#status);
    this.#api.deleteGraph(this.#graph);
    this.#api.deleteStatus(this.#status);
  }

  /** C's `TF_Output`s, which are addresses and numbers: each must exist, or TensorFlow ends the process. */
  #places(names: readonly string[]): BigUint64Array {
    if (!this.#open)
      throw new EngineError('INVALID_ARGUMENT', `The SavedModel ${this.#folder} has already been deleted.`);
    const places = names.flatMap((name) => {
      const [, node = name, index = '0'] = /^(.*):(\d+)$/s.exec(name) ?? [];
      const operation = node.includes('\0') ? null : this.#api.operation(this.#graph, node);
      if (operation === null || Number(index) >= this.#api.outputCount(operation))
        throw new EngineError(
          'INVALID_ARGUMENT',
          `The graph of the SavedModel ${this.#folder} has no output ${JSON.stringify(name)}; name a node of it, or a node and which of its outputs, such as "node:1".`,
        );
      return [operation, BigInt(index)];
    });
    return BigUint64Array.from(places);
  }

  #reason(): string | undefined {
    if (this.#api.statusCode(this.#status) === 0) return undefined;
    return this.#api
      .statusMessage(this.#status)
      .replaceAll(/\{\{[^}]*\}\}\s*/g, '')
      .replace(/\n\t? *\[\[.*$/s, '')
      .trim();
  }
}
