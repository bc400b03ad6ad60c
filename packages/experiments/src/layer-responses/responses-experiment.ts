import type { ImageDataset } from '@skipjack/datasets';
import { formatPercent } from '@skipjack/visualize';
import { runData } from '../evaluation-data.ts';
import { defineExperiment } from '../experiment/define-experiment.ts';
import type { SeedContext } from '../experiment/define-experiment.ts';
import type { Experiment, PaperReference } from '../experiment/experiment.ts';
import { shortTraining, trainingSettings } from '../experiment/short-training.ts';
import { spread } from '../experiment/spread.ts';
import { buildNet, planNet } from '../net-plan.ts';
import { responseDeviations } from './batch-norm-outputs.ts';
import { responsesReport } from './responses-report.ts';
import type { NetResponses, ResponsesResult, ResponsesSettings } from './responses-result.ts';

const PAPER: PaperReference = {
  place: 'He et al. 2015, section 4.2 and figure 7',
  href: 'https://arxiv.org/abs/1512.03385',
};
const NETS = ['plain20', 'plain56', 'resnet20', 'resnet56'];

/**
 * How strongly each layer of trained plain and residual nets responds: the standard deviation of what its 3x3 convolution gives after
 * batch norm and before ReLU or addition.
 *
 * Measured on `evaluationSamples` training images after the training, with batch norm's statistics of the training images.
 *
 * Differs: He et al. 2015 train on CIFAR-10 for 64,000 steps and measure on its images; this trains far shorter.
 */
export const responsesExperiment: Experiment<ResponsesSettings, ResponsesResult> = defineExperiment({
  name: 'layer-responses',
  claim:
    'the layers of residual nets respond less than those of plain nets, and less the deeper the net (He et al. 2015, figure 7)',
  paper: PAPER,
  settings,
  measure,
  report: (summary) => responsesReport(summary, PAPER, settings({}, undefined)),
});

function settings(given: Partial<ResponsesSettings>, dataset: ImageDataset | undefined): ResponsesSettings {
  const nets = [...(given.nets ?? NETS)];
  if (nets.length === 0) throw new RangeError('nets must name at least 1 net; got 0.');
  const twice = nets.find((net, index) => nets.indexOf(net) !== index);
  if (twice !== undefined) throw new RangeError(`nets must name each net once; got ${twice} twice.`);
  return { ...trainingSettings(given, { steps: 200 }, dataset), nets };
}

async function measure(context: SeedContext<ResponsesSettings, ResponsesResult>): Promise<ResponsesResult> {
  const { settings: complete, dataset, seed, signal, emit, record, save } = context;
  const plans = complete.nets.map((name) => planNet(name, dataset, seed));
  const data = runData(dataset, complete);
  const batch = Math.min(complete.batch, data.trainSample.length);
  const nets: NetResponses[] = [];
  for (const [index, { name, depth }] of plans.entries()) {
    signal?.throwIfAborted();
    emit({ type: 'part', part: name, index, count: plans.length, seed });
    const model = buildNet(name, dataset, seed);
    try {
      const trained = await shortTraining({ model, data, settings: complete, context, part: name });
      const { stopped, testError } = trained;
      const deviations =
        stopped === undefined
          ? await responseDeviations({ model, data: data.trainSample, batch, signal })
          : [];
      nets.push({ name, depth, ...trained, deviations });
      await record({ type: 'responses', net: name, deviations });
      const text = `mean standard deviation ${spread(deviations).mean.toFixed(3)}, test error ${formatPercent(testError)}`;
      emit({ type: 'found', part: name, text: stopped ?? text });
    } finally {
      model.dispose();
    }
    await save({ nets: [...nets] });
  }
  return { nets };
}
