/** A file's path, the loader that reads it, what it is, and its bytes; `packed` where these are zlib's. */
export type HostileCase = [file: string, loader: string, what: string, bytes: Uint8Array, packed?: 'packed'];

/** All hostile files. */
export const HOSTILE_CASES: readonly HostileCase[];
