import { EngineError } from '../engine-error.ts';
import type { CApi, Pointer } from './c-api.ts';
import type { HandleLedger } from './handle-ledger.ts';

/** The C functions whose calls make an object, by the one that frees it. */
const RELEASED_BY = {
  newStatus: 'TF_DeleteStatus',
  newContext: 'TFE_DeleteContext',
  newOp: 'TFE_DeleteOp',
  newHandle: 'TFE_DeleteTensorHandle',
  shareHandle: 'TFE_DeleteTensorHandle',
  allocateTensor: 'TF_DeleteTensor',
  resolve: 'TF_DeleteTensor',
} as const;

type WritableApi = { -readonly [Name in keyof CApi]: CApi[Name] };

/** The C library, with everything that it makes noted in a ledger until it is freed. */
export function recordedApi(api: CApi, ledger: HandleLedger): WritableApi {
  const noted = <Args extends unknown[], Made extends Pointer | null>(
    make: (...args: Args) => Made,
    name: keyof typeof RELEASED_BY,
  ): ((...args: Args) => Made) => {
    const release = api.addressOf(RELEASED_BY[name]);
    return (...args) => {
      const made = make(...args);
      if (made !== null) ledger.add(made, release);
      return made;
    };
  };
  const forgetting =
    (free: (object: Pointer) => void) =>
    (object: Pointer): void => {
      ledger.remove(object);
      free(object);
    };
  const releaseHandle = api.addressOf(RELEASED_BY.newHandle);
  return {
    ...api,
    newStatus: noted(api.newStatus, 'newStatus'),
    newContext: noted(api.newContext, 'newContext'),
    newOp: noted(api.newOp, 'newOp'),
    newHandle: noted(api.newHandle, 'newHandle'),
    shareHandle: noted(api.shareHandle, 'shareHandle'),
    allocateTensor: noted(api.allocateTensor, 'allocateTensor'),
    resolve: noted(api.resolve, 'resolve'),
    deleteStatus: forgetting(api.deleteStatus),
    deleteOp: forgetting(api.deleteOp),
    deleteHandle: forgetting(api.deleteHandle),
    deleteTensor: forgetting(api.deleteTensor),
    execute: (op, outputs, count, status) => {
      const { outputs: pending } = ledger;
      const room = count[0] ?? 0;
      // TensorFlow writes them where the ledger has them, so that a thread that is ended in the op loses none.
      const written = room <= pending.length ? pending : outputs;
      api.execute(op, written, count, status);
      if (api.statusCode(status) !== 0) return;
      for (let index = 0; index < (count[0] ?? 0); index++) {
        outputs[index] = written[index] ?? 0n;
        ledger.add(written[index] ?? 0n, releaseHandle);
      }
      pending.fill(0n, 0, room);
    },
    executeLater: (op, outputs, count, status, done) =>
      api.executeLater(op, outputs, count, status, (error) => {
        if (api.statusCode(status) === 0)
          for (let index = 0; index < (count[0] ?? 0); index++)
            ledger.add(outputs[index] ?? 0n, releaseHandle);
        done(error);
      }),
  };
}

/** Makes every function of a library refuse: all its objects were freed at the thread's end. */
export function endApi(api: WritableApi): void {
  const refuse = (): never => {
    throw new EngineError(
      'NATIVE_FAILURE',
      "A tensor was used in a worker thread that is ending, whose tensors are freed; use tensors before the process event 'exit'.",
    );
  };
  for (const name of Object.keys(api) as (keyof CApi)[]) api[name] = refuse;
  // What is disposed now is freed already.
  api.deleteHandle = () => undefined;
}
