import './register.ts';

export { KERNELS } from './kernels.ts';
export type { Reason, SuppliedKernel } from './supplied-kernel.ts';
