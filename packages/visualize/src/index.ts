/**
 * Training curves, block diagrams and whole nets as SVG, and reports as one HTML file.
 *
 * Pure functions from data to strings: they run in Node and in browsers, touch no file and load nothing.
 *
 * @packageDocumentation
 */
export { architectureDiagram, type ArchitectureDiagramOptions } from './architecture-diagram.ts';
export type {
  ArchitectureDetail,
  ArchitectureEdge,
  ArchitectureGraph,
  ArchitectureGroup,
  ArchitectureNode,
  ArchitectureSkip,
} from './architecture-graph.ts';
export { architectureMermaid, type ArchitectureMermaidOptions } from './architecture-mermaid.ts';
export { blockDiagram, type BlockDiagramOptions, type BlockKind } from './block-diagram.ts';
export type { ValueFormat } from './chart-frame.ts';
export { htmlReport, type ReportOptions, type ReportSection, type ReportStatus } from './html-report.ts';
export { lineChart, type LineChartOptions } from './line-chart.ts';
export { formatDuration, formatInteger, formatPercent, formatPoints, formatSigned } from './number-text.ts';
export { PALETTE, type Family, type SchemeColour, type Theme } from './palette.ts';
export type {
  CodeContent,
  FactsContent,
  FiguresContent,
  ListContent,
  ReferenceContent,
  ReportContent,
  StatsContent,
  TableColumn,
  TableContent,
  TableRow,
  TextContent,
} from './report-content.ts';
export type { Point, Series } from './series.ts';
export { settledDomain, type SettledDomainOptions } from './settled-domain.ts';
