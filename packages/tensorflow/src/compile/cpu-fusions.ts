import { engineDevices, loadEngine } from '../engine.ts';
import { TF_FLOAT } from '../native/data-types.ts';
import { CpuKernels } from './cpu-kernels.ts';
import { FUSED_CONVOLUTION, fuseConvolutions } from './fuse-convolutions.ts';
import { keepFilters } from './keep-filters.ts';
import { padConvolutions } from './pad-convolutions.ts';
import type { Value } from './recorded-node.ts';

let isAvailable: ((type: number) => boolean) | undefined;

/** Fuses what oneDNN can on a processor. On a GPU ops stay as they are: TensorFlow fuses there what it can. */
export function fusedForCpu(outputs: readonly Value[]): readonly Value[] {
  isAvailable ??= availability();
  return fuseConvolutions(padConvolutions(outputs), isAvailable);
}

/** {@link keepFilters} on a processor with oneDNN; undefined elsewhere. */
export function keptForCpu(
  outputs: readonly Value[],
  isFixedInput: (value: Value) => boolean,
): readonly Value[] | undefined {
  isAvailable ??= availability();
  return isAvailable(TF_FLOAT) ? keepFilters(outputs, isFixedInput) : undefined;
}

function availability(): (type: number) => boolean {
  if (engineDevices().some(({ type }) => type === 'GPU')) return () => false;
  const kernels = new CpuKernels(loadEngine().native);
  return (type) => kernels.has(FUSED_CONVOLUTION, type);
}
