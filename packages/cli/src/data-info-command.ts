import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { datasetFolder } from '@skipjack/datasets';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import { namedSet } from './data-set-name.ts';
import { byteSize } from './quantities.ts';
import { textTable } from './text-table.ts';

/**
 * `skipjack data info <set>`: says what a data set is, where its files come from and go to, and how they are known.
 *
 * @param context - Options, world and packages.
 * @param name - Name of the data set.
 * @returns The exit code 0.
 * @throws UsageError when there is no such data set; it suggests the nearest name.
 */
export async function dataInfoCommand(context: CommandContext<JsonFlags>, name: string): Promise<number> {
  const { flags, io } = context;
  const set = namedSet(name);
  const folder = datasetFolder({ name: set.name, environment: io.environment });
  const files = set.files.map((file) => ({ ...file, there: existsSync(join(folder, file.name)) }));
  if (flags.json === true) {
    io.stdout.write(`${JSON.stringify({ ...set, folder, files })}\n`);
    return 0;
  }
  io.stdout.write(`${set.name}: ${set.title}\n\npublished at  ${set.home}\n`);
  if (set.note !== undefined) io.stdout.write(`note          ${set.note}\n`);
  if (files.length === 0) return 0;
  io.stdout.write(`folder        ${folder}\n\n`);
  const rows = files.map(({ name: file, bytes, optional, there, urls }) => [
    file,
    there ? 'there' : optional === true ? 'optional' : 'not there',
    urls[0] ?? '',
    byteSize(bytes),
  ]);
  io.stdout.write(textTable({ titles: ['file', 'state', 'address', 'size'], rows, left: 3 }));
  io.stdout.write('\n');
  for (const { name: file, sha256, md5 } of files) {
    io.stdout.write(sha256 === undefined ? `md5 ${md5}  ${file}\n` : `sha256 ${sha256}  ${file}\n`);
  }
  return 0;
}
