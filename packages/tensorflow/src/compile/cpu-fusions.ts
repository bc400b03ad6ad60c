import { engineDevices, loadEngine } from '../engine.ts';
import { TF_FLOAT } from '../native/data-types.ts';
import { CpuKernels } from './cpu-kernels.ts';
import { FUSED_CONVOLUTION, fuseConvolutions } from './fuse-convolutions.ts';
import { fuseUpdates } from './fuse-updates.ts';
import { keepFilters } from './keep-filters.ts';
import { padConvolutions } from './pad-convolutions.ts';
import type { Value } from './recorded-node.ts';
import { XlaFunctions } from './xla-functions.ts';

let functions: XlaFunctions | undefined;
let isAvailable: ((type: number) => boolean) | undefined;

/**
 * Fuses what oneDNN and XLA can on a processor. On a GPU ops stay as they are: TensorFlow fuses there what it can.
 * @param updates - how many of the last outputs are new values of variables
 */
export function fusedForCpu(outputs: readonly Value[], updates: number): readonly Value[] {
  isAvailable ??= availability();
  const fused = fuseConvolutions(padConvolutions(outputs), isAvailable);
  if (!isAvailable(TF_FLOAT)) return fused;
  functions ??= new XlaFunctions(loadEngine().context);
  return fuseUpdates(fused, updates, functions);
}

/** {@link keepFilters} on a processor with oneDNN; undefined elsewhere. */
export function keptForCpu(
  outputs: readonly Value[],
  isFixedInput: (value: Value) => boolean,
): readonly Value[] | undefined {
  isAvailable ??= availability();
  return isAvailable(TF_FLOAT) ? keepFilters(outputs, isFixedInput, isAvailable) : undefined;
}

function availability(): (type: number) => boolean {
  if (engineDevices().some(({ type }) => type === 'GPU')) return () => false;
  const kernels = new CpuKernels(loadEngine().native);
  return (type) => kernels.has(FUSED_CONVOLUTION, type);
}
