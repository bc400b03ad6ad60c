import { EngineError } from './engine-error.ts';

/** A refusal in the very words of tfjs's own backends, for which code may look: nothing is added to them. */
export class TfjsRefusal extends EngineError {
  /**
   * @param message - tfjs's words
   * @param options - `cause`: the error underneath, if there is one
   */
  constructor(message: string, options?: ErrorOptions) {
    super('INVALID_ARGUMENT', message, options);
  }
}
