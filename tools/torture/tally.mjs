// What all child processes of the torture run found, in one record.

/** MiB that a process may grow from a third of its calls to their end: the C library keeps some of what it was lent. */
const MAX_GROWTH_MIB = 192;

/** Adds up what the shards answer. */
export class Tally {
  #calls = 0;
  #counts = new Map();
  #growth = 0;
  #slowest = { milliseconds: 0, call: '' };
  #faults = { crash: [], hang: [], interrupted: [] };
  #leaks = [];

  /** Crashes, hangs and leaks. */
  get failures() {
    return this.#faults.crash.length + this.#faults.hang.length + this.#leaks.length;
  }

  /** @param {number} seed @param {import('./shard.mjs').Outcome} outcome */
  add(seed, { calls, report, fault }) {
    if (fault !== undefined) {
      const { kind, ...rest } = fault;
      this.#calls += calls;
      this.#faults[kind].push({ seed, ...rest });
      return;
    }
    for (const [kernel, [made, refused]] of Object.entries(report.counts)) {
      const count = this.#counts.get(kernel) ?? { calls: 0, refused: 0 };
      this.#counts.set(kernel, { calls: count.calls + made, refused: count.refused + refused });
      this.#calls += made;
    }
    this.#leaks.push(...report.leaks.map((call) => ({ seed, call })));
    const [early, end] = report.resident;
    this.#growth = Math.max(this.#growth, end - early);
    if (end - early > MAX_GROWTH_MIB) this.#leaks.push({ seed, call: `grew from ${early} to ${end} MiB` });
    if (report.slowest.milliseconds > this.#slowest.milliseconds) this.#slowest = report.slowest;
  }

  /** The record, with kernels in the order of their names. */
  record() {
    const kernels = [...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return {
      calls: this.#calls,
      refused: kernels.reduce((sum, [, { refused }]) => sum + refused, 0),
      crashes: this.#faults.crash,
      hangs: this.#faults.hang,
      leaks: this.#leaks,
      largestGrowthMiB: this.#growth,
      slowestCall: { ...this.#slowest, milliseconds: Math.round(this.#slowest.milliseconds) },
      kernels: Object.fromEntries(kernels),
    };
  }
}
