/** A name that a pickle mentions; nothing is ever looked up by it. */
export class PickleGlobal {
  /** Module and name, such as `numpy.dtype`. */
  readonly path: string;

  /** @param path - Module and name. */
  constructor(path: string) {
    this.path = path;
  }
}

/** What a pickle would have called or built: kept as a record of the request, never done. */
export class PickleObject {
  /** Name of what would have been called. */
  readonly callee: string;
  /** Arguments of the call. */
  readonly arguments: readonly PickleValue[];
  /** State that would have been set afterwards. */
  state: PickleValue | undefined = undefined;

  /**
   * @param callee - Name of what would have been called.
   * @param callArguments - Arguments of the call.
   */
  constructor(callee: string, callArguments: readonly PickleValue[]) {
    this.callee = callee;
    this.arguments = callArguments;
  }
}

/** Elements that no instruction of a pickle can change. */
export class PickleTuple {
  /** The elements. */
  readonly elements: readonly PickleValue[];

  /** @param elements - The elements. */
  constructor(elements: readonly PickleValue[]) {
    this.elements = elements;
  }
}

/** A plain record of what a pickle describes. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleTuple
  | PickleValue[]
  | Map<string | number, PickleValue>
  | PickleGlobal
  | PickleObject;
