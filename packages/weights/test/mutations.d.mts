/** The file of a seed. */
export function mutatedFile(seed: number): Uint8Array;
