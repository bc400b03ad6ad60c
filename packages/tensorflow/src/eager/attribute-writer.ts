import { EngineError } from '../engine-error.ts';
import type { CApi, Pointer } from '../native/c-api.ts';
import { nativeType } from '../native/data-types.ts';
import type { Attribute } from './attributes.ts';

/** `TF_AttrType` and whether it is a list, for each kind of attribute (tensorflow/c/c_api.h). */
const KINDS: Readonly<Record<Attribute['kind'], readonly [type: number, list: boolean]>> = {
  string: [0, false],
  int: [1, false],
  ints: [1, true],
  float: [2, false],
  bool: [3, false],
  type: [4, false],
  types: [4, true],
  strings: [0, true],
};

/** Sets attributes of an op that is about to run. */
export class AttributeWriter {
  readonly #api: CApi;
  readonly #op: Pointer;
  readonly #status: Pointer;
  readonly #isList = new Uint8Array(1);
  readonly #known = new Set<string>();

  /**
   * @param api - the bound C library
   * @param op - the op object; it stays the caller's
   * @param status - written by each native call; it stays the caller's
   */
  constructor(api: CApi, op: Pointer, status: Pointer) {
    this.#api = api;
    this.#op = op;
    this.#status = status;
  }

  /**
   * Sets one attribute of the op named `op`. An unknown name leaves its error in the status.
   * @throws EngineError when the op wants another kind, or the value is none of its kind.
   */
  write(op: string, name: string, attribute: Attribute): void {
    // Names that begin so are of no op: they choose among its kernels.
    if (!name.startsWith('_') && !this.#isKind(op, name, attribute.kind)) return;
    const api = this.#api;
    switch (attribute.kind) {
      case 'int':
        return api.setInt(this.#op, name, whole(name, attribute.value));
      case 'ints': {
        const values = attribute.value.map((value) => BigInt(whole(name, value)));
        return api.setInts(this.#op, name, BigInt64Array.from(values), values.length);
      }
      case 'float':
        return api.setFloat(this.#op, name, checked(name, 'number', attribute.value));
      case 'bool':
        return api.setBool(this.#op, name, attribute.value ? 1 : 0);
      case 'type':
        return api.setType(this.#op, name, nativeType(attribute.value));
      case 'types':
        return api.setTypes(
          this.#op,
          name,
          Int32Array.from(attribute.value, nativeType),
          attribute.value.length,
        );
      case 'strings': {
        const texts = attribute.value.map((text) => checked(name, 'string', text));
        const lengths = BigUint64Array.from(texts, (text) => BigInt(Buffer.byteLength(text)));
        return api.setStrings(this.#op, name, texts, lengths, texts.length);
      }
      case 'string': {
        const text = checked(name, 'string', attribute.value);
        return api.setString(this.#op, name, text, Buffer.byteLength(text));
      }
    }
  }

  /** TensorFlow ignores an attribute that it does not know, and aborts on one of another kind. */
  #isKind(op: string, name: string, kind: Attribute['kind']): boolean {
    const key = `${op}.${name}.${kind}`;
    if (this.#known.has(key)) return true;
    const wanted = this.#api.attributeType(this.#op, name, this.#isList, this.#status);
    if (this.#api.statusCode(this.#status) !== 0) return false;
    const [type, list] = KINDS[kind];
    if (wanted !== type || (this.#isList[0] === 1) !== list)
      throw new EngineError(
        'INVALID_ARGUMENT',
        `TensorFlow's ${op} wants another type than ${kind} for its attribute ${name}.`,
      );
    this.#known.add(key);
    return true;
  }
}

function whole(name: string, value: number): number {
  if (!Number.isSafeInteger(value)) throw wrong(name, 'a whole number', value);
  return value;
}

/** Kernels hand on what the user gave, whatever its declared type. */
function checked<T>(name: string, what: 'number' | 'string', value: T): T {
  if (typeof value !== what) throw wrong(name, `a ${what}`, value);
  return value;
}

function wrong(name: string, what: string, value: unknown): EngineError {
  return new EngineError('INVALID_ARGUMENT', `The attribute ${name} must be ${what}, got ${String(value)}.`);
}
