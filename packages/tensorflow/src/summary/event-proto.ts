import { messageType, type MessageDescriptor } from '../io/message-type.ts';

/** What a plugin of TensorBoard is told of the series of a tag. */
export interface SummaryMetadata {
  readonly pluginData?: { readonly pluginName: string; readonly content?: Uint8Array };
  /** Markdown. */
  readonly summaryDescription?: string;
}

/** A small dense tensor, in the fields that summaries have. */
export interface SummaryTensor {
  /** TensorFlow's number of the element type. */
  readonly dtype: number;
  readonly tensorShape: { readonly dim: readonly { readonly size: number }[] };
  readonly tensorContent?: Uint8Array;
  readonly stringVal?: readonly Uint8Array[];
}

/** An encoded picture. */
export interface SummaryImage {
  readonly height: number;
  readonly width: number;
  /** The number of channels. */
  readonly colorspace: number;
  readonly encodedImageString: Uint8Array;
}

/** One value of one tag: one of the last three fields. */
export interface SummaryValue {
  readonly tag: string;
  readonly metadata?: SummaryMetadata;
  readonly simpleValue?: number;
  readonly image?: SummaryImage;
  readonly tensor?: SummaryTensor;
}

/** One record of an event file. */
export interface SummaryEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step?: number;
  /** Of the first record alone: `brain.Event:2`. */
  readonly fileVersion?: string;
  readonly summary?: { readonly value: readonly SummaryValue[] };
}

// The fields of tensorflow/core/util/event.proto and framework/{summary,tensor,tensor_shape}.proto that are written.
const DESCRIPTOR: MessageDescriptor = {
  nested: {
    Event: {
      fields: {
        wallTime: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        fileVersion: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
      },
    },
    Summary: { fields: { value: { rule: 'repeated', type: 'Value', id: 1 } } },
    Value: {
      // Without it a value of 0 would be none.
      oneofs: { value: { oneof: ['simpleValue', 'image', 'tensor'] } },
      fields: {
        tag: { type: 'string', id: 1 },
        simpleValue: { type: 'float', id: 2 },
        image: { type: 'Image', id: 4 },
        tensor: { type: 'Tensor', id: 8 },
        metadata: { type: 'Metadata', id: 9 },
      },
    },
    Image: {
      fields: {
        height: { type: 'int32', id: 1 },
        width: { type: 'int32', id: 2 },
        colorspace: { type: 'int32', id: 3 },
        encodedImageString: { type: 'bytes', id: 4 },
      },
    },
    Metadata: {
      fields: {
        pluginData: { type: 'PluginData', id: 1 },
        summaryDescription: { type: 'string', id: 3 },
      },
    },
    PluginData: { fields: { pluginName: { type: 'string', id: 1 }, content: { type: 'bytes', id: 2 } } },
    Tensor: {
      fields: {
        dtype: { type: 'int32', id: 1 },
        tensorShape: { type: 'Shape', id: 2 },
        tensorContent: { type: 'bytes', id: 4 },
        stringVal: { rule: 'repeated', type: 'bytes', id: 8 },
      },
    },
    Shape: { fields: { dim: { rule: 'repeated', type: 'Dim', id: 2 } } },
    Dim: { fields: { size: { type: 'int64', id: 1 } } },
  },
};

const eventType = messageType(DESCRIPTOR, 'Event');

/** The event as bytes. */
export function encodeEvent(event: SummaryEvent): Uint8Array {
  const type = eventType();
  return type.encode(type.create(event)).finish();
}

/** The event that bytes are. @throws Error when they are none. */
export function decodeEvent(bytes: Uint8Array): SummaryEvent {
  const type = eventType();
  return type.toObject(type.decode(bytes), { longs: Number }) as SummaryEvent;
}
