/**
 * The most that a parser takes from a file before it refuses: every size that a file announces is held against one of these, and
 * against the bytes that are there, before memory is made for it. Bytes where nothing else is said.
 */
export const LIMITS: {
  /** One encoded image, in a folder, an archive or a record. */
  readonly encodedImage: number;
  /** A text file of names, annotations or labels. */
  readonly textFile: number;
  /** A CSV file of paths and labels. */
  readonly csvFile: number;
  /** What one file of a packed archive may unpack to in memory. */
  readonly unpackedMember: number;
  /** What a packed archive of images may hold in memory, still encoded. */
  readonly unpackedImages: number;
  /** What a gzip file of records may unpack to. */
  readonly unpackedRecords: number;
  /** How many times its size a packed file may unpack to, a number. */
  readonly packingRatio: number;
  /** What a packed file may unpack to, however small it is. */
  readonly smallUnpacked: number;
  /** The same of a packed file of records, which may be all alike. */
  readonly smallUnpackedRecords: number;
  /** One TFRecord. */
  readonly record: number;
  /** Features of one tf.train.Example, a number. */
  readonly exampleFeatures: number;
  /** A pickle file; CIFAR-100's largest has 155 MB. */
  readonly pickle: number;
  /** Instructions of a pickle, a number. */
  readonly pickleInstructions: number;
  /** Entries of a pickle's memo, a number. */
  readonly pickleMemo: number;
  /** Marks that may be open at once in a pickle, a number. */
  readonly pickleDepth: number;
  /** Members of a tar archive, a number; ImageNet's largest has 50,000. */
  readonly tarMembers: number;
  /** An extended header (long name) of a tar member. */
  readonly tarExtendedHeader: number;
  /** Members of a zip archive, a number; Tiny ImageNet has 120,609. */
  readonly zipMembers: number;
  /** Classes of a data set, a number. */
  readonly classes: number;
  /** A path within a data set. */
  readonly path: number;
  /** Folders within folders of a class, a number. */
  readonly folderDepth: number;
  /** A row group of a parquet file, unpacked. */
  readonly parquetRowGroup: number;
  /** The description at the end of a parquet file. */
  readonly parquetMetadata: number;
  /** An array of a MAT file, unpacked; SVHN's largest has 1.6 GB. */
  readonly matArray: number;
  /** Arrays within arrays of a MAT file, a number. */
  readonly matDepth: number;
  /** Cells and fields of a MAT file, a number. */
  readonly matElements: number;
} = {
  encodedImage: 256 * 2 ** 20,
  textFile: 16 * 2 ** 20,
  csvFile: 512 * 2 ** 20,
  unpackedMember: 256 * 2 ** 20,
  unpackedImages: 2 ** 31,
  unpackedRecords: 2 ** 31,
  packingRatio: 64,
  smallUnpacked: 16 * 2 ** 20,
  smallUnpackedRecords: 64 * 2 ** 20,
  record: 2 ** 30,
  exampleFeatures: 10_000,
  pickle: 256 * 2 ** 20,
  pickleInstructions: 1_000_000,
  pickleMemo: 100_000,
  pickleDepth: 1000,
  tarMembers: 10_000_000,
  tarExtendedHeader: 64 * 2 ** 10,
  zipMembers: 1_000_000,
  classes: 65_536,
  path: 4096,
  folderDepth: 16,
  parquetRowGroup: 2 ** 31,
  parquetMetadata: 64 * 2 ** 20,
  matArray: 2 ** 31,
  matDepth: 16,
  matElements: 1_000_000,
};
