import { bool, type Attributes } from '../eager/attributes.ts';
import type { EagerContext } from '../eager/eager-context.ts';
import { TF_FLOAT } from '../native/data-types.ts';
import { engineVersion } from '../engine.ts';
import { setNativeEnvironment } from '../native/load-library.ts';
import { versionReaches } from '../version-order.ts';
import { keptFunction } from './emit.ts';
import { recordedNode, type RecordedNode, type Value } from './recorded-node.ts';

/** Makes TensorFlow compile a call with XLA, into one loop. */
const BY_XLA: Attributes = { _XlaMustCompile: bool(true) };
/** Functions live as long as the process, as what XLA has compiled does: more are not made. */
const MOST_FUNCTIONS = 256;

/** How the functions' names begin, for profiles. */
export const UPDATE = 'FusedUpdate';

/** XLA's flag for the newest instructions that it may use; AVX has no fused multiplication and addition. */
const FLAG = 'xla_cpu_max_isa';
const FIRST_WITH_FLAG = '2.18.0';

type Known = ReturnType<typeof keptFunction>;

/** Functions that XLA compiles; those that compute the same are one. */
export class XlaFunctions {
  readonly #context: EagerContext;
  readonly #known = new Map<string, Known>();
  #available: boolean | undefined;

  /** @param context - where they are added */
  constructor(context: EagerContext) {
    this.#context = context;
  }

  /** Whether the library has XLA: a function of one op is tried, once. */
  get available(): boolean {
    return (this.#available ??= this.#try());
  }

  /**
   * A call of the function that computes `outputs` from `inputs`.
   * @param key - what it computes, as text
   * @param given - what it is called with
   * @returns the call, or undefined when there are too many functions.
   */
  call(
    key: string,
    inputs: readonly Value[],
    outputs: readonly Value[],
    given: readonly Value[],
  ): RecordedNode | undefined {
    let known = this.#known.get(key);
    if (!known) {
      if (this.#known.size >= MOST_FUNCTIONS) return undefined;
      this.#known.set(key, (known = keptFunction(this.#context, inputs, outputs, UPDATE)));
    }
    const node = { op: known.name, called: known.fn, inputs: given, attributes: BY_XLA, scope: 'update' };
    return recordedNode(node, outputs);
  }

  #try(): boolean {
    if (!roundsAsTensorFlow()) return false;
    const context = this.#context;
    const placeholder = { type: TF_FLOAT, shape: [1] };
    const input = { op: 'Placeholder', inputs: [], attributes: {}, placeholder, scope: 'trial' };
    const [x] = recordedNode(input, [placeholder]).outputs as [Value];
    const sum = recordedNode({ op: 'AddV2', inputs: [x, x], attributes: {}, scope: '' }, [placeholder]);
    const { name } = keptFunction(context, [x], sum.outputs);
    const handle = context.create(Float32Array.of(1), [1], TF_FLOAT);
    try {
      for (const made of context.execute(name, [handle], BY_XLA, 1)) context.delete(made);
      return true;
    } catch {
      return false;
    } finally {
      context.delete(handle);
    }
  }
}

/**
 * Keeps XLA from joining a product and a sum into one instruction, which rounds once where TensorFlow's ops round twice: a
 * compiled step gives the bits of an eager one. The loops wait for memory, so that it costs nothing. XLA reads its flags at
 * its first use, and ends the process for one that it does not know: older libraries are left alone.
 */
function roundsAsTensorFlow(): boolean {
  if (process.arch !== 'x64' || !versionReaches(engineVersion(), FIRST_WITH_FLAG)) return false;
  const flags = process.env['XLA_FLAGS'] ?? '';
  if (!flags.includes(FLAG)) setNativeEnvironment('XLA_FLAGS', `${flags} --${FLAG}=AVX`.trim());
  return true;
}
