import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { EngineError } from '../engine-error.ts';

const CHANNELS_FIRST: Readonly<Record<string, boolean>> = {
  NHWC: false,
  NCHW: true,
  NDHWC: false,
  NCDHW: true,
};

/** Whether a data format has the channels right after the batch. @throws EngineError for a format that there is not. */
export function isChannelsFirst(dataFormat: string = 'NHWC'): boolean {
  const first = Object.hasOwn(CHANNELS_FIRST, dataFormat) ? CHANNELS_FIRST[dataFormat] : undefined;
  if (first === undefined)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `A data format is NHWC, NCHW, NDHWC or NCDHW, got ${dataFormat}.`,
    );
  return first;
}

/** Images in the data format, their channels moved to the end. TensorFlow's CPU kernels have no other order. */
export function channelsLast(
  backend: TensorFlowBackend,
  images: TensorInfo,
  dataFormat: string | undefined,
): TensorInfo {
  if (!isChannelsFirst(dataFormat)) return images;
  const [batch = 0, channels = 0, ...spatial] = images.shape.keys();
  return backend.run1('Transpose', [images, backend.int32([batch, ...spatial, channels])]);
}

/** The other way round: images with their channels last, in the data format. */
export function inFormat(
  backend: TensorFlowBackend,
  images: TensorInfo,
  dataFormat: string | undefined,
): TensorInfo {
  if (!isChannelsFirst(dataFormat)) return images;
  const [batch = 0, ...others] = images.shape.keys();
  return backend.run1('Transpose', [
    images,
    backend.int32([batch, others.at(-1) ?? 0, ...others.slice(0, -1)]),
  ]);
}
