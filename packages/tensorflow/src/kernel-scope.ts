import type { TensorInfo } from '@tensorflow/tfjs-core';

/** Results that are found quicker in a list than in a set. */
const FEW = 8;

/** Remembers what the running kernel has made, so that it frees its intermediate results however it ends. */
export class KernelScope {
  readonly #free: (info: TensorInfo) => void;
  // Undefined outside of kernels.
  #made: TensorInfo[] | undefined;

  /** @param free - gives a tensor's data back */
  constructor(free: (info: TensorInfo) => void) {
    this.#free = free;
  }

  /** Remembers a new tensor, and answers it. */
  track(info: TensorInfo): TensorInfo {
    this.#made?.push(info);
    return info;
  }

  /** Frees a tensor now instead of at the kernel's end. */
  free(info: TensorInfo): void {
    const at = this.#made?.lastIndexOf(info) ?? -1;
    if (at >= 0) this.#made?.splice(at, 1);
    this.#free(info);
  }

  /** Runs a kernel's body and frees what it made and does not answer, also when it throws. */
  run<T extends TensorInfo | TensorInfo[]>(body: () => T): T {
    const outer = this.#made;
    const made: TensorInfo[] = [];
    this.#made = made;
    let kept: readonly TensorInfo[] = [];
    try {
      const result = body();
      kept = Array.isArray(result) ? result : [result];
      return result;
    } finally {
      this.#made = outer;
      // Unpack may answer thousands.
      const answered = kept.length > FEW ? new Set(kept) : undefined;
      const isKept = (info: TensorInfo): boolean => answered?.has(info) ?? kept.includes(info);
      for (const info of made) if (!isKept(info)) this.#free(info);
    }
  }
}
