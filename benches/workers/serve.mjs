// @ts-check
import { answering } from './answer.mjs';

/**
 * Answers the parent's messages until it says stop or goes away.
 *
 * @param {Parameters<typeof answering>[0]} prepare
 * @param {() => string} [version] the TensorFlow that computes it
 */
export function serve(prepare, version) {
  const answer = answering(prepare, version);
  process.on('message', async (message) => {
    if (message.type === 'stop') process.exit(0);
    process.send(await answer(message));
  });
}
