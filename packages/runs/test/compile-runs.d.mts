/** Compiles the package, its test programs and the weights package to JavaScript in a new folder, and tells that folder. */
export declare function compileRuns(): string;
/** Removes a folder that `compileRuns` made. */
export declare function removeCompiled(folder: string): void;
