/**
 * Compiles packages, each with the module that is imported by its name, and programs of this folder to JavaScript in a new folder,
 * and tells that folder.
 */
export declare function compilePackages(
  entries: Readonly<Record<string, string>>,
  programs: readonly string[],
): string;
/** Removes a folder that `compilePackages` made. */
export declare function removeCompiled(folder: string): void;
