/** What {@link configProto} can say. */
export interface ConfigOptions {
  /** Threads within one op. */
  readonly intraOpThreads?: number;
  /** Ops that may run at the same time. */
  readonly interOpThreads?: number;
  /** GPUs that are used; none with an empty list, all without. */
  readonly devices?: readonly number[];
  /** Whether a GPU's memory is taken as it is needed. @defaultValue true */
  readonly gpuMemoryGrowth?: boolean;
  /** Most that is taken of a GPU's memory, above 0 and at most 1. */
  readonly gpuMemoryFraction?: number;
}

/**
 * TensorFlow's `ConfigProto`, as bytes.
 *
 * Fields of tensorflow/core/protobuf/config.proto: 1 = device_count, 2 = intra_op_parallelism_threads,
 * 5 = inter_op_parallelism_threads, 6 = gpu_options, of which 1 = per_process_gpu_memory_fraction, 4 = allow_growth,
 * 5 = visible_device_list.
 */
export function configProto(options: ConfigOptions): Uint8Array {
  const { devices, gpuMemoryGrowth = true, gpuMemoryFraction } = options;
  const noGpu = devices?.length === 0;
  return Uint8Array.from([
    ...(noGpu ? bytes(1, [...bytes(1, text('GPU')), ...whole(2, 0)]) : []),
    ...whole(2, options.intraOpThreads),
    ...whole(5, options.interOpThreads),
    ...bytes(6, [
      ...double(1, gpuMemoryFraction),
      ...whole(4, gpuMemoryGrowth ? 1 : 0),
      ...(devices && !noGpu ? bytes(5, text(devices.join(','))) : []),
    ]),
  ]);
}

function whole(number: number, value: number | undefined): number[] {
  return value === undefined ? [] : [number << 3, ...varint(value)];
}

function double(number: number, value: number | undefined): number[] {
  if (value === undefined) return [];
  const eight = new DataView(new ArrayBuffer(8));
  eight.setFloat64(0, value, true);
  return [(number << 3) | 1, ...new Uint8Array(eight.buffer)];
}

function bytes(number: number, content: readonly number[]): number[] {
  return [(number << 3) | 2, ...varint(content.length), ...content];
}

function text(value: string): number[] {
  return [...new TextEncoder().encode(value)];
}

function varint(value: number): number[] {
  const groups: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) groups.push((rest % 128) | 0x80);
  groups.push(rest);
  return groups;
}
