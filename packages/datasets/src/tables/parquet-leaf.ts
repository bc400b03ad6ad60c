import type { FileMetaData } from 'hyparquet';

/**
 * Names the columns of a parquet file, and of those with parts the parts.
 *
 * @param metadata - The description of the file.
 * @returns The parts of each column, none of a plain one, in the file's order.
 */
export function columnParts(metadata: FileMetaData): ReadonlyMap<string, readonly string[]> {
  // The first element is the root; each element is followed by as many as it says are within it.
  const { schema } = metadata;
  const columns = new Map<string, readonly string[]>();
  for (let at = 1; at < schema.length;) {
    const { name } = schema[at] ?? { name: '' };
    const parts: string[] = [];
    let open = schema[at]?.num_children ?? 0;
    for (at += 1; open > 0 && at < schema.length; at += 1) {
      parts.push(schema[at]?.name ?? '');
      open += (schema[at]?.num_children ?? 0) - 1;
    }
    columns.set(name, parts);
  }
  return columns;
}

/**
 * Narrows the description of a file to one plain column, or to one part of a column. Of several, hyparquet awaits the second only when the
 * first has come, so that a fault in both would be an unhandled rejection, which ends a Node program.
 *
 * @param metadata - The description of the file.
 * @param path - Name of the column, and of the part if it has parts.
 * @returns A description of that alone; of no columns where it is not there.
 */
export function onlyLeaf(metadata: FileMetaData, path: readonly string[]): FileMetaData {
  const [column = '', part] = path;
  const { schema } = metadata;
  const root = schema[0];
  const at = schema.findIndex(({ name }, index) => index > 0 && name === column);
  const element = schema[at];
  const inner = part === undefined ? undefined : schema.slice(at + 1).find(({ name }) => name === part);
  const elements =
    inner === undefined
      ? element === undefined
        ? []
        : [element]
      : element === undefined
        ? []
        : [{ ...element, num_children: 1 }, inner];
  return {
    ...metadata,
    schema: root === undefined ? [] : [{ ...root, num_children: Math.min(1, elements.length) }, ...elements],
    row_groups: metadata.row_groups.map((group) => ({
      ...group,
      columns: group.columns
        .filter(({ meta_data: chunk }) => chunk?.path_in_schema.join('\n') === path.join('\n'))
        .slice(0, 1),
    })),
  };
}

/**
 * How many parts of the path that {@link onlyLeaf} kept may be empty.
 *
 * @param metadata - The description of that one column.
 * @returns The largest level of its values.
 * @throws RangeError when a part is a list.
 */
export function leafLevels(metadata: FileMetaData): number {
  const parts = metadata.schema.slice(1);
  if (parts.some(({ repetition_type: repetition }) => repetition === 'REPEATED'))
    throw new RangeError('values that are lists');
  return parts.filter(({ repetition_type: repetition }) => repetition !== 'REQUIRED').length;
}
