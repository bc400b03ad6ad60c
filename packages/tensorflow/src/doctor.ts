import { gatherFacts } from './doctor-facts.ts';
import { diagnose, type Diagnosis } from './doctor-findings.ts';

/** Looks at Node, the platform, Python, tfjs, memory and the TensorFlow library, and says how to mend what is wrong. */
export async function doctor(): Promise<Diagnosis> {
  return diagnose(await gatherFacts());
}
