/** The names of all options of `Options`, each with `true`, so that the compiler finds one that is missing. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/** Where the learning rate comes from: said to those who give it to an optimizer or to `train`. */
const RATE_REMEDY = 'the learning rate comes from the schedule of train, such as constantRate({ rate: 0.1 })';

/** Names that other libraries give the learning rate. */
const RATE_NAMES: readonly string[] = ['lr', 'rate', 'learningRate', 'learning_rate'];

/** A value as a message shows it. */
export function written(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** What to write in place of something that is wrong. */
export interface OptionsExample<Options> {
  /** The function that has the options. */
  readonly owner: string;
  /** The names of its options. */
  readonly known: OptionNames<Options>;
  /** A call of it, as one would write it. */
  readonly example: string;
}

/**
 * Throws a `TypeError` if `options` is no object, or has an option that is not known; an option that is undefined is not
 * given. Says where the learning rate comes from to those who give one that is not known.
 */
export function expectOptions<Options>(options: Options, expected: OptionsExample<Options>): void {
  const { owner, known, example } = expected;
  const names = Object.keys(known);
  const hasRate = names.some((name) => RATE_NAMES.includes(name));
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const remedy = owner === 'sgd' && typeof options === 'number' ? `; ${RATE_REMEDY}` : '';
    throw new TypeError(
      `${owner} takes an object of options: write ${example}, not ${written(options)}${remedy}.`,
    );
  }
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined || names.includes(option)) continue;
    const remedy = RATE_NAMES.includes(option) && !hasRate ? `: ${RATE_REMEDY}` : '';
    const has = `${remedy === '' ? 'it' : owner} has ${names.join(', ')}`;
    throw new TypeError(`${owner} has no option ${JSON.stringify(option)}${remedy}; ${has}.`);
  }
}
