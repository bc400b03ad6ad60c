import { lineChart } from '@skipjack/visualize';
import type { FiguresContent, ReportSection, Series } from '@skipjack/visualize';
import { pairedFigures } from '../measures/paired-figures.ts';
import { meanOverSeeds, smoothedLosses } from '../measures/seed-curves.ts';
import { familyOf, initialisationName, kindName, kindsOf, resultsOf } from './initialisation-finding.ts';
import type { InitialisationSummary } from './initialisation-finding.ts';
import type { InitialisedNet } from './initialisation-net.ts';
import type { InitialisedNetResult } from './initialisation-result.ts';

/** Mean over seeds of a list that each result of a net has. */
export function meanOf(
  summary: InitialisationSummary,
  net: InitialisedNet,
  pick: (result: InitialisedNetResult) => readonly number[],
): number[] {
  return meanOverSeeds(resultsOf(summary, net).map((result) => pick(result)));
}

/** The loss of each kind of net in training, by depth. */
export function lossFigures(summary: InitialisationSummary): FiguresContent[] {
  const { settings, runs, seeds } = summary;
  const chance = runs[0]?.result.chanceLoss ?? Number.NaN;
  const most = Number.isFinite(chance) ? 1.25 * chance : 3;
  const figures = kindsOf(summary).map((kind) =>
    lineChart({
      title: kindName(kind),
      yLabel: 'training loss, cross entropy',
      yDomain: [0, most],
      series: settings.depths.map((depth) => ({
        name: `${depth} layers`,
        depth,
        family: familyOf(kind.initialisation),
        split: 'train',
        points: smoothedLosses(meanOf(summary, { ...kind, depth }, ({ losses }) => losses)),
      })),
    }),
  );
  const over = seeds.length > 1 ? ' Mean over the seeds.' : '';
  const caption = `Loss of the batches, averaged over ${Math.ceil(settings.steps / 24)} steps a point. An answer that does not look at the image costs ${chance.toFixed(2)}; a net counts as started when the mean over the last tenth of the steps is below nine tenths of that.${over}`;
  return pairedFigures(figures, caption);
}

/** Signals and gradients before training, by layer. */
export function signalSection(summary: InitialisationSummary): ReportSection {
  const chart = (
    title: string,
    yLabel: string,
    batchNorm: boolean,
    pick: (result: InitialisedNetResult) => readonly number[],
  ): string => {
    const { depths, initialisations } = summary.settings;
    const shown = [...new Set([Math.min(...depths), Math.max(...depths)])];
    const series = initialisations.flatMap((initialisation) =>
      shown.map((depth): Series => {
        const values = meanOf(summary, { depth, initialisation, batchNorm }, (one) =>
          pick(one).map(Math.log10),
        );
        return {
          name: `${initialisationName(initialisation)} ${depth}`,
          depth,
          family: familyOf(initialisation),
          split: 'train',
          points: values.map((y, index) => ({ x: index + 1, y })),
        };
      }),
    );
    return lineChart({
      title,
      id: `${title}-${yLabel}`,
      xLabel: 'convolution, from the image on',
      yLabel,
      series,
    });
  };
  const figures = summary.settings.batchNorm.flatMap((batchNorm) => {
    const words = batchNorm ? 'with batch norm' : 'without batch norm';
    return [
      chart(`Signals ${words}`, 'log₁₀ of the standard deviation', batchNorm, ({ deviations }) => deviations),
      chart(
        `Gradients ${words}`,
        'log₁₀ of the gradient’s norm',
        batchNorm,
        ({ gradientNorms }) => gradientNorms,
      ),
    ];
  });
  const caption =
    'Before the first training step, the shallowest and the deepest net. Signals: what each convolution returns, before batch norm and ReLU. Gradients: of the loss for the kernel of each convolution. One unit is a factor of ten.';
  return {
    heading: 'Before training: signals and gradients by depth',
    content: pairedFigures(figures, caption),
  };
}
