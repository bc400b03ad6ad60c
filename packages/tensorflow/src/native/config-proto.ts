/**
 * TensorFlow's `ConfigProto` with thread counts, as bytes; undefined when there is nothing to say.
 *
 * Fields of tensorflow/core/protobuf/config.proto: 2 = intra_op_parallelism_threads, 5 = inter_op_parallelism_threads.
 */
export function configProto(options: {
  readonly intraOpThreads?: number;
  readonly interOpThreads?: number;
}): Uint8Array | undefined {
  const bytes = [...field(2, options.intraOpThreads), ...field(5, options.interOpThreads)];
  return bytes.length === 0 ? undefined : Uint8Array.from(bytes);
}

function field(number: number, value: number | undefined): number[] {
  return value === undefined ? [] : [number << 3, ...varint(value)];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return bytes;
}
