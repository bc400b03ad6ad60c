export * from '@tensorflow/tfjs';
export { io, type NodeIo } from './io.ts';
export { node, type NodeNamespace } from './node.ts';
export { version } from './version.ts';
