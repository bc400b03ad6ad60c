import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { contactSheet, imageHeader, openSource } from '@skipjack/datasets';
import type { Augmentation, ImageSource } from '@skipjack/datasets';
import type { Recipe } from '@skipjack/recipes';
import { contactSheetSvg } from './contact-sheet-svg.ts';
import { dataPath } from './data-path.ts';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import { checkForms, fileError, writeDrawing } from './drawing-flags.ts';
import { recipeArgument } from './recipe-argument.ts';
import { UsageError } from './usage-error.ts';

/** The options of `skipjack data show`. */
export interface DataShowFlags extends JsonFlags {
  /** `--recipe` */
  readonly recipe: string;
  /** `--svg`, with the file if one is named. */
  readonly svg?: string | true;
  /** `--png` */
  readonly png?: string;
  /** `--rows` */
  readonly rows: number;
  /** `--columns` */
  readonly columns: number;
  /** `--download` */
  readonly download?: boolean;
}

const CELL = 96;

/**
 * `skipjack data show <set> --recipe <name>`: draws what a recipe's augmentation makes of a data set's images.
 *
 * @param context - Options and world.
 * @param spec - The data set, as `openSource` of `@skipjack/datasets` takes it.
 * @returns The exit code 0.
 * @throws UsageError when there is no such data set or recipe, or options do not go together.
 * @throws DataError when an image cannot be read.
 */
export async function dataShowCommand(context: CommandContext<DataShowFlags>, spec: string): Promise<number> {
  const { flags, io } = context;
  const { json = false, svg, png, download = false, columns } = flags;
  checkForms({ '--svg': svg !== undefined, '--png': png !== undefined }, {});
  if (svg === undefined && png === undefined)
    throw new UsageError('Nothing says where to draw; give --svg <file> or --png <file>.');
  if (json && svg === true)
    throw new UsageError('--json and a drawing on stdout are different outputs; give --svg a file.');
  const recipe = await recipeArgument(flags.recipe, io);
  const { train, name } = await openSource({ spec: dataPath(spec, io), download }).catch((error: unknown) => {
    throw error instanceof RangeError ? new UsageError(error.message, { cause: error }) : error;
  });
  const places = spread(train.length, flags.rows);
  const steps = [...(recipe.data.augment ?? [])] as readonly object[] as readonly Augmentation[];
  const source: Pick<ImageSource, 'length' | 'read'> = {
    length: places.length,
    read: (row) => train.read(places[row] ?? 0),
  };
  const seed = recipe.seed ?? 0;
  const sheet = await contactSheet({ source, steps, seed, rows: places.length, columns, cell: CELL });
  const rows = places.map((index) => classOf(train, index));
  const file = svg ?? png ?? true;
  const quiet = json ? { ...io, stdout: { write: () => true } } : io;
  if (png === undefined) {
    const title = `${name} as ${recipe.name} trains on it`;
    const heads = Array.from({ length: columns }, (_, at) => (at === 0 ? 'as it is' : `epoch ${at}`));
    await writeDrawing(quiet, file, contactSheetSvg({ png: sheet, cell: CELL, title, rows, columns: heads }));
  } else {
    await writeFile(resolve(io.workingDirectory, png), sheet).catch((error: unknown) => {
      throw fileError(png, error);
    });
    quiet.stdout.write(`${png}\n`);
  }
  for (const note of notesOf(recipe)) io.stderr.write(`${note}\n`);
  if (json) {
    const { width, height } = imageHeader(sheet) ?? {};
    const samples = places.map((index, row) => ({ index, name: train.nameOf(index), class: rows[row] }));
    const what = { set: name, recipe: recipe.name, steps, seed, columns, samples };
    io.stdout.write(`${JSON.stringify({ file, width, height, ...what })}\n`);
  }
  return 0;
}

/** Samples from the whole set: sets that are sorted by their classes have all of one class at their beginning. */
function spread(length: number, rows: number): number[] {
  const count = Math.min(rows, length);
  return Array.from({ length: count }, (_, row) => Math.floor((row * length) / count));
}

function classOf(source: ImageSource, index: number): string {
  const label = source.label(index);
  return source.classNames[label] ?? String(label);
}

function notesOf({ name, data, mixing }: Recipe): string[] {
  const plain = (data.augment ?? []).length === 0;
  return [
    ...(plain ? [`The recipe ${name} changes no image, so all pictures of a row are the same.`] : []),
    ...(mixing === undefined
      ? []
      : [`The recipe ${name} mixes the images of a batch besides, which is not drawn.`]),
  ];
}
