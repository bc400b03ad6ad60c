import { decodeBmp, decodeGif, decodeImage, decodeJpeg, decodePng } from '../images/decode-image.ts';
import { encodeJpeg, encodePng } from '../images/encode-image.ts';
import { getNumOfSavedModels, loadSavedModel } from '../saved-model/load-saved-model.ts';
import { getMetaGraphsFromSavedModel } from '../saved-model/meta-graphs.ts';
import { summaryFileWriter } from '../summary/summary-file-writer.ts';
import { tensorBoard } from './tensor-board.ts';

/** What `tf.node` has. Each is documented where it stands. */
export interface NodeNamespace {
  /** Decodes a BMP, GIF, JPEG or PNG image. */
  readonly decodeImage: typeof decodeImage;
  /** Decodes a BMP image. */
  readonly decodeBmp: typeof decodeBmp;
  /** Decodes a GIF image with all its frames. */
  readonly decodeGif: typeof decodeGif;
  /** Decodes a PNG image. */
  readonly decodePng: typeof decodePng;
  /** Decodes a JPEG image. */
  readonly decodeJpeg: typeof decodeJpeg;
  /** Encodes an image as JPEG. */
  readonly encodeJpeg: typeof encodeJpeg;
  /** Encodes an image as PNG. */
  readonly encodePng: typeof encodePng;
  /** The writer of a log folder for TensorBoard. */
  readonly summaryFileWriter: typeof summaryFileWriter;
  /** Logs `fit()` for TensorBoard. */
  readonly tensorBoard: typeof tensorBoard;
  /** What a SavedModel holds. */
  readonly getMetaGraphsFromSavedModel: typeof getMetaGraphsFromSavedModel;
  /** How many graphs of SavedModels are loaded. */
  readonly getNumOfSavedModels: typeof getNumOfSavedModels;
  /** Loads a signature of a SavedModel. */
  readonly loadSavedModel: typeof loadSavedModel;
}

/** What tfjs-node adds to TensorFlow.js. */
export const node: NodeNamespace = {
  decodeImage,
  decodeBmp,
  decodeGif,
  decodePng,
  decodeJpeg,
  encodeJpeg,
  encodePng,
  summaryFileWriter,
  tensorBoard,
  getMetaGraphsFromSavedModel,
  getNumOfSavedModels,
  loadSavedModel,
};
