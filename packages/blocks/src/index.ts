export { adaptiveAveragePool, AdaptiveAveragePooling2D } from './adaptive-average-pool.ts';
export type { AdaptiveAveragePooling2DArgs, AdaptiveAveragePoolOptions } from './adaptive-average-pool.ts';
export { auxiliaryClassifier } from './auxiliary-classifier.ts';
export type { AuxiliaryClassifierOptions } from './auxiliary-classifier.ts';
export { BatchNormalization } from './batch-normalization.ts';
export type { BatchNormalizationArgs } from './batch-normalization.ts';
export { batchNorm } from './batch-norm.ts';
export type { BatchNormOptions } from './batch-norm.ts';
export type { BlockOptions } from './block-options.ts';
export { blurPool } from './blur-pool.ts';
export type { BlurPoolOptions } from './blur-pool.ts';
export { BOTTLENECK_EXPANSION, bottleneckBlock } from './bottleneck-block.ts';
export type { BottleneckBlockOptions } from './bottleneck-block.ts';
export { cifarStem } from './cifar-stem.ts';
export type { CifarStemOptions } from './cifar-stem.ts';
export type { ClassifierOptions } from './classifier-options.ts';
export { conv } from './conv.ts';
export type { ConvOptions, SeededInitializer } from './conv.ts';
export { convBn } from './conv-bn.ts';
export type { ConvBnOptions, ConvBnOrder } from './conv-bn.ts';
export type { ConvStyle } from './conv-style.ts';
export { defineModel } from './define-model.ts';
export type { DefineModelOptions } from './define-model.ts';
export { dropout } from './dropout.ts';
export type { DropoutOptions } from './dropout.ts';
export { Dropout } from './dropout-layer.ts';
export type { DropoutArgs } from './dropout-layer.ts';
export { fullyConnectedClassifier } from './fully-connected-classifier.ts';
export type { FullyConnectedClassifierOptions } from './fully-connected-classifier.ts';
export { globalPoolClassifier } from './global-pool-classifier.ts';
export type { GlobalPoolClassifierOptions } from './global-pool-classifier.ts';
export { GroupedConv2D } from './grouped-conv2d.ts';
export type { GroupedConv2DArgs } from './grouped-conv2d.ts';
export { heNormal } from './he-normal.ts';
export type { FanMode, HeNormalOptions, Initializer } from './he-normal.ts';
export { deepStem, imagenetStem } from './imagenet-stem.ts';
export type { DeepStemOptions, ImagenetStemOptions, StemOptions } from './imagenet-stem.ts';
export { inceptionModule } from './inception-module.ts';
export type { InceptionModuleOptions } from './inception-module.ts';
export { layerSeed } from './layer-seed.ts';
export { localResponseNormalization, LocalResponseNormalization } from './local-response-normalization.ts';
export type {
  LocalResponseNormalizationArgs,
  LocalResponseNormalizationOptions,
} from './local-response-normalization.ts';
export { maxPool } from './max-pool.ts';
export type { MaxPoolOptions } from './max-pool.ts';
export { normal } from './normal.ts';
export type { NormalOptions } from './normal.ts';
export { plainBlock } from './plain-block.ts';
export { preactivationBlock, preactivationBottleneck } from './preactivation-block.ts';
export type {
  PreactivationBlockOptions,
  PreactivationBottleneckOptions,
  PreactivationShortcut,
} from './preactivation-block.ts';
export { registerLayers } from './register-layers.ts';
export { residualBlock } from './residual-block.ts';
export type { ResidualBlockOptions } from './residual-block.ts';
export { shortcut } from './shortcut.ts';
export type { ShortcutOptions, ShortcutPadding, ShortcutType } from './shortcut.ts';
export { squeezeExcitation } from './squeeze-excitation.ts';
export type { SqueezeExcitationOptions } from './squeeze-excitation.ts';
export { stochasticDepth } from './stochastic-depth.ts';
export type { StochasticDepthOptions } from './stochastic-depth.ts';
export { vggStage } from './vgg-stage.ts';
export type { VggStageOptions } from './vgg-stage.ts';
