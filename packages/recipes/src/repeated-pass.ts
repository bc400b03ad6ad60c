import type { Tensor4D } from '@tensorflow/tfjs-core';
import { chosenCompiler, isRefusal } from './step-compiler.ts';
import type { CompileChoice } from './step-compiler.ts';

/** Batches for which recording a net does not pay. */
const FEW_BATCHES = 4;

/** A pass over a net for one batch of images after the other. Whoever makes one disposes it. */
export interface RepeatedPass<Result> {
  run(images: Tensor4D): Promise<Result>;
  dispose(): void;
}

/** What decides how a pass runs. */
export interface PassOptions extends Pick<CompileChoice, 'compile' | 'precision'> {
  /** The function that the options are of. */
  readonly owner: string;
  /** How often it runs. */
  readonly batches: number;
}

/** A pass that runs as one graph where that is wanted, possible and worth the recording, and op by op otherwise. */
export function repeatedPass<Result>(
  pass: (images: Tensor4D) => Result,
  { owner, batches, compile = 'auto', precision = 'float32' }: PassOptions,
): RepeatedPass<Result> {
  const compiler = chosenCompiler(owner, { compile, precision });
  const isWanted = compile === true || precision !== 'float32';
  let compiled =
    compiler && (isWanted || batches > FEW_BATCHES) ? compiler.compile(pass, { precision }) : undefined;
  return {
    async run(images) {
      try {
        if (compiled) return await compiled(images);
      } catch (error) {
        if (!isRefusal(error) || isWanted) throw error;
        compiled?.dispose();
        compiled = undefined;
      }
      return pass(images);
    },
    dispose() {
      compiled?.dispose();
    },
  };
}
