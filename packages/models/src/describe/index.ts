export { describe } from './describe.ts';
export type {
  CostDescription,
  LayerDescription,
  MapDescription,
  ModelDescription,
  StageDescription,
} from './description.ts';
export { netGraph } from './net-graph.ts';
export type { NetEdge, NetGraph, NetGroup, NetNode, NetNodeKind } from './net-graph.ts';
export type { SkipConnection } from './skip-connection.ts';
