import { line } from 'd3-shape';
import { chartFrame, type Frame, type ValueFormat } from './chart-frame.ts';
import { chartLabels, formatValue, LABEL_GAP, labelCount, labelRoom, splitKey } from './chart-labels.ts';
import { figure, fill, fitText, label, stroke } from './figure.ts';
import { element, escapeText, identifier } from './markup.ts';
import { isFinitePoint, toCurves, type Curve, type Point, type Series } from './series.ts';

/** Options of {@link lineChart}. */
export interface LineChartOptions {
  /** Heading of the chart, and its accessible name. */
  readonly title: string;
  /** The curves; a series without a finite point is listed as "no data". */
  readonly series: readonly Series[];
  /**
   * What a reader who cannot see the chart should know.
   * @defaultValue the name and last value of every curve
   */
  readonly description?: string;
  /**
   * Name of the horizontal axis.
   * @defaultValue 'training step'
   */
  readonly xLabel?: string;
  /**
   * Name of the vertical axis, written under the title.
   * @defaultValue no name
   */
  readonly yLabel?: string;
  /**
   * How values are written: `'percent'` takes fractions of 1.
   * @defaultValue 'number'
   */
  readonly yFormat?: ValueFormat;
  /**
   * Range of the vertical axis; what lies outside is cut off.
   * @defaultValue from 0, or the lowest value below it, to a round number above the highest
   */
  readonly yDomain?: readonly [number, number];
  /**
   * Width in pixels, 240 or more; the chart scales with its container.
   * @defaultValue 400
   */
  readonly width?: number;
  /**
   * Height in pixels, 180 or more; grows where the labels of the curves need it.
   * @defaultValue 290
   */
  readonly height?: number;
  /**
   * Prefix of the ids inside the figure: give one where a page holds two charts of the same title.
   * @defaultValue made from the title
   */
  readonly id?: string;
}

/** Above this many points a curve shows no marks: they would merge into a band. */
const MOST_MARKS = 60;
const TOP = 58;
const BELOW = 42;

/**
 * A line chart as an SVG document: curves with axes, a grid, and the name and last value of each curve at its end.
 * Nets of the family `'plain'` are warm, `'residual'` cool; deeper is heavier; test is solid and training dashed, as in the paper.
 * Light and dark follow the reader's scheme, and `--skipjack-<colour>` custom properties override the palette.
 *
 * @throws RangeError when `width` or `height` is too small or not finite, or `yDomain` does not rise.
 * @see He et al. 2015, https://arxiv.org/abs/1512.03385, figure 6
 */
export function lineChart(options: LineChartOptions): string {
  const {
    title,
    series,
    xLabel = 'training step',
    yLabel = '',
    yFormat = 'number',
    yDomain,
    width = 400,
    id,
  } = options;
  const { height: asked = 290 } = options;
  checkSize('width', width, 240);
  checkSize('height', asked, 180);
  if (yDomain !== undefined && !(yDomain[0] < yDomain[1]))
    throw new RangeError(
      `yDomain must rise from its first value to its second; got [${yDomain.join(', ')}].`,
    );

  const curves = toCurves(series);
  const height = Math.max(asked, TOP + BELOW + labelCount(curves) * LABEL_GAP);
  const points = curves.flatMap((curve) => curve.finite);
  const right = width - labelRoom(curves, yFormat, width);
  const frame = chartFrame({ points, xLabel, yFormat, yDomain, top: TOP, bottom: height - BELOW, right });
  const clip = `${identifier(id ?? title)}-area`;
  return figure(
    { id, title, description: options.description ?? describe(curves, yFormat), width, height },
    label(fitText(title, 15, width - 24), {
      x: 12,
      y: 23,
      'font-size': 15,
      'font-weight': 650,
      ...fill('text'),
    }),
    label(yLabel, { x: 12, y: 41, 'font-size': 12, ...fill('muted') }),
    splitKey(curves, width - 8, 41),
    frame.markup,
    clipArea(clip, frame),
    element(
      'g',
      { 'clip-path': `url(#${clip})` },
      ...curves.map((curve) => drawCurve(curve, frame, yFormat)),
    ),
    points.length === 0
      ? label('No data yet', {
          x: (frame.left + frame.right) / 2,
          y: (frame.top + frame.bottom) / 2,
          'text-anchor': 'middle',
          'font-size': 13,
          ...fill('muted'),
        })
      : '',
    chartLabels({ curves, frame, format: yFormat, width }),
  );
}

function checkSize(name: string, value: number, least: number): void {
  if (!(Number.isFinite(value) && value >= least))
    throw new RangeError(`${name} must be a finite number of pixels, ${least} or more; got ${value}.`);
}

function describe(curves: readonly Curve[], format: ValueFormat): string {
  if (curves.length === 0) return 'A line chart without curves.';
  const ends = curves.map(({ name, dashed, finite }) => {
    const last = finite.at(-1);
    const split = dashed ? 'training' : 'test';
    return last === undefined
      ? `${name} (${split}) has no data`
      : `${name} (${split}) ends at ${formatValue(last.y, format)}`;
  });
  return `Line chart: ${ends.join('; ')}.`;
}

function clipArea(id: string, frame: Frame): string {
  const { left, right, top, bottom } = frame;
  return element(
    'clipPath',
    { id },
    element('rect', { x: left - 4, y: top - 4, width: right - left + 8, height: bottom - top + 8 }),
  );
}

function drawCurve(curve: Curve, frame: Frame, format: ValueFormat): string {
  const { name, points, finite, ink, thickness, dashed } = curve;
  const path = line<Point>()
    .defined((point) => isFinitePoint(point))
    .x((point) => frame.x(point.x))
    .y((point) => frame.y(point.y))(points);
  const marks = finite.length > MOST_MARKS ? finite.slice(-1) : finite;
  const radius = finite.length === 1 ? 4 : 1.4 + 0.4 * thickness;
  return [
    path === null
      ? ''
      : element('path', {
          d: path,
          ...stroke(ink, thickness),
          'stroke-linejoin': 'round',
          'stroke-dasharray': dashed ? '5 3.5' : undefined,
        }),
    ...marks.map((point) =>
      element(
        'circle',
        { cx: frame.x(point.x), cy: frame.y(point.y), r: radius, ...fill(ink) },
        element(
          'title',
          {},
          escapeText(`${name}, ${dashed ? 'training' : 'test'}, ${point.x}: ${formatValue(point.y, format)}`),
        ),
      ),
    ),
  ].join('');
}
