import { messageType, type MessageDescriptor } from '../io/message-type.ts';

/** One run of one op, as TensorFlow timed it. */
export interface NodeStats {
  /** The op's name in the graph, such as `conv1/Conv2D__0`. */
  readonly name: string;
  /** TensorFlow's op, such as `Conv2D`; '' where it was not told. */
  readonly op: string;
  /** Where it ran, such as `/job:localhost/replica:0/task:0/device:CPU:0`. */
  readonly device: string;
  /** When it began to compute, in microseconds of TensorFlow's clock. */
  readonly start: number;
  /** How long it computed, in microseconds. */
  readonly duration: number;
  /** Bytes that it asked for: results that are no reused inputs, and room for working. */
  readonly bytes: number;
}

// What is needed of tensorflow/core/framework/step_stats.proto and tensorflow/core/protobuf/config.proto.
const DESCRIPTOR: MessageDescriptor = {
  nested: {
    RunMetadata: { fields: { stepStats: { type: 'StepStats', id: 1 } } },
    StepStats: { fields: { devices: { rule: 'repeated', type: 'DeviceStepStats', id: 1 } } },
    DeviceStepStats: {
      fields: {
        device: { type: 'string', id: 1 },
        nodes: { rule: 'repeated', type: 'NodeExecStats', id: 2 },
      },
    },
    NodeExecStats: {
      fields: {
        name: { type: 'string', id: 1 },
        allStartMicros: { type: 'int64', id: 2 },
        opStartMicros: { type: 'int64', id: 3 },
        opEndMicros: { type: 'int64', id: 4 },
        memory: { rule: 'repeated', type: 'AllocatorMemoryUsed', id: 6 },
        label: { type: 'string', id: 8 },
        allStartNanos: { type: 'int64', id: 13 },
        opStartNanos: { type: 'int64', id: 14 },
        opEndNanos: { type: 'int64', id: 15 },
      },
    },
    AllocatorMemoryUsed: { fields: { totalBytes: { type: 'int64', id: 2 } } },
  },
};

const runMetadata = messageType(DESCRIPTOR, 'RunMetadata');

interface RawNode {
  readonly name: string;
  readonly allStartMicros: number;
  readonly opStartMicros: number;
  readonly opEndMicros: number;
  readonly memory: readonly { readonly totalBytes: number }[];
  readonly label: string;
  readonly allStartNanos: number;
  readonly opStartNanos: number;
  readonly opEndNanos: number;
}

interface RawMetadata {
  readonly stepStats: {
    readonly devices: readonly { readonly device: string; readonly nodes: readonly RawNode[] }[];
  } | null;
}

/** Reads the ops' times from a serialized `RunMetadata`, in the order in which they began. */
export function parseStepStats(bytes: Uint8Array): NodeStats[] {
  const type = runMetadata();
  const { stepStats } = type.toObject(type.decode(bytes), { defaults: true, longs: Number }) as RawMetadata;
  return (stepStats?.devices ?? [])
    .flatMap(({ device, nodes }) => nodes.map((node) => statsOf(device, node)))
    .sort((one, other) => one.start - other.start);
}

function statsOf(device: string, node: RawNode): NodeStats {
  const { name, label, memory } = node;
  // Microseconds are all that older libraries tell.
  const exact = node.allStartNanos > 0;
  const start = exact ? node.allStartNanos / 1000 : node.allStartMicros;
  const from = exact ? node.opStartNanos / 1000 : node.opStartMicros;
  const to = exact ? node.opEndNanos / 1000 : node.opEndMicros;
  return {
    name,
    op: opOf(name, label),
    device,
    start: start + from,
    duration: Math.max(0, to - from),
    bytes: memory.reduce((sum, { totalBytes }) => sum + totalBytes, 0),
  };
}

/** Of `conv1/Conv2D__0 = Conv2D(argument/Placeholder__0)`, before which there may be how much memory it took. */
function opOf(name: string, label: string): string {
  const start = label.indexOf(`${name} = `);
  const [op = ''] = start === -1 ? [] : (/^\w+/.exec(label.slice(start + name.length + 3)) ?? []);
  return op;
}
