export function compilePackage(extra?: readonly string[]): string;
export function removeCompiled(folder: string): void;
