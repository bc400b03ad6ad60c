// What the runs of tools/gpu-check.mjs say together.

/** Differences above these are faults: float32 in another order of summation, over 2048 products and over a net. */
export const TOLERANCE = { product: 1e-5, firstLoss: 1e-4, losses: 2e-2 };

/**
 * @typedef {object} Run
 * @property {{ type: string, name: string }[]} devices
 * @property {{ size: number, seconds: number, gflops: number, values: number[] }} product
 * @property {{ batch: number, losses: number[], secondsPerStep: number, imagesPerSecond: number }} training
 * @property {string} version
 */

/** @param {{ cpu?: Run, gpuExact?: Run, gpu?: Run }} runs @returns what to print, with `ok` and the faults in words */
export function verdict({ cpu, gpuExact, gpu }) {
  const failed = Object.entries({ cpu, gpuExact, gpu })
    .filter(([, run]) => run === undefined)
    .map(([name]) => `the run ${name} failed`);
  if (failed.length > 0) return { ok: false, faults: failed };
  const faults = [];
  for (const [name, run] of Object.entries({ gpuExact, gpu }))
    if (!run.devices.some(({ type }) => type === 'GPU'))
      faults.push(`TensorFlow uses no GPU in the run ${name}`);
  if (cpu.devices.some(({ type }) => type === 'GPU'))
    faults.push('`devices: []` does not keep TensorFlow off the GPU');
  const differences = {
    product: relative(cpu.product.values, gpuExact.product.values),
    productTf32: relative(cpu.product.values, gpu.product.values),
    firstLoss: relative(cpu.training.losses.slice(0, 1), gpuExact.training.losses.slice(0, 1)),
    losses: relative(cpu.training.losses, gpuExact.training.losses),
    lossesTf32: relative(cpu.training.losses, gpu.training.losses),
  };
  for (const [name, most] of Object.entries(TOLERANCE))
    if (!(differences[name] <= most))
      faults.push(`${name} differs by ${differences[name]}, at most ${most} is right`);
  const times = (run) => ({
    productSeconds: run.product.seconds,
    gflops: run.product.gflops,
    secondsPerStep: run.training.secondsPerStep,
    imagesPerSecond: run.training.imagesPerSecond,
    losses: run.training.losses,
  });
  return {
    ok: faults.length === 0,
    faults,
    version: gpu.version,
    devices: gpu.devices,
    differences,
    times: { cpu: times(cpu), gpuExact: times(gpuExact), gpu: times(gpu) },
  };
}

/** The largest difference, relative to the largest value; NaN where the lengths differ or a value is none. */
export function relative(expected, got) {
  if (expected.length !== got.length || expected.length === 0) return Number.NaN;
  const largest = Math.max(...expected.map(Math.abs));
  const differences = expected.map((value, index) => Math.abs(value - got[index]) / largest);
  return differences.some(Number.isNaN) ? Number.NaN : Math.max(...differences);
}
