/** A line of `metrics.jsonl`. */
export interface MetricsRecord {
  /** Steps done. */
  readonly step: number;
  /** What was measured there. What differs from run to run, such as a time, does not belong here. */
  readonly [name: string]: number | string | boolean | undefined;
}

const NOT_FINITE: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity']);

/** The line of a record, with its line feed; numbers that JSON has not are texts in it. */
export function metricsLine(record: MetricsRecord): string {
  const text = JSON.stringify(record, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  return `${text}\n`;
}

/** The record of a line, or undefined where it holds none. */
export function recordOfLine(line: string): MetricsRecord | undefined {
  try {
    const value: unknown = JSON.parse(line, (_, each: unknown) =>
      NOT_FINITE.has(each) ? Number(each) : each,
    );
    const isRecord = typeof value === 'object' && value !== null && 'step' in value;
    return isRecord && Number.isSafeInteger(value.step) ? (value as MetricsRecord) : undefined;
  } catch {
    return undefined;
  }
}
