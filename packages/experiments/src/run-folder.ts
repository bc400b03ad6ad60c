import nodeFileSystem from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { writeFileAtomic } from './atomic-file.ts';
import type { FileSystem, OpenFile } from './file-system.ts';
import { RunFolderError, writeFully } from '@skipjack/runs';
import { writeError } from './run-folder-error.ts';

/** The folder of one run and the files in it. */
export interface RunFolder {
  /** Absolute path of the folder. */
  readonly path: string;
  /** Absolute path of `report.html`. */
  readonly reportFile: string;
  /** Appends one line of JSON to `metrics.jsonl`; it is in the file when the promise resolves, or none of it is. */
  appendMetric(record: object): Promise<void>;
  /** Replaces `summary.json`, atomically. */
  writeSummary(summary: object): Promise<void>;
  /** Replaces `report.html`, atomically. */
  writeReport(html: string): Promise<void>;
  /** Syncs and closes `metrics.jsonl`. */
  close(): Promise<void>;
}

/** Throws unless `path` is an empty folder or does not exist; makes nothing. */
async function expectUnused(path: string, fs: FileSystem): Promise<void> {
  const entries = await fs.readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') {
      throw new RunFolderError(
        `Output folder ${path} cannot be made, as a file is in its way; choose a folder that is new or empty.`,
        path,
      );
    }
    throw new RunFolderError(`Cannot read output folder ${path}: ${error.message}.`, path, error.code);
  });
  if (entries.length > 0) {
    const count = entries.length === 1 ? '1 entry' : `${entries.length} entries`;
    throw new RunFolderError(
      `Output folder ${path} is already used (${count}); choose a folder that is new or empty.`,
      path,
    );
  }
}

/** Makes a folder and those above it. Node's own `recursive` never comes back where the system makes nothing, as in `/proc`. */
async function makeFolder(path: string, fs: FileSystem): Promise<void> {
  const unlessThere = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EEXIST') throw error;
  };
  try {
    await fs.mkdir(path).catch(unlessThere);
  } catch (error) {
    const above = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === path) throw error;
    await makeFolder(above, fs);
    await fs.mkdir(path).catch(unlessThere);
  }
}

/** Appends whole lines: where a line does not fit, the part that did is cut off again. */
function lineWriter(path: string, file: OpenFile): (line: string) => Promise<void> {
  let size = 0;
  return async (line) => {
    const bytes = Buffer.from(`${line}\n`, 'utf8');
    try {
      await writeFully(file, bytes);
      size += bytes.length;
    } catch (error) {
      await file.truncate(size).catch(() => undefined);
      throw writeError(path, error);
    }
  };
}

/**
 * Makes the folder of a run, empty until then, and opens its `metrics.jsonl`.
 * @throws RunFolderError if the folder is used already or cannot be written.
 */
export async function openRunFolder(out: string, fs: FileSystem = nodeFileSystem): Promise<RunFolder> {
  const path = resolve(out);
  await expectUnused(path, fs);
  const metricsFile = join(path, 'metrics.jsonl');
  const reportFile = join(path, 'report.html');
  const metrics = await makeFolder(path, fs)
    .then(() => fs.open(metricsFile, 'ax'))
    .catch((error: unknown) => {
      throw writeError(path, error);
    });
  const appendLine = lineWriter(metricsFile, metrics);
  return {
    path,
    reportFile,
    appendMetric: (record) => appendLine(JSON.stringify(record)),
    writeSummary: (summary) =>
      writeFileAtomic(join(path, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`, fs),
    writeReport: (html) => writeFileAtomic(reportFile, html, fs),
    async close() {
      try {
        await metrics.sync();
      } catch (error) {
        throw writeError(metricsFile, error);
      } finally {
        await metrics.close();
      }
    },
  };
}
