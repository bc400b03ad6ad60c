import { EngineError } from '../engine-error.ts';

/** What a function does that `compile` cannot record. The sentence says how to write it instead. */
export class NotRecordable extends EngineError {
  /** @param message - one sentence for a person */
  constructor(message: string) {
    super('NOT_RECORDABLE', message);
  }
}
