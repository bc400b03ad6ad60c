import { existsSync, statSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { libraryFile } from './cache-folder.ts';
import type { LibraryPlan } from './library-plan.ts';
import type { PinnedWheel } from './pinned-wheel.ts';

// A part is one wheel's libraries, unpacked and checked. It appears by renaming, so that one that is there is complete: an
// installation of several gigabytes goes on with it after an interruption.

/** Folder of the parts of a plan that is being installed. */
export function partsFolder(parent: string, plan: LibraryPlan): string {
  return join(parent, `parts-${plan.name}`);
}

/** Folder of one wheel's libraries. */
function partFolder(parent: string, plan: LibraryPlan, wheel: PinnedWheel): string {
  return join(partsFolder(parent, plan), `${wheel.project}-${wheel.version}`);
}

/** Whether a wheel's part is whole: one that was taken from already is not. */
export function isUnpacked(parent: string, plan: LibraryPlan, wheel: PinnedWheel): boolean {
  const folder = partFolder(parent, plan, wheel);
  return wheel.libraries.every(({ member, bytes }) => {
    const file = libraryFile(plan, folder, member);
    return existsSync(file) && statSync(file).size === bytes;
  });
}

/** Puts a wheel's unpacked and checked libraries under their final name. */
export async function keepPart(
  parent: string,
  plan: LibraryPlan,
  wheel: PinnedWheel,
  from: string,
): Promise<void> {
  const folder = partFolder(parent, plan, wheel);
  await mkdir(dirname(folder), { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await rename(from, folder);
}

/** Moves all parts' libraries into a new folder. */
export async function takeLibraries(parent: string, plan: LibraryPlan, out: string): Promise<void> {
  await mkdir(out);
  for (const wheel of plan.wheels)
    for (const { member } of wheel.libraries) {
      const to = libraryFile(plan, out, member);
      await mkdir(dirname(to), { recursive: true });
      await rename(libraryFile(plan, partFolder(parent, plan, wheel), member), to);
    }
}
