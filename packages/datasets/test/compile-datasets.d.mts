/** Compiles the package to JavaScript in a new folder, and tells that folder. */
export declare function compileDatasets(): string;
/** Removes a folder that `compileDatasets` made. */
export declare function removeCompiled(folder: string): void;
