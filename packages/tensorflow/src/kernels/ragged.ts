import { backend_util, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { int, strings, type as typeAttribute } from '../eager/attributes.ts';
import { as } from './casting.ts';
import { indicesIn, needRank, refusedAsByTfjs, wrong } from './input-values.ts';
import { kernel } from './kernel.ts';
import { checkRaggedGather, rangeLengths, type RangeOperand } from './ragged-checks.ts';
import { denseShape, type Partition } from './ragged-to-dense.ts';

interface GatherInputs {
  readonly paramsNestedSplits: readonly TensorInfo[];
  readonly paramsDenseValues: TensorInfo;
  readonly indices: TensorInfo;
}

interface RangeInputs {
  readonly starts: TensorInfo;
  readonly limits: TensorInfo;
  readonly deltas: TensorInfo;
}

interface ToTensorInputs {
  readonly shape: TensorInfo;
  readonly values: TensorInfo;
  readonly defaultValue: TensorInfo;
  readonly rowPartitionTensors: readonly TensorInfo[];
}

/** Refuses a default that does not fit a row of the values. @throws EngineError in tfjs's words */
function checkDefault(shape: number[], valuesShape: number[]): void {
  try {
    backend_util.validateDefaultValueShape(shape, valuesShape);
  } catch (error) {
    throw refusedAsByTfjs((error as Error).message);
  }
}

/** Kernels of ragged tensors: values, and for each ragged axis how they are parted into rows. */
export const RAGGED: readonly KernelConfig[] = [
  kernel<GatherInputs, { outputRaggedRank: number }>('RaggedGather', ({ inputs, backend }) => {
    const { paramsNestedSplits, paramsDenseValues, indices } = inputs;
    if (!Array.isArray(paramsNestedSplits) || paramsNestedSplits.length === 0)
      throw refusedAsByTfjs('paramsNestedSplits must be non empty');
    for (const splits of paramsNestedSplits) needRank('Each of paramsNestedSplits', splits, 1);
    if (paramsDenseValues.shape.length === 0) throw refusedAsByTfjs('params.rank must be nonzero');
    const [rows = 0, ...row] = paramsDenseValues.shape;
    const values = checkRaggedGather(
      paramsNestedSplits.map((splits) => indicesIn(backend, 'Each of paramsNestedSplits', splits)),
      indicesIn(backend, 'indices', indices),
      indices.shape,
      rows,
    );
    backend.needRoom('RaggedGather', [values, ...row]);
    // The rank follows from the inputs, whatever the caller says.
    const rank = paramsNestedSplits.length + indices.shape.length - 1;
    const attributes = { PARAMS_RAGGED_RANK: int(paramsNestedSplits.length), OUTPUT_RAGGED_RANK: int(rank) };
    return backend.run(
      'RaggedGather',
      [paramsNestedSplits, paramsDenseValues, indices],
      attributes,
      rank + 1,
    );
  }),
  kernel<RangeInputs>('RaggedRange', ({ inputs: { starts, limits, deltas }, backend }) => {
    const dtype = starts.dtype === 'float32' ? 'float32' : 'int32';
    const numbers = [starts, limits, deltas].map((x) => as(backend, x, dtype));
    const [from, to, by] = numbers.map(({ dataId, shape }): RangeOperand => ({
      shape,
      values: backend.readSync(dataId) as Float32Array | Int32Array,
    }));
    const lengths = rangeLengths([from, to, by] as [RangeOperand, RangeOperand, RangeOperand]);
    backend.needRoom('RaggedRange', [lengths.reduce((sum, length) => sum + length, 0)]);
    return backend.run('RaggedRange', numbers, { Tsplits: typeAttribute('int32') }, 2);
  }),
  kernel<ToTensorInputs, { rowPartitionTypes: string[] }>(
    'RaggedTensorToTensor',
    ({ inputs, attrs: { rowPartitionTypes }, backend }) => {
      const { shape, values, defaultValue, rowPartitionTensors } = inputs;
      if (!Array.isArray(rowPartitionTensors) || !Array.isArray(rowPartitionTypes))
        throw wrong('rowPartitionTensors and rowPartitionTypes must be lists.');
      const partitions = rowPartitionTensors.map((tensor, index): Partition => {
        const type = String(rowPartitionTypes[index]);
        return {
          type,
          values: indicesIn(backend, `rowPartitionTensors[${index}]`, tensor),
          shape: tensor.shape,
        };
      });
      checkDefault(defaultValue.shape, values.shape);
      const wanted = shape.shape.length === 0 ? undefined : Array.from(indicesIn(backend, 'shape', shape));
      const size = denseShape(partitions, values.shape, wanted);
      backend.needRoom('RaggedTensorToTensor', size);
      return backend.run1(
        'RaggedTensorToTensor',
        [backend.int32(size), values, as(backend, defaultValue, values.dtype), rowPartitionTensors],
        {
          num_row_partition_tensors: int(rowPartitionTensors.length),
          row_partition_types: strings(rowPartitionTypes),
        },
      );
    },
  ),
];
