/** Most bytes of a header, as in the format's own reader. */
export const MAX_HEADER_BYTES = 100_000_000;
/** Most tensors of a file. */
export const MAX_TENSORS = 1_000_000;
/** Most bytes of a name, in UTF-8. */
export const MAX_NAME_BYTES = 1024;
/** Most dimensions of a tensor. */
export const MAX_RANK = 32;
