/** Throws a `RangeError` that names the option unless `value` is an integer of at least `least`. */
export function expectInteger(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${name} must be an integer of at least ${least}; got ${String(value)}.`);
  }
}

/** Throws a `RangeError` that names the option unless `value` is a finite number of at least 0, below `below`. */
export function expectNumber(name: string, value: number, below: number = Infinity): void {
  if (!Number.isFinite(value) || value < 0 || value >= below) {
    const range = below === Infinity ? 'a finite number of at least 0' : `at least 0 and below ${below}`;
    throw new RangeError(`${name} must be ${range}; got ${String(value)}.`);
  }
}
