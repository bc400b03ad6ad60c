import type { layers } from '@tensorflow/tfjs-layers';

/** What layers without numbers in their text are called. */
const NAMES: Readonly<Record<string, string>> = {
  InputLayer: 'image',
  BatchNormalization: 'batch norm',
  LayerNormalization: 'layer norm',
  LocalResponseNormalization: 'response norm',
  Activation: 'activation',
  ZeroPadding2D: 'zero pad',
  GlobalAveragePooling2D: 'global average pool',
  GlobalMaxPooling2D: 'global max pool',
  AdaptiveAveragePooling2D: 'adaptive average pool',
  Concatenate: 'concat',
};

const KINDS: Readonly<Record<string, string>> = {
  Conv2D: 'conv',
  GroupedConv2D: 'conv',
  DepthwiseConv2D: 'depthwise conv',
  SeparableConv2D: 'separable conv',
  Conv2DTranspose: 'transposed conv',
  MaxPooling2D: 'max pool',
  AveragePooling2D: 'average pool',
};

/**
 * What a layer does, as the papers' figures write it: `7x7 conv, 64, /2`, `3x3 max pool, /2`, `dense 1000`.
 *
 * @param layer - Any layer; of a class that has no words here the class name is given.
 */
export function operationText(layer: layers.Layer): string {
  const kind = layer.getClassName();
  const config = layer.getConfig();
  const activation = activationOf(config['activation']);
  if (kind === 'Activation') return activation === '' ? 'identity' : activation;
  if (kind === 'Dropout') return `dropout ${Number(Number(config['rate']).toPrecision(3))}`;
  const behind = activation === '' ? '' : ` + ${activation}`;
  if (kind === 'Dense') return `dense ${String(config['units'])}${behind}`;
  const word = KINDS[kind];
  if (word === undefined) return NAMES[kind] ?? words(kind);
  const [window, strides] = [config['kernelSize'] ?? config['poolSize'], config['strides']];
  const parts = [`${sizes(window)} ${word}`];
  if (config['filters'] !== undefined) parts.push(String(config['filters']));
  if (Number(config['groups'] ?? 1) > 1) parts.push(`${String(config['groups'])} groups`);
  if (sizes(config['dilationRate'] ?? 1) !== '1x1')
    parts.push(`dilation ${sizes(config['dilationRate'], true)}`);
  if (sizes(strides) !== '1x1') parts.push(`/${sizes(strides, true)}`);
  return `${parts.join(', ')}${behind}`;
}

/** `3x3` of 3 or of [3, 3]; where it may be `short`, one number for both. */
function sizes(value: unknown, short = false): string {
  const both = Array.isArray(value) ? value : [value, value];
  return short && both[0] === both[1] ? String(both[0]) : both.map(String).join('x');
}

function activationOf(value: unknown): string {
  if (typeof value !== 'string' || value === 'linear') return '';
  return value === 'relu' ? 'ReLU' : value;
}

/** `UpSampling2D` as `up sampling 2d`. */
function words(kind: string): string {
  return kind.replaceAll(/(?<=[a-z])(?=[A-Z\d])/g, ' ').toLowerCase();
}
