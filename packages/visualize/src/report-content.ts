import type { Family } from './palette.ts';

/** A paragraph. */
export interface TextContent {
  /** Kind of content. */
  readonly kind: 'text';
  /** The paragraph's text; `**these words**` become bold. */
  readonly text: string;
}

/** A list of points. */
export interface ListContent {
  /** Kind of content. */
  readonly kind: 'list';
  /** The points in order; `**these words**` become bold. */
  readonly items: readonly string[];
}

/** Big numbers side by side. */
export interface StatsContent {
  /** Kind of content. */
  readonly kind: 'stats';
  /** The numbers in order. */
  readonly items: readonly {
    /** What was measured. */
    readonly label: string;
    /** The number, with its unit. */
    readonly value: string;
    /** How to read it, in a few words. */
    readonly detail: string;
    /** Colour: warm for plain, cool for residual nets. */
    readonly family: Family;
  }[];
}

/** Figures side by side where there is room, one below the other where there is not. */
export interface FiguresContent {
  /** Kind of content. */
  readonly kind: 'figures';
  /** SVG documents made by `lineChart` or `blockDiagram`: markup that is put in as it is, so never text from outside. */
  readonly figures: readonly string[];
  /**
   * Caption below all of them.
   * @defaultValue none
   */
  readonly caption?: string;
}

/** One column of a table. */
export interface TableColumn {
  /** Heading of the column. */
  readonly heading: string;
  /**
   * True to align numbers to the right.
   * @defaultValue false
   */
  readonly numeric?: boolean;
}

/** One row of a table. */
export interface TableRow {
  /** Cells in the order of the columns; an empty one is left blank. */
  readonly cells: readonly string[];
  /**
   * Family whose colour marks the row.
   * @defaultValue none
   */
  readonly family?: Family;
  /**
   * Depth in layers, for the shade that the family's curves have.
   * @defaultValue 0
   */
  readonly depth?: number;
  /**
   * True for a row derived from those above it, such as a difference.
   * @defaultValue false
   */
  readonly derived?: boolean;
}

/** A table; on a narrow screen each row becomes a card. */
export interface TableContent {
  /** Kind of content. */
  readonly kind: 'table';
  /** What the table shows. */
  readonly caption: string;
  /** The columns; the first one names the rows. */
  readonly columns: readonly TableColumn[];
  /** The rows in order. */
  readonly rows: readonly TableRow[];
}

/** Names with values, such as settings. */
export interface FactsContent {
  /** Kind of content. */
  readonly kind: 'facts';
  /** Heading of the group. */
  readonly heading: string;
  /** Pairs of name and value. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** Lines of a command or of code, in a fixed-width font. */
export interface CodeContent {
  /** Kind of content. */
  readonly kind: 'code';
  /** The lines as they are. */
  readonly code: string;
}

/** A reference with a link: the only way out of a report, and nothing is loaded from it. */
export interface ReferenceContent {
  /** Kind of content. */
  readonly kind: 'reference';
  /** Text of the reference. */
  readonly text: string;
  /** Address of the link; https only. */
  readonly href: string;
  /** Text of the link. */
  readonly linkText: string;
}

/** What a section of a report can hold. */
export type ReportContent =
  | TextContent
  | ListContent
  | StatsContent
  | FiguresContent
  | TableContent
  | FactsContent
  | CodeContent
  | ReferenceContent;
