import type { EagerContext, Handle } from '../eager/eager-context.ts';
import { refusal } from '../eager/refusal.ts';
import { loadEngine } from '../engine.ts';
import { bindCApi, type CApi, type Pointer } from '../native/c-api.ts';
import type { Output } from '../native/graph-api.ts';
import { bindTraceSessionApi, type TraceSessionApi } from '../native/trace-session-api.ts';
import { parseStepStats, type NodeStats } from './step-stats-proto.ts';

/** A `RunOptions` whose field 1, trace_level, is SOFTWARE_TRACE: the executor times each op. */
const TRACED = Uint8Array.of(8, 1);
/** C's `TF_Buffer`: address, length, and what frees it. */
const BUFFER_WORDS = 3;

let bound: { readonly sessions: TraceSessionApi; readonly tensors: CApi } | undefined;

/**
 * Runs a graph in a session that times each op: what TensorFlow computes eagerly is not timed. Owns the native session
 * until it is closed; the graph stays the caller's, and must live until then.
 */
export class TracedSession {
  readonly #api: TraceSessionApi;
  readonly #tensors: CApi;
  readonly #context: EagerContext;
  readonly #status: Pointer;
  readonly #session: Pointer;
  readonly #options: Pointer;

  /**
   * @param graph - TensorFlow's graph
   * @throws EngineError with TensorFlow's reason
   */
  constructor(graph: Pointer) {
    const { native, context, config } = loadEngine();
    bound ??= { sessions: bindTraceSessionApi(native), tensors: bindCApi(native) };
    const { sessions: api } = bound;
    this.#api = api;
    this.#tensors = bound.tensors;
    this.#context = context;
    this.#status = api.newStatus();
    const options = api.newSessionOptions();
    try {
      api.setConfig(options, config, config.byteLength, this.#status);
      this.#check('TF_SetConfig');
      const session = api.newSession(graph, options, this.#status);
      this.#check('TF_NewSession');
      this.#session = session as Pointer;
    } catch (error) {
      api.deleteStatus(this.#status);
      throw error;
    } finally {
      api.deleteSessionOptions(options);
    }
    this.#options = api.bufferOf(TRACED, TRACED.byteLength);
  }

  /**
   * Computes `outputs`.
   * @param inputs - outputs of the graph with the tensors that stand for them
   * @param outputs - what is wanted
   * @returns new handles, which the caller owns, how long each op took, and how many milliseconds the whole.
   * @throws EngineError with TensorFlow's reason.
   */
  run(
    inputs: readonly (readonly [place: Output, value: Handle])[],
    outputs: readonly Output[],
  ): { readonly handles: Handle[]; readonly stats: NodeStats[]; readonly milliseconds: number } {
    const api = this.#api;
    const feeds = pairs(inputs.map(([place]) => place));
    const fetches = pairs(outputs);
    const [from, to] = [inputs.length, outputs.length];
    const made = new BigUint64Array(to);
    const metadata = api.newBuffer();
    const start = performance.now();
    try {
      this.#context.lendTensors(
        inputs.map(([, value]) => value),
        (lent) =>
          api.run(
            this.#session,
            this.#options,
            feeds,
            BigUint64Array.from(lent),
            from,
            fetches,
            made,
            to,
            null,
            0,
            metadata,
            this.#status,
          ),
      );
      this.#check('TF_SessionRun');
      const milliseconds = performance.now() - start;
      const stats = parseStepStats(this.#bytes(metadata));
      return { handles: Array.from(made, (tensor) => this.#context.handleOf(tensor)), stats, milliseconds };
    } finally {
      for (const tensor of made) if (tensor !== 0n) api.deleteTensor(tensor);
      api.deleteBuffer(metadata);
    }
  }

  /** Gives the session back. Once. */
  close(): void {
    const api = this.#api;
    api.closeSession(this.#session, this.#status);
    api.deleteSession(this.#session, this.#status);
    api.deleteBuffer(this.#options);
    api.deleteStatus(this.#status);
  }

  #bytes(buffer: Pointer): Uint8Array {
    const words = new BigUint64Array(BUFFER_WORDS);
    this.#tensors.copyOut(words, buffer, words.byteLength);
    const [data = 0n, length = 0n] = words;
    const bytes = new Uint8Array(Number(length));
    if (length > 0n) this.#tensors.copyOut(bytes, data, bytes.byteLength);
    return bytes;
  }

  #check(call: string): void {
    const code = this.#api.statusCode(this.#status);
    if (code === 0) return;
    throw refusal({ call, code, message: this.#api.statusMessage(this.#status), inputs: [] });
  }
}

function pairs(places: readonly Output[]): BigUint64Array {
  return BigUint64Array.from(places.flatMap(({ oper, index }) => [oper, BigInt(index)]));
}
