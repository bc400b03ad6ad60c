// @ts-check
// Plain tfjs-node: its own JavaScript kernels over the same libtensorflow, bound by koffi instead of its add-on, which
// would have to be downloaded or compiled (an eager op costs 5 us this way and 6 us through the add-on).
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { serve } from './serve.mjs';
import { tfLayersStep } from './tf-layers-resnet.mjs';

const peers = createRequire(fileURLToPath(new URL('../../.skipjack/bench/from.js', import.meta.url)));
const engine = (file) => import(new URL(`../../packages/tensorflow/dist/${file}`, import.meta.url).href);
const { findLibrary } = await engine('library/find-library.js');
const { loadLibrary } = await engine('native/load-library.js');
const { bindCApi } = await engine('native/c-api.js');
const { EagerContext } = await engine('eager/eager-context.js');
const { MemoryRoom } = await engine('eager/memory-room.js');

const util = peers('node:util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;

const api = bindCApi(loadLibrary(findLibrary().file));
const context = new EagerContext(api, new MemoryRoom());
const KINDS = ['string', 'int', 'float', 'bool', 'type'];
const TYPES = { float32: 1, int32: 3, bool: 10 };
const DTYPES = { 1: 'float32', 3: 'int32', 10: 'bool' };
const ARRAYS = { 1: Float32Array, 3: Int32Array, 10: Uint8Array };
const handles = new Map();
let next = 1;

const keep = (handle) => {
  handles.set(next, handle);
  return { id: next++, shape: context.shape(handle), dtype: context.type(handle) };
};

/** tfjs-node's attribute as the engine's: a list of numbers is `ints`, a type goes by its tfjs name. */
const attribute = (type, value) => {
  if (Array.isArray(value) && type === 1) return { kind: 'ints', value };
  return { kind: KINDS[type], value: type === 4 ? DTYPES[value] : value };
};

/** tfjs-node's `TFJSBinding`. */
const binding = {
  TF_FLOAT: 1,
  TF_INT32: 3,
  TF_UINT8: 4,
  TF_STRING: 7,
  TF_COMPLEX64: 8,
  TF_INT64: 9,
  TF_BOOL: 10,
  TF_RESOURCE: 20,
  TF_ATTR_STRING: 0,
  TF_ATTR_INT: 1,
  TF_ATTR_FLOAT: 2,
  TF_ATTR_BOOL: 3,
  TF_ATTR_TYPE: 4,
  TF_ATTR_SHAPE: 5,
  TF_Version: api.version(),
  isUsingGpuDevice: () => false,
  createTensor(shape, dtype, values) {
    const type = typeof dtype === 'number' ? dtype : TYPES[dtype];
    const Values = ARRAYS[type];
    return keep(context.create(values instanceof Values ? values : Values.from(values), shape, type)).id;
  },
  deleteTensor(id) {
    context.delete(handles.get(id));
    handles.delete(id);
  },
  tensorDataSync(id) {
    const handle = handles.get(id);
    return new ARRAYS[context.type(handle)](context.read(handle));
  },
  executeOp(name, attributes, ids, outputs) {
    const typed = {};
    for (const { name: key, type, value } of attributes) typed[key] = attribute(type, value);
    return context
      .execute(
        name,
        ids.map((id) => handles.get(id)),
        typed,
        outputs,
      )
      .map(keep);
  },
};

const tf = peers('@tensorflow/tfjs');
const { NodeJSKernelBackend } = peers('@tensorflow/tfjs-node/dist/nodejs_kernel_backend');
tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, 'koffi'), 3);
peers('@tensorflow/tfjs-node/dist/register_all_kernels');

serve(async (settings) => {
  await tf.setBackend('tensorflow');
  return tfLayersStep(tf, tf, settings);
});
