import { registerCallbackConstructor, setBackend } from '@tensorflow/tfjs';
import '../register.ts';
import { BACKEND_NAME } from '../kernels/kernel.ts';
import { ProgbarLogger } from './progbar-logger.ts';

/** The verbosity of `fit()` that nobody chooses. */
const USUAL_VERBOSITY = 1;

// Done at once, as our backend is made at once: the promise is of no interest. No library is loaded yet.
void setBackend(BACKEND_NAME);
registerCallbackConstructor(USUAL_VERBOSITY, ProgbarLogger);
