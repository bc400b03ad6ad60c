import './register.ts';

export { TensorFlowBackend, type BackendMemory } from './backend.ts';
export type { Constant } from './constant-cache.ts';
export { compile, type CompiledFunction, type CompileOptions } from './compile/compile.ts';
export { chromeTrace } from './profile/chrome-trace.ts';
export type { StepPhase } from './profile/layer-scopes.ts';
export { profileTable, type ProfileTableOptions } from './profile/profile-table.ts';
export type { LayerShare, OpShare, ProfileEvent, ProfileShare, StepProfile } from './profile/step-profile.ts';
export type { HostNumbers } from './compile/host-numbers.ts';
export { doctor } from './doctor.ts';
export type { Diagnosis, Finding } from './doctor-findings.ts';
export type { Attribute, AttributeOf, Attributes, AttributeValues } from './eager/attributes.ts';
export { configureEngine, engineDevices, engineVersion, type EngineOptions } from './engine.ts';
export { EngineError, type EngineErrorCode } from './engine-error.ts';
export { decodeBmp, decodeGif, decodeImage, decodeJpeg, decodePng } from './images/decode-image.ts';
export { encodeJpeg, encodePng } from './images/encode-image.ts';
export { fileSystem } from './io/file-router.ts';
export { configureFit, type FitOptions } from './layers/fit-options.ts';
export {
  installEngine,
  type InstalledEngine,
  type InstallEngineOptions,
  type InstallProgress,
} from './library/install-engine.ts';
export { cacheFolder, type Environment } from './library/cache-folder.ts';
export { installPlan, type InstallPlan, type InstallPlanOptions } from './library/install-plan.ts';
export type { LibraryPlan, PlanBytes } from './library/library-plan.ts';
export type { PinnedLibrary, PinnedWheel } from './library/pinned-wheel.ts';
export type { EngineDevice } from './native/device-list.ts';
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
export { getNumOfSavedModels, loadSavedModel } from './saved-model/load-saved-model.ts';
export { getMetaGraphsFromSavedModel } from './saved-model/meta-graphs.ts';
export { TFSavedModel, type SavedModelInputs } from './saved-model/tf-saved-model.ts';
export {
  SummaryFileWriter,
  summaryFileWriter,
  type SummaryFileWriterSettings,
} from './summary/summary-file-writer.ts';
