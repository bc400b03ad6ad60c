import type { FileMetaData } from 'hyparquet';

/**
 * The names of the classes that Hugging Face's library writes into its parquet files.
 *
 * @param metadata - The description of a file.
 * @param column - Column of labels.
 * @returns The names; undefined where there are none that can be read.
 */
export function featureNames(metadata: FileMetaData, column: string): readonly string[] | undefined {
  const text = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const key of ['info', 'features', column, 'names']) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = new Map(Object.entries(value)).get(key);
  }
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const names = value.filter((name) => typeof name === 'string');
  return names.length === value.length ? names : undefined;
}
