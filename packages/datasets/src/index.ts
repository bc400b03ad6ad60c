export { DataError } from './data-error.ts';
export type { DataErrorOptions } from './data-error.ts';
export { fashionMnist } from './fashion-mnist.ts';
export type { FashionMnistOptions } from './fashion-mnist.ts';
export type { DownloadPatience } from './download/download-file.ts';
export { downloadPublished } from './download/download-published.ts';
export type { DownloadProgress, DownloadPublishedOptions } from './download/download-published.ts';
export type { ExpectedFile } from './download/expected-file.ts';
export { publishedPath } from './download/published-path.ts';
export type { PublishedPathOptions } from './download/published-path.ts';
export { publishedSet } from './download/published-names.ts';
export type { PublishedDownload, PublishedSet } from './download/published-set.ts';
export { PUBLISHED_SETS } from './download/published-sets.ts';
export type { Environment as DownloadEnvironment } from './download/web-proxy.ts';
export { parseIdx } from './idx.ts';
export type { IdxArray, ParseIdxOptions } from './idx.ts';
export type { ImageDataset, ImageSplit } from './image-dataset.ts';
export { imageSplit } from './image-split.ts';
export type { ImageSplitOptions, LoadedFile } from './image-split.ts';
export { DATASET_NAMES, datasetName, loadDataset } from './load-dataset.ts';
export type { DatasetName, LoadDatasetOptions } from './load-dataset.ts';
export { mnist } from './mnist.ts';
export type { MnistOptions } from './mnist.ts';
export { pixelStatistics } from './pixel-statistics.ts';
export type { PixelStatistics, PixelStatisticsOptions } from './pixel-statistics.ts';
export { tensorSource } from './tensor-source.ts';
export type { TensorBatch, TensorSource, TensorSourceOptions } from './tensor-source.ts';
export { nearestName } from './nearest-name.ts';
export type { NearestNameOptions } from './nearest-name.ts';
export type { Image, ImageSource } from './image-source.ts';
export { decodeImage as imageFromBytes, MAX_PIXELS } from './images/decode-image.ts';
export type { DecodeImageOptions as ImageFromBytesOptions } from './images/decode-image.ts';
export { imageHeader } from './images/image-header.ts';
export type { ImageFormat, ImageHeader } from './images/image-header.ts';
export { cifar10, cifar100 } from './cifar/cifar.ts';
export type { Cifar100Options, CifarOptions } from './cifar/cifar.ts';
export { parsePickle } from './cifar/pickle.ts';
export type { ParsePickleOptions } from './cifar/pickle.ts';
export { PickleGlobal, PickleObject, PickleTuple } from './cifar/pickle-value.ts';
export type { PickleValue } from './cifar/pickle-value.ts';
export { imageFolder } from './folders/image-folder.ts';
export type { ImageFolderOptions } from './folders/image-folder.ts';
export { imagenet } from './folders/imagenet.ts';
export type { ImagenetOptions } from './folders/imagenet.ts';
export { imagenette, imagewoof } from './folders/imagenette.ts';
export type { ImagenetteOptions } from './folders/imagenette.ts';
export { splitFolders } from './folders/split-folders.ts';
export type { SplitFoldersOptions } from './folders/split-folders.ts';
export { tinyImageNet } from './folders/tiny-imagenet.ts';
export type { TinyImageNetOptions } from './folders/tiny-imagenet.ts';
export { LIMITS } from './limits.ts';
export { frameRecord, maskedCrc32c } from './records/crc32c.ts';
export { encodeExample } from './records/encode-example.ts';
export { decodeExample } from './records/example.ts';
export type { DecodeExampleOptions, Example, Feature } from './records/example.ts';
export { tfRecordImages } from './records/tfrecord-images.ts';
export type { TfRecordImagesOptions } from './records/tfrecord-images.ts';
export { readTfRecords } from './records/tfrecord-reader.ts';
export type { ReadTfRecordsOptions, TfRecord } from './records/tfrecord-reader.ts';
export { writeTfRecords } from './records/tfrecord-writer.ts';
export type { WriteTfRecordsOptions } from './records/tfrecord-writer.ts';
export { balanced } from './sets/balanced.ts';
export type { BalancedOptions } from './sets/balanced.ts';
export { fromArrays } from './sets/from-arrays.ts';
export type { ArraySplit, FromArraysOptions } from './sets/from-arrays.ts';
export { fromTensors } from './sets/from-tensors.ts';
export type { FromTensorsOptions, TensorSplit } from './sets/from-tensors.ts';
export { holdOut } from './sets/hold-out.ts';
export type { HeldOut, HoldOutOptions } from './sets/hold-out.ts';
export type { ImageSet } from './sets/image-set.ts';
export { imagesOf } from './sets/images-of.ts';
export type { LabelledImage } from './sets/images-of.ts';
export { kmnist } from './sets/kmnist.ts';
export type { KmnistOptions } from './sets/kmnist.ts';
export { openSource, SOURCE_KINDS } from './sets/open-source.ts';
export type { OpenSourceOptions } from './sets/open-source.ts';
export { splitSource } from './sets/split-source.ts';
export { subset } from './sets/subset.ts';
export type { SubsetOptions } from './sets/subset.ts';
export { synthetic } from './sets/synthetic.ts';
export type { SyntheticOptions } from './sets/synthetic.ts';
export { toTfData } from './sets/tf-data.ts';
export type { TfDataSample } from './sets/tf-data.ts';
export { webDataset } from './shards/webdataset.ts';
export type { WebDatasetOptions } from './shards/webdataset.ts';
export { csvImages } from './tables/csv-images.ts';
export type { CsvImagesOptions } from './tables/csv-images.ts';
export { parquetImages } from './tables/parquet-images.ts';
export type { ParquetImagesOptions } from './tables/parquet-images.ts';
export { svhn } from './tables/svhn.ts';
export type { SvhnOptions } from './tables/svhn.ts';
export { centreCrop, crop } from './images/crop.ts';
export type { CentreCropOptions, CropOptions, Region } from './images/crop.ts';
export type { ResizeFilter } from './images/resampling.ts';
export { resizeImage, resizeShortSide } from './images/resize.ts';
export type { ResizeImageOptions, ResizeShortSideOptions } from './images/resize.ts';
export { augmentation } from './augment/augmentation.ts';
export type { AugmentImage } from './augment/augmentation.ts';
export { contactSheet } from './augment/contact-sheet.ts';
export type { ContactSheetOptions } from './augment/contact-sheet.ts';
export type { Fill } from './augment/geometric-operations.ts';
export { meanImage } from './augment/mean-image.ts';
export type { MeanImageOptions } from './augment/mean-image.ts';
export { applyOperation, IMAGE_OPERATIONS } from './augment/operations.ts';
export type { ApplyOperationOptions, ImageOperation } from './augment/operations.ts';
export { IMAGENET_COLOURS, principalColours } from './augment/principal-colours.ts';
export type { PrincipalColours, PrincipalColoursOptions } from './augment/principal-colours.ts';
export type { AugmentationPlace } from './augment/random-stream.ts';
export { AUGMENTATION_TYPES } from './augment/step-definitions.ts';
export type {
  AlternatingFlipStep,
  Augmentation,
  CentreCropStep,
  ColourJitterStep,
  CutoutStep,
  FlipStep,
  GreyscaleStep,
  PadCropStep,
  PcaNoiseStep,
  PhotometricDistortionStep,
  RandAugmentStep,
  RandomCropStep,
  RandomErasingStep,
  RandomResizedCropStep,
  ResizeShortSideStep,
  ResizeStep,
  RotateStep,
  ScaleJitterStep,
  TrivialAugmentStep,
} from './augment/steps.ts';
export { imageBatches } from './feed/image-batches.ts';
export type { ImageBatches, ImageBatchesOptions } from './feed/image-batches.ts';
export { pixelScale } from './feed/pixel-scale.ts';
export type { ChannelScale, PixelNormalisation, PixelScale, PixelScaleOptions } from './feed/pixel-scale.ts';
export { prefetchBatches } from './feed/prefetch-batches.ts';
export type { PlannedBatch, PrefetchBatchesOptions } from './feed/prefetch-batches.ts';
export { shard, shardBatches } from './feed/shard.ts';
export type { ShardBatch, ShardBatchesOptions, ShardOptions } from './feed/shard.ts';
export { workerBatches } from './feed/workers/worker-batches.ts';
export type { WorkerBatches, WorkerBatchesOptions } from './feed/workers/worker-batches.ts';
export type { SpecImages } from './feed/workers/worker-data.ts';
export { cacheFolder as datasetFolder, cacheRoot } from './cache-folder.ts';
export type { CacheFolderOptions } from './cache-folder.ts';
export { listCache } from './cache/list-cache.ts';
export type { CachedFile, CachedSet, CacheOptions } from './cache/list-cache.ts';
export { pruneCache } from './cache/prune-cache.ts';
export type { PruneCacheOptions, PrunedEntry } from './cache/prune-cache.ts';
export { verifyCache } from './cache/verify-cache.ts';
export type { CacheCheck, CacheProgress, VerifyCacheOptions } from './cache/verify-cache.ts';
export { tolerant } from './tolerant/tolerant.ts';
export type { DamagePolicy, SkippedSample, TolerantOptions, TolerantSource } from './tolerant/tolerant.ts';
export { folderReportText } from './verify/folder-report.ts';
export type { Finding as FolderFinding, FindingKind, FolderReport } from './verify/folder-report.ts';
export { verifyFolder } from './verify/verify-folder.ts';
export type { FolderProgress, VerifyFolderOptions } from './verify/verify-folder.ts';
