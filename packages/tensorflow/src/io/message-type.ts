import { createRequire } from 'node:module';
import type protobuf from 'protobufjs/light.js';

/** The fields of messages, as protobufjs's JSON descriptors have them. */
export interface MessageDescriptor {
  /** By the messages' names. */
  readonly nested: Readonly<
    Record<
      string,
      {
        readonly fields: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
        /** Fields of which a message has one, also where that has the value of none. */
        readonly oneofs?: Readonly<Record<string, { readonly oneof: string[] }>>;
      }
    >
  >;
}

/**
 * A type of protocol buffer messages, made when it is first asked for: loading protobufjs takes a fifth of the time that
 * tfjs takes, and most programs need none of it.
 */
export function messageType(descriptor: MessageDescriptor, name: string): () => protobuf.Type {
  let type: protobuf.Type | undefined;
  return () => {
    if (type) return type;
    const { Root } = createRequire(import.meta.url)('protobufjs/light.js') as typeof protobuf;
    type = Root.fromJSON(descriptor as protobuf.INamespace).lookupType(name);
    return type;
  };
}
