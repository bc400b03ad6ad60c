// @ts-check
/**
 * What a worker answers to the coordinator's messages; peers-python/serve.py answers the same in Python.
 * `hello` is answered once the imports are done, `prepare` builds a step, `run` times some.
 *
 * @param {(settings: any) => Promise<(() => Promise<number>) | { step: () => Promise<number>, [fact: string]: unknown }>} prepare
 * facts beside the step go into the answer
 * @param {() => string} [version] the TensorFlow that computes it
 */
export function answering(prepare, version = () => '') {
  let step;
  return async (message) => {
    try {
      if (message.type === 'hello') return { type: 'hello', versions: { node: process.version } };
      if (message.type === 'prepare') {
        const prepared = await prepare(message.settings);
        const { step: stepOf, ...facts } = typeof prepared === 'function' ? { step: prepared } : prepared;
        step = stepOf;
        return { type: 'ready', tensorflow: version(), ...facts };
      }
      if (message.type !== 'run')
        throw new Error(`there is no message ${message.type}; send hello, prepare, run or stop.`);
      const start = performance.now();
      let loss = Number.NaN;
      for (let i = 0; i < message.steps; i++) loss = await step();
      const milliseconds = (performance.now() - start) / message.steps;
      return { type: 'time', milliseconds, loss, rss: process.memoryUsage().rss };
    } catch (error) {
      return { type: 'error', message: error.stack };
    }
  };
}
