/** What a child process of the fuzzer found. */
export interface FuzzReport {
  /** Calls of each kernel, and how many of them were refused. */
  readonly counts: Readonly<Record<string, readonly [calls: number, refused: number]>>;
  /** Calls after which there were other tensors than before, at most five. */
  readonly leaks: readonly string[];
  /** Resident MiB after a third of the calls, and after all. */
  readonly resident: readonly [early: number, end: number];
  /** The call that took longest. */
  readonly slowest: { readonly milliseconds: number; readonly call: string };
  /** Kernels whose good call was accepted. */
  readonly sound: readonly string[];
}
