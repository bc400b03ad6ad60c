export { alexNet } from './alexnet.ts';
export type { AlexNetOptions } from './alexnet.ts';
export { CIFAR_DEPTHS, cifarPlain, cifarResNet } from './cifar.ts';
export type { CifarDepth, CifarPlainOptions, CifarResNetOptions } from './cifar.ts';
export { countMacs } from './count-macs.ts';
export { countParams } from './count-params.ts';
export { featureExtractor } from './feature-extractor.ts';
export type {
  BuiltFeatureExtractorOptions,
  FeatureExtractorOptions,
  HeadOption,
} from './feature-extractor.ts';
export { googLeNet } from './googlenet.ts';
export type { GoogLeNetOptions } from './googlenet.ts';
export { plainNet, resNet } from './imagenet.ts';
export type { PlainNetDepth, PlainNetOptions, ResNetDepth, ResNetOptions } from './imagenet.ts';
export * from './describe/index.ts';
export { modelCard } from './model-card.ts';
export type { ModelCard, Preprocessing, PublishedError } from './model-card.ts';
export type { ModelStage } from './model-stage.ts';
export type {
  BottleneckNetOptions,
  Compat,
  NetOptions,
  ResidualNetOptions,
  ShortcutNetOptions,
  StagedNetOptions,
  StagedResidualNetOptions,
} from './net-options.ts';
export { createModel, isModelName, listModels, registerModel } from './registry.ts';
export type {
  ModelName,
  ModelOptions,
  OptionsByName,
  PlainNames,
  PreactivationNames,
  RegisterModelOptions,
  RegisteredName,
  ResidualNames,
  VggNames,
} from './registry.ts';
export { cifarResNetV2, resNetV2 } from './resnet-v2.ts';
export type {
  CifarResNetV2Options,
  CifarV2Depth,
  KerasV2Form,
  PaperV2Form,
  ResNetV2Depth,
  ResNetV2Options,
  ResNetV2Settings,
} from './resnet-v2.ts';
export { resNeXt50, wideResNet50 } from './resnext.ts';
export type { ResNeXtOptions, WideResNetOptions } from './resnext.ts';
export { stagesOf } from './stages.ts';
export type { StageName } from './stages.ts';
export { vgg } from './vgg.ts';
export type { VggConfiguration, VggOptions } from './vgg.ts';
export { transferWeights } from './transfer-weights.ts';
export type { TransferredWeights, TransferWeightsOptions } from './transfer-weights.ts';
