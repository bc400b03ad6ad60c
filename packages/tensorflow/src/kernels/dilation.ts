import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { ints, type Attributes } from '../eager/attributes.ts';
import { EngineError } from '../engine-error.ts';
import { kernel } from './kernel.ts';
import { runInFloat64 } from './whole-numbers.ts';
import {
  convolutionInfo,
  gradientInfo,
  type ConvolutionAttrs,
  type ConvolutionInfo,
} from './window-geometry.ts';
import { isExplicit, paddingAttributes, surround, uncover, VALID } from './window-padding.ts';

interface DilationInputs {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
}

type DilationAttrs = Pick<ConvolutionAttrs, 'strides' | 'pad' | 'dilations'>;

/** tfjs's geometry: that of a convolution whose filter has as many outputs as inputs. */
function dilationInfo({ x, filter }: DilationInputs, attrs: DilationAttrs): ConvolutionInfo {
  if (filter.shape.length !== 3 || (x.shape.length === 4 && x.shape[3] !== filter.shape[2]))
    throw new EngineError(
      'INVALID_ARGUMENT',
      `A morphological dilation needs images [batch, height, width, channels] and a filter [height, width, channels], got shapes ` +
        `[${x.shape.join(', ')}] and [${filter.shape.join(', ')}].`,
    );
  const { strides, pad, dilations } = attrs;
  const window = [...filter.shape, filter.shape[2] ?? 0];
  return convolutionInfo('Conv2D', x.shape, window, { strides, pad, ...(dilations && { dilations }) });
}

function attributes({ axes, ...info }: ConvolutionInfo): Attributes {
  const explicit = isExplicit({ axes, ...info });
  return {
    strides: ints([1, ...axes.map(({ stride }) => stride), 1]),
    rates: ints([1, ...axes.map(({ dilation }) => dilation), 1]),
    ...((explicit ? undefined : paddingAttributes({ axes, ...info })) ?? VALID),
  };
}

/** The image, in margins of which no maximum lies where TensorFlow has no attribute for the padding. */
function padded(backend: TensorFlowBackend, x: TensorInfo, info: ConvolutionInfo): TensorInfo {
  return isExplicit(info) ? surround(backend, x, info, -Infinity) : x;
}

function zeros(
  backend: TensorFlowBackend,
  { shape, dtype }: Pick<TensorInfo, 'shape' | 'dtype'>,
): TensorInfo {
  return backend.run1('Fill', [backend.int32(shape), backend.constant(0, dtype)]);
}

/** Morphological dilation of grayscale images with its gradients. */
export const DILATION: readonly KernelConfig[] = [
  kernel<DilationInputs, DilationAttrs>('Dilation2D', ({ inputs, attrs, backend }) => {
    const { x, filter } = inputs;
    const info = dilationInfo(inputs, attrs);
    backend.needRoom('Dilation2D', info.outShape);
    if (info.outShape.includes(0) || x.shape.includes(0))
      return zeros(backend, { shape: [...info.outShape], dtype: x.dtype });
    return runInFloat64(backend, 'Dilation2D', [padded(backend, x, info), filter], attributes(info));
  }),
  kernel<DilationInputs & { dy: TensorInfo }, DilationAttrs>(
    'Dilation2DBackpropInput',
    ({ inputs, attrs, backend }) => {
      const { x, filter, dy } = inputs;
      const info = gradientInfo(dy.shape, () => dilationInfo(inputs, attrs));
      if (dy.shape.includes(0) || x.shape.includes(0)) return zeros(backend, x);
      const given = [padded(backend, x, info), filter, dy];
      const gradient = runInFloat64(backend, 'Dilation2DBackpropInput', given, attributes(info));
      return isExplicit(info) ? uncover(backend, gradient, info, x.shape) : gradient;
    },
  ),
  kernel<DilationInputs & { dy: TensorInfo }, DilationAttrs>(
    'Dilation2DBackpropFilter',
    ({ inputs, attrs, backend }) => {
      const { x, filter, dy } = inputs;
      const info = gradientInfo(dy.shape, () => dilationInfo(inputs, attrs));
      if (dy.shape.includes(0) || x.shape.includes(0)) return zeros(backend, filter);
      const given = [padded(backend, x, info), filter, dy];
      return runInFloat64(backend, 'Dilation2DBackpropFilter', given, attributes(info));
    },
  ),
];
