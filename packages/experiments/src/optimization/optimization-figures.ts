import { lineChart } from '@skipjack/visualize';
import type { FiguresContent, Series } from '@skipjack/visualize';
import { counted } from '../counted.ts';
import { pairedFigures } from '../measures/paired-figures.ts';
import { meanOverSeeds, smoothedLosses } from '../measures/seed-curves.ts';
import { twinsOf } from './optimization-finding.ts';
import type { OptimizationSummary, TwinKind } from './optimization-finding.ts';
import type { TwinsResult } from './optimization-result.ts';

const KINDS: readonly TwinKind[] = ['plain', 'residual'];

/** A chart for each depth of which something is known. */
function chartOfDepths(
  summary: OptimizationSummary,
  chart: (depth: number, twins: readonly TwinsResult[]) => string[],
): string[] {
  return summary.settings.depths.flatMap((depth) => {
    const twins = twinsOf(summary, depth);
    return twins.length === 0 ? [] : chart(depth, twins);
  });
}

const overSeeds = ({ runs }: OptimizationSummary): string => (runs.length > 1 ? ' Mean over the seeds.' : '');

/** Gradient norms of each layer, before and after training. */
export function gradientFigures(summary: OptimizationSummary): FiguresContent[] {
  const figures = chartOfDepths(summary, (depth, twins) =>
    (['gradientsBefore', 'gradientsAfter'] as const).map((when) =>
      lineChart({
        title: `${depth} layers, ${when === 'gradientsBefore' ? 'before training' : `after ${counted(summary.settings.steps, 'step')}`}`,
        xLabel: 'convolution, from the image on',
        yLabel: 'log₁₀ of the gradient’s norm',
        series: KINDS.map((kind): Series => {
          const values = meanOverSeeds(twins.map((one) => one[kind][when].map(Math.log10)));
          return {
            name: kind,
            family: kind,
            depth,
            split: 'train',
            points: values.map((y, index) => ({ x: index + 1, y })),
          };
        }),
      }),
    ),
  );
  const caption = `The norm of the loss’s gradient for the kernel of each convolution, measured on ${counted(summary.settings.probeBatches * summary.settings.batch, 'training image')}. One unit is a factor of ten.${overSeeds(summary)}`;
  return pairedFigures(figures, caption);
}

/** The loss of each net in training. */
export function trainingFigures(summary: OptimizationSummary): FiguresContent[] {
  const figures = chartOfDepths(summary, (depth, twins) => [
    lineChart({
      title: `Training, ${depth} layers`,
      yLabel: 'training loss, cross entropy',
      series: KINDS.map((kind): Series => ({
        name: kind,
        family: kind,
        depth,
        split: 'train',
        points: smoothedLosses(meanOverSeeds(twins.map((one) => one[kind].losses))),
      })),
    }),
  ]);
  const caption = `Loss of the batches, averaged over ${Math.ceil(summary.settings.steps / 24)} steps a point.${overSeeds(summary)}`;
  return pairedFigures(figures, caption);
}

/** What lies above this, in losses of an answer that does not look at the image, is cut off. */
const MOST = 2;

function lossDomain(summary: OptimizationSummary, series: readonly Series[]): readonly [number, number] {
  const chance = summary.runs[0]?.result.chanceLoss ?? 1;
  const highest = Math.max(
    0,
    ...series.flatMap(({ points }) => points.map(({ y }) => (Number.isFinite(y) ? y : 0))),
  );
  return [0, Math.min(MOST * chance, highest > 0 ? 1.05 * highest : chance)];
}

/** The loss on the line between the two solutions. */
export function lineFigures(summary: OptimizationSummary): FiguresContent[] {
  const shares = summary.runs[0]?.result.shares ?? [];
  const figures = chartOfDepths(summary, (depth, twins) => {
    const lines = twins.flatMap(({ line }) => (line === null ? [] : [line]));
    const series = KINDS.map((kind): Series => {
      const losses = meanOverSeeds(lines.map((line) => line[kind]));
      return {
        name: `${kind} net`,
        family: kind,
        depth,
        split: 'train',
        points: losses.map((y, index) => ({ x: shares[index] ?? Number.NaN, y })),
      };
    });
    const title = `From plain to residual, ${depth} layers`;
    return lines.length === 0
      ? []
      : [
          lineChart({
            title,
            xLabel: 'share of the residual solution',
            yLabel: 'training loss',
            series,
            yDomain: lossDomain(summary, series),
          }),
        ];
  });
  const caption = `Weights (1 − t) · plain + t · residual, in both nets, with batch norm’s statistics taken anew at each place. At 0 the plain net has its own solution, at 1 the residual net.${cutOff(summary)}${overSeeds(summary)}`;
  return pairedFigures(figures, caption);
}

/** The loss around each solution. */
export function profileFigures(summary: OptimizationSummary): FiguresContent[] {
  const offsets = summary.runs[0]?.result.offsets ?? [];
  const figures = chartOfDepths(summary, (depth, twins) => {
    const series = KINDS.flatMap((kind) =>
      twins.flatMap(({ profiles }) =>
        profiles.map((profile): Series => ({
          name: kind,
          family: kind,
          depth,
          split: 'train',
          points: profile[kind].map((y, index) => ({ x: offsets[index] ?? Number.NaN, y })),
        })),
      ),
    );
    const title = `Around the solutions, ${depth} layers`;
    return series.length === 0
      ? []
      : [
          lineChart({
            title,
            xLabel: 'distance from the solution',
            yLabel: 'training loss',
            series,
            yDomain: lossDomain(summary, series),
          }),
        ];
  });
  const caption = `A curve for each random direction and seed. At a distance of 1 each filter has been moved by its own length (filter normalization, Li et al. 2018, section 3).${cutOff(summary)}`;
  return pairedFigures(figures, caption);
}

const cutOff = ({ runs }: OptimizationSummary): string =>
  ` Losses above ${(MOST * (runs[0]?.result.chanceLoss ?? 1)).toFixed(1)} are cut off.`;
