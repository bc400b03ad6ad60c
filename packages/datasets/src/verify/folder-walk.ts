import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { unreadable } from '../file-bytes.ts';
import { byCodeUnit, isImageName } from '../folders/image-names.ts';
import { LIMITS } from '../limits.ts';
import { NOTES } from './folder-report.ts';
import type { Finding, FindingKind } from './folder-report.ts';

/** An image to look at. */
export interface FoundImage {
  /** Path. */
  readonly file: string;
  /** Index into the walk's splits. */
  readonly split: number;
  /** Index into the walk's classes. */
  readonly label: number;
}

/** What a folder holds by names alone. */
export interface FolderWalk {
  /** Names of the sets of classes; one empty name where the classes lie in the folder itself. */
  readonly splits: readonly string[];
  /** Names of the classes of all sets, in code-unit order. */
  readonly classNames: readonly string[];
  /** The images, in the order of their paths. */
  readonly images: readonly FoundImage[];
  /** What is wrong with names. */
  readonly findings: readonly Finding[];
}

const SPLITS = new Set(['train', 'training', 'val', 'valid', 'validation', 'test', 'testing']);

/**
 * Makes a finding of a kind.
 *
 * @param kind - What it is.
 * @param file - Path.
 * @param problem - What was found.
 * @param other - The other file, where there are two.
 * @returns The finding.
 */
export function finding(
  kind: FindingKind,
  file: string,
  problem: string,
  other: string | null = null,
): Finding {
  return { kind, severity: NOTES.includes(kind) ? 'note' : 'damage', file, other, problem };
}

/**
 * Walks a folder of images: classes with images in them, or folders such as train and val with classes in them. No link is followed.
 *
 * @param root - The folder.
 * @param signal - Stops the walk.
 * @returns What is there, and what is wrong with its names.
 * @throws {@link DataError} when the folder itself cannot be read.
 */
export async function walkFolder(root: string, signal: AbortSignal | undefined): Promise<FolderWalk> {
  const findings: Finding[] = [];
  const top = await contentOf(root, findings, true);
  const isSplit = top.folders.length > 0 && top.folders.every((name) => SPLITS.has(name.toLowerCase()));
  const splits = isSplit ? top.folders : [''];
  const found: { file: string; split: number; className: string }[] = [];
  const classes = new Set<string>();
  for (const [split, name] of splits.entries()) {
    const folder = join(root, name);
    const content = isSplit ? await contentOf(folder, findings) : top;
    if (content.folders.length === 0) {
      findings.push(finding('no-class', folder, 'it has no folders, where one for each class was expected'));
    }
    for (const file of content.files.filter(isImageName)) {
      findings.push(
        finding(
          'no-class',
          join(folder, file),
          'it is an image in no class; move it into a folder of its class',
        ),
      );
    }
    alikeNames(folder, content.folders, findings);
    for (const className of content.folders) {
      signal?.throwIfAborted();
      classes.add(className);
      const files: string[] = [];
      await imagesIn(join(folder, className), 1, files, findings);
      if (files.length === 0) {
        findings.push(
          finding('empty-class', join(folder, className), 'it has no images, where at least 1 was expected'),
        );
      }
      for (const file of files) found.push({ file, split, className });
    }
  }
  const classNames = [...classes].sort(byCodeUnit);
  const labels = new Map(classNames.map((name, label) => [name, label]));
  const images = found.map(({ file, split, className }) => ({
    file,
    split,
    label: labels.get(className) ?? 0,
  }));
  return { splits, classNames, images, findings };
}

async function imagesIn(folder: string, depth: number, files: string[], findings: Finding[]): Promise<void> {
  if (depth > LIMITS.folderDepth) {
    findings.push(finding('bad-name', folder, `it is more than ${LIMITS.folderDepth} folders deep`));
    return;
  }
  const content = await contentOf(folder, findings);
  for (const name of content.files) {
    if (isImageName(name)) files.push(join(folder, name));
    else
      findings.push(
        finding('other-file', join(folder, name), 'it is passed over: its extension is no image format'),
      );
  }
  for (const inner of content.folders) await imagesIn(join(folder, inner), depth + 1, files, findings);
}

function alikeNames(folder: string, names: readonly string[], findings: Finding[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const key = name.normalize('NFC').toLowerCase();
    const other = seen.get(key);
    if (other === undefined) seen.set(key, name);
    else {
      const problem = `its name differs from ${JSON.stringify(other)} in case or in Unicode form alone`;
      findings.push(finding('bad-name', join(folder, name), problem, join(folder, other)));
    }
  }
}

interface Content {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

async function contentOf(folder: string, findings: Finding[], isRoot = false): Promise<Content> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    if (isRoot) throw unreadable(cause, folder, 'a folder of images');
    findings.push(
      finding(
        'unreadable',
        folder,
        `it cannot be read (${cause instanceof Error ? cause.message : String(cause)})`,
      ),
    );
    return { folders: [], files: [] };
  }
  const folders: string[] = [];
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => byCodeUnit(a.name, b.name))) {
    const { name } = entry;
    if (name.startsWith('.')) continue;
    const path = join(folder, name);
    if (/[\u0000-\u001f\u007f\\\uFFFD]/.test(name)) {
      findings.push(
        finding(
          'bad-name',
          path,
          'it has a control character, a backslash or bytes that are no UTF-8 in its name',
        ),
      );
    } else if (entry.isDirectory()) folders.push(name);
    else if (entry.isFile()) files.push(name);
    else if (entry.isSymbolicLink())
      findings.push(finding('link', path, 'it is a link, and links are not followed'));
    else findings.push(finding('unreadable', path, 'it is neither a file nor a folder'));
  }
  return { folders, files };
}
