import { describe, listModels, modelCard, netGraph } from '@skipjack/models';
import { architectureDiagram, architectureMermaid } from '@skipjack/visualize';
import { runWith } from '../src/run.ts';
import type { Services } from '../src/services.ts';
import { capturedIo } from './capture.ts';
import type { CapturedIo } from './capture.ts';
import { fakeServices } from './fake-services.ts';

/** The packages that the commands which look at nets need, and no engine: asking for one throws. */
const LOOKING: Partial<Services> = {
  prepareEngine: async () => {
    throw new Error('TensorFlow was not expected');
  },
  listModels: async (pattern) => listModels(pattern),
  modelCard: async (name) => modelCard(name),
  describe: async (name, options) => describe(name, options),
  netGraph: async (description) => netGraph(description),
  architectureDiagram: async (options) => architectureDiagram(options),
  architectureMermaid: async (options) => architectureMermaid(options),
};

/** Runs one of these commands with the real packages behind it. */
export async function look(
  argv: readonly string[],
  io: Partial<CapturedIo> = {},
): Promise<{ code: number; io: CapturedIo }> {
  const captured = capturedIo(io);
  return { code: await runWith({ argv, io: captured, services: fakeServices(LOOKING) }), io: captured };
}
