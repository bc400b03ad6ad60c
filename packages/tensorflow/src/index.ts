import './register.ts';

export { TensorFlowBackend, type BackendMemory } from './backend.ts';
export type { Constant } from './constant-cache.ts';
export { doctor } from './doctor.ts';
export type { Diagnosis, Finding } from './doctor-findings.ts';
export type { Attribute, AttributeOf, Attributes, AttributeValues } from './eager/attributes.ts';
export { configureEngine, engineVersion, type EngineOptions } from './engine.ts';
export { EngineError, type EngineErrorCode } from './engine-error.ts';
export { fileSystem } from './io/file-router.ts';
export {
  installEngine,
  type InstalledEngine,
  type InstallEngineOptions,
  type InstallProgress,
} from './library/install-engine.ts';
export { cacheFolder, type Environment } from './library/cache-folder.ts';
export type { PinnedLibrary, PinnedWheel } from './library/pinned-wheel.ts';
export {
  findLibrary,
  type FindLibraryOptions,
  type FoundLibrary,
  type LibrarySource,
} from './library/find-library.ts';
export type { NativeDataType, WiderDataType } from './native/data-types.ts';
export type { ExactTensor, KernelInput } from './op-runner.ts';
export {
  randomNormal,
  randomUniform,
  truncatedNormal,
  type RandomNormalOptions,
  type RandomOptions,
  type RandomUniformOptions,
} from './random.ts';
export { uint8Tensor, type Uint8TensorOptions } from './uint8-tensor.ts';
