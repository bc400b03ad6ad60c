import { shade, type Family } from './palette.ts';

/** One measurement of a curve. Points whose `x` or `y` is not finite are skipped, and the line breaks there. */
export interface Point {
  /** Place on the horizontal axis, such as the training step. */
  readonly x: number;
  /** Measured value; a fraction of 1 on a percent axis. */
  readonly y: number;
}

/** One curve of a line chart. */
export interface Series {
  /** Name shown at the end of the curve; series that share a name share a colour and a label. */
  readonly name: string;
  /** Measurements in the order in which they are joined. */
  readonly points: readonly Point[];
  /**
   * Kind of net: `'plain'` is drawn warm, `'residual'` cool.
   * @defaultValue 'other'
   */
  readonly family?: Family;
  /**
   * Depth in layers: within a family the deeper net is drawn darker (brighter on dark) and heavier.
   * @defaultValue 0
   */
  readonly depth?: number;
  /**
   * Split that was measured: `'test'` is a solid line, `'train'` a dashed one, as in He et al. 2015, figure 6.
   * @defaultValue 'test'
   */
  readonly split?: 'train' | 'test';
}

/** A series made ready to draw: finite points, its colour's name, the thickness of its line. */
export interface Curve {
  /** Name of the series. */
  readonly name: string;
  /** Every point, the skipped ones included, so that the line knows where to break. */
  readonly points: readonly Point[];
  /** The points that can be drawn. */
  readonly finite: readonly Point[];
  /** Name of the colour in the palette. */
  readonly ink: string;
  /** Thickness of the line in the chart's units. */
  readonly thickness: number;
  /** True for the training split. */
  readonly dashed: boolean;
}

/** Whether a point can be drawn. */
export function isFinitePoint(point: Point): boolean {
  return Number.isFinite(point.x) && Number.isFinite(point.y);
}

/** Gives each series its colour and weight by family and depth. */
export function toCurves(series: readonly Series[]): Curve[] {
  return series.map(({ name, points, family = 'other', depth = 0, split = 'test' }) => {
    const level = shade({ family, depth }, series);
    return {
      name,
      points,
      finite: points.filter((point) => isFinitePoint(point)),
      ink: `${family}-${level}`,
      thickness: 1.2 + 0.35 * level,
      dashed: split === 'train',
    };
  });
}
