import { nativeType, typeName } from '../native/data-types.ts';
import type { StoredTensor } from '../tensor-store.ts';
import { NotRecordable } from './not-recordable.ts';

/** The refusal to read a tensor of a recording. */
export function unread({ shape, dtype, recorded }: StoredTensor): NotRecordable {
  const { op = '', scope = '' } = recorded ?? {};
  return new NotRecordable(
    `A tensor of ${typeName(nativeType(dtype))} [${shape.join(', ')}], made by ${op}${scope === '' ? '' : ` in ${scope}`}, has no values to read: compile() records what a function does and computes nothing. Return the tensor and read it after the call; where JavaScript decides by a value, use tf.where or an argument of the compiled function.`,
  );
}
