import { version as tfjsVersion } from '@tensorflow/tfjs';

/** The version of tfjs-node whose names and behaviour this entry has. */
const TFJS_NODE_VERSION = '4.22.0';

/** Versions of TensorFlow.js's packages. `tfjs-node` is the one whose interface this is. */
export const version: typeof tfjsVersion & { readonly 'tfjs-node': string } = {
  ...tfjsVersion,
  'tfjs-node': TFJS_NODE_VERSION,
};
