// @ts-check
/**
 * Answers the parent's messages: `prepare` builds a step, `run` times some.
 *
 * @param {(settings: object) => Promise<() => Promise<number>>} prepare
 * @param {() => string} [version] the TensorFlow that computes it
 */
export function serve(prepare, version = () => '') {
  let step;
  process.on('message', async (message) => {
    try {
      if (message.type === 'prepare') {
        step = await prepare(message.settings);
        process.send({ type: 'ready', tensorflow: version() });
      } else if (message.type === 'run') {
        const start = performance.now();
        let loss = Number.NaN;
        for (let i = 0; i < message.steps; i++) loss = await step();
        process.send({
          type: 'time',
          milliseconds: (performance.now() - start) / message.steps,
          loss,
          rss: process.memoryUsage().rss,
        });
      } else process.exit(0);
    } catch (error) {
      process.send({ type: 'error', message: error.stack });
    }
  });
}
