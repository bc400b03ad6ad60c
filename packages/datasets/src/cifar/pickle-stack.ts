import { LIMITS } from '../limits.ts';
import type { PickleCursor } from './pickle-cursor.ts';
import type { PickleValue } from './pickle-value.ts';

/** The stack, the marks and the memo of a pickle, each with its cap. */
export class PickleStack {
  readonly #cursor: PickleCursor;
  readonly #memo = new Map<number, PickleValue>();
  readonly #marks: number[] = [];
  readonly #values: PickleValue[] = [];

  /** @param cursor - For the errors' offset. */
  constructor(cursor: PickleCursor) {
    this.#cursor = cursor;
  }

  /** Number of values. */
  get size(): number {
    return this.#values.length;
  }

  /** Puts a value on top. */
  push(value: PickleValue): void {
    this.#values.push(value);
  }

  /** Takes the top value. */
  pop(): PickleValue {
    const value = this.top();
    this.#values.pop();
    return value;
  }

  /** Takes some values from the top, the lowest of them first. */
  popLast(count: number): PickleValue[] {
    const values: PickleValue[] = [];
    for (let left = count; left > 0; left -= 1) values.unshift(this.pop());
    return values;
  }

  /** The top value, above the last mark. */
  top(): PickleValue {
    const value = this.#values.at(-1);
    if (value === undefined || this.#values.length <= (this.#marks.at(-1) ?? 0)) {
      throw this.#cursor.fault('an instruction without its operand');
    }
    return value;
  }

  /** Remembers a place. */
  mark(): void {
    if (this.#marks.length >= LIMITS.pickleDepth) {
      throw this.#cursor.fault(`more than ${LIMITS.pickleDepth} open marks`);
    }
    this.#marks.push(this.#values.length);
  }

  /** Takes all values above the last mark, and the mark. */
  popToMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.#cursor.fault('an instruction without its mark');
    return this.#values.splice(mark);
  }

  /** Keeps the top value under a number. */
  memoise(key: number = this.#memo.size): void {
    if (this.#memo.size >= LIMITS.pickleMemo && !this.#memo.has(key)) {
      throw this.#cursor.fault(`more than ${LIMITS.pickleMemo} entries of the memo`);
    }
    this.#memo.set(key, this.top());
  }

  /** Puts on top what was kept under a number. */
  recall(key: number): void {
    const value = this.#memo.get(key);
    if (value === undefined) throw this.#cursor.fault(`entry ${key} of the memo, which is not there,`);
    this.push(value);
  }
}
