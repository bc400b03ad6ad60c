export { readSafetensors } from './safetensors/read-safetensors.ts';
export type { ReadSafetensorsOptions, SafetensorsContent } from './safetensors/read-safetensors.ts';
export { writeSafetensors } from './safetensors/write-safetensors.ts';
export type { SafetensorsFile, WriteSafetensorsOptions } from './safetensors/write-safetensors.ts';
export { toFloat32 } from './safetensors/to-float32.ts';
export { SafetensorsError } from './safetensors/safetensors-error.ts';
export type { SafetensorsErrorOptions, SafetensorsFault } from './safetensors/safetensors-error.ts';
export type { NamedSafeTensor, SafeTensor } from './safetensors/safe-tensor.ts';
export type { SafeTensorData, SafeTensorType } from './safetensors/dtype.ts';
