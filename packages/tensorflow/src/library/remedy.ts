import type { FoundLibrary } from './find-library.ts';
import type { LibraryPlan } from './library-plan.ts';

/** The one command that mends a missing library. */
export const INSTALL_COMMAND = 'npx skipjack engine install';

/** The command that installs a plan. */
export function installCommand({ gpu }: Pick<LibraryPlan, 'gpu'>): string {
  return gpu ? `${INSTALL_COMMAND} --gpu` : INSTALL_COMMAND;
}

/** What to do when the library of this place cannot be loaded: part of a sentence. */
export function libraryRemedy({ source, folder, plan }: FoundLibrary): string {
  switch (source) {
    case 'cache':
      return `run \`${plan ? installCommand(plan) : INSTALL_COMMAND} --force\``;
    case 'environment':
      return 'point SKIPJACK_TENSORFLOW to a folder with a sound one, or unset it';
    case 'option':
      return 'give `library` a folder with a sound one, or leave it out';
    case 'python':
      return `install Python's tensorflow in ${folder} again, or point SKIPJACK_TENSORFLOW to another one`;
    case 'tfjs-node':
    case 'tfjs-node-gpu':
      return `run \`npm rebuild @tensorflow/${source}\`, or point SKIPJACK_TENSORFLOW to another one`;
  }
}
