import type { JsonValue } from '@skipjack/recipes';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../files/atomic-file.ts';
import { makeFolder } from '../files/folders.ts';
import { nodeFileSystem } from '../files/file-system.ts';
import { readError, RunFolderError } from '../files/run-folder-error.ts';
import { jsonText } from '../json/json-text.ts';
import { readJson } from '../json/strict-json.ts';
import type { RunMachine } from './machine.ts';

/** How a run ended. */
export interface RunOutcome {
  /** `finished`: it came to its last step, or stopped early as it was told; `stopped`: by a signal or Ctrl-C; `failed`: by an error. */
  readonly status: 'finished' | 'stopped' | 'failed';
  /** Steps done. */
  readonly step: number;
  /** When, as an ISO date. */
  readonly ended: string;
  /** The error's message, of one that failed. */
  readonly error?: string;
}

/** What the net of a run takes and answers: with the recipe's steps, all that it takes to predict where the data are not. */
export interface RunInput {
  /** `[height, width, channels]` of an image that is evaluated. */
  readonly imageShape: readonly [number, number, number];
  /** The same of an image that is trained on. */
  readonly trainShape: readonly [number, number, number];
  /** What each label stands for. */
  readonly classNames: readonly string[];
  /** What is subtracted from pixels from 0 to 255: a number for each channel, or for each pixel `[height, width, channels]`. */
  readonly mean: readonly number[];
  /** What the difference is divided by, for each channel. */
  readonly std: readonly number[];
}

/** A recipe as a run has recorded it. */
export interface RecordedRecipe {
  /** Its name. */
  readonly name: string;
  /** All else of it. */
  readonly [key: string]: JsonValue;
}

/** A model as a run has recorded it. */
export interface RecordedModel {
  /** Its name. */
  readonly name: string;
  /** What it was made with, besides shape and classes. */
  readonly options?: { readonly [key: string]: JsonValue };
}

/** Data as a run has recorded them. */
export interface RecordedData {
  /** The recipe's name of the data. */
  readonly name: string;
  /** What they were opened by, such as `folder:/data/pets`. */
  readonly spec?: string;
  /** Their fingerprint. */
  readonly fingerprint?: string;
}

/** A run that went on after a stop. */
export interface RunResumption {
  /** When, as an ISO date. */
  readonly at: string;
  /** Steps that were done. */
  readonly step: number;
}

/** What a run is: the file `run.json` of its folder. */
export interface RunRecord {
  /** Version of this form. */
  readonly version: 1;
  /** The recipe, with all that was changed in it. */
  readonly recipe: RecordedRecipe;
  /** The model's name, and what it was made with. */
  readonly model: RecordedModel;
  /** The data's name, what they were opened by (such as `folder:/data/pets`), and their fingerprint where they have one. */
  readonly data: RecordedData;
  /** What the net takes and answers; absent where whoever trained it did not say. */
  readonly input?: RunInput;
  /** Steps of the whole training. */
  readonly steps: number;
  /** Versions of the software, by name. */
  readonly versions: { readonly [name: string]: string };
  /** The machine. */
  readonly machine: RunMachine;
  /** When it was started, as an ISO date. */
  readonly started: string;
  /** When and from which steps it went on after a stop. */
  readonly resumed?: readonly RunResumption[];
  /** How it ended; absent while it goes on, and where it was killed. */
  readonly outcome?: RunOutcome;
}

/** Name of the file in a run's folder. */
export const RUN_FILE = 'run.json';
const MAX_BYTES = 4 << 20;

/** Options of {@link writeRunRecord}. */
export interface WriteRunRecordOptions {
  /** Folder of the run; made where it is missing. */
  readonly folder: string;
  /** What the run is. */
  readonly record: RunRecord;
}

/** Options of {@link readRunRecord}. */
export interface ReadRunRecordOptions {
  /** Folder of the run. */
  readonly folder: string;
}

/**
 * Writes a run's `run.json`, whole or not at all.
 *
 * @param options - The folder and the record.
 * @throws RunFolderError where it cannot be written.
 */
export async function writeRunRecord(options: WriteRunRecordOptions): Promise<void> {
  const { folder, record } = options;
  await makeFolder(nodeFileSystem, folder);
  const json = JSON.parse(jsonText(withoutUndefined(record), 'record')) as unknown;
  await writeFileAtomic({ path: join(folder, RUN_FILE), content: `${JSON.stringify(json, null, 2)}\n` });
}

function withoutUndefined(record: RunRecord): JsonValue {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { readonly [key: string]: JsonValue };
}

const isObject = (value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNamed = (value: JsonValue | undefined): boolean =>
  isObject(value) && typeof value['name'] === 'string';
const isText = (value: JsonValue | undefined): boolean => typeof value === 'string';
const isStep = (value: JsonValue | undefined): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

const isListOf = (type: 'number' | 'string', value: JsonValue | undefined, length?: number): boolean =>
  Array.isArray(value) &&
  (length === undefined || value.length === length) &&
  value.every((each) => typeof each === type);

const STATUSES: readonly unknown[] = ['finished', 'stopped', 'failed'];
const FIELDS: Readonly<Record<string, (value: JsonValue | undefined) => boolean>> = {
  version: (value) => value === 1,
  recipe: isNamed,
  model: isNamed,
  data: isNamed,
  input: (value) =>
    value === undefined ||
    (isObject(value) &&
      ['imageShape', 'trainShape'].every((key) => isListOf('number', value[key], 3)) &&
      ['mean', 'std'].every((key) => isListOf('number', value[key])) &&
      isListOf('string', value['classNames'])),
  steps: isStep,
  versions: (value) => isObject(value) && Object.values(value).every(isText),
  machine: (value) =>
    isObject(value) &&
    ['cpu', 'platform', 'node'].every((key) => isText(value[key])) &&
    ['cores', 'memoryGiB'].every((key) => typeof value[key] === 'number'),
  started: isText,
  resumed: (value) =>
    value === undefined ||
    (Array.isArray(value) &&
      value.every((each) => isObject(each) && isText(each['at']) && isStep(each['step']))),
  outcome: (value) =>
    value === undefined ||
    (isObject(value) &&
      STATUSES.includes(value['status']) &&
      isStep(value['step']) &&
      isText(value['ended'])),
};

/**
 * Reads a run's `run.json`.
 *
 * @param options - The folder.
 * @throws RunFolderError where there is none, or it is none; the message names the field that is wrong.
 */
export async function readRunRecord(options: ReadRunRecordOptions): Promise<RunRecord> {
  const path = join(options.folder, RUN_FILE);
  const wrong = (what: string): RunFolderError =>
    new RunFolderError(`Cannot read ${path}: ${what}; restore the file, or leave the run out.`, path);
  let bytes: Uint8Array;
  try {
    if ((await lstat(path)).size > MAX_BYTES) throw wrong(`it is larger than ${MAX_BYTES} bytes`);
    bytes = await readFile(path);
  } catch (error) {
    throw readError(path, error);
  }
  let value: JsonValue;
  try {
    value = readJson(bytes);
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
  if (!isObject(value)) throw wrong('it holds no object');
  for (const [field, isRight] of Object.entries(FIELDS))
    if (!isRight(value[field])) throw wrong(`its field ${field} is missing or not as it should be`);
  const record: object = value;
  return record as RunRecord;
}
