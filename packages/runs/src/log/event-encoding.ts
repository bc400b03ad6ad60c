const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
/** DT_STRING of TensorFlow's DataType. */
const STRING = 7;
/** DATA_CLASS_TENSOR of TensorBoard's DataClass. */
const TENSOR_CLASS = 2;
const START = 1;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

const tag = (field: number, wire: number): Buffer => varint(field * 8 + wire);

const integer = (field: number, value: number): Buffer => Buffer.concat([tag(field, VARINT), varint(value)]);

function double(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([tag(field, FIXED64), bytes]);
}

function float(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([tag(field, FIXED32), bytes]);
}

function message(field: number, ...parts: readonly (Uint8Array | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return Buffer.concat([tag(field, BYTES), varint(content.length), content]);
}

/** Protocol buffers leave out a zero and an empty text. */
const stepField = (step: number): Buffer => (step === 0 ? Buffer.alloc(0) : integer(2, step));
const tagField = (text: string): Buffer => (text === '' ? Buffer.alloc(0) : message(1, text));

/** What an event says: which version it is of, where a session starts, a number, or a text. */
export type EventContent =
  | { readonly type: 'version' }
  | { readonly type: 'start'; readonly step: number }
  | { readonly type: 'scalar'; readonly tag: string; readonly step: number; readonly value: number }
  | { readonly type: 'text'; readonly tag: string; readonly step: number; readonly text: string };

function contentBytes(content: EventContent): Buffer {
  switch (content.type) {
    case 'version':
      return message(3, 'brain.Event:2');
    case 'start':
      return Buffer.concat([stepField(content.step), message(7, integer(1, START))]);
    case 'scalar': {
      const value = message(1, tagField(content.tag), float(2, content.value));
      return Buffer.concat([stepField(content.step), message(5, value)]);
    }
    case 'text': {
      const tensor = message(
        8,
        integer(1, STRING),
        message(2, message(2, integer(1, 1))),
        message(8, content.text),
      );
      const metadata = message(9, message(1, message(1, 'text')), integer(4, TENSOR_CLASS));
      return Buffer.concat([
        stepField(content.step),
        message(5, message(1, tagField(content.tag), tensor, metadata)),
      ]);
    }
    default:
      throw new TypeError(`An event is a version, start, scalar or text; got ${JSON.stringify(content)}.`);
  }
}

/**
 * An `Event` of TensorFlow as a protocol buffer, with the fields that its own writers give it.
 *
 * @param wallTime - Seconds since 1970.
 * @param content - What it says. Steps are whole numbers from 0.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.16.1/tensorflow/core/util/event.proto
 */
export function encodeEvent(wallTime: number, content: EventContent): Uint8Array {
  return Buffer.concat([double(1, wallTime), contentBytes(content)]);
}
