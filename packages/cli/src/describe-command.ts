import type { CostDescription, MapDescription, ModelDescription } from '@skipjack/models';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import { checkForms, writeDrawing } from './drawing-flags.ts';
import type { DrawingFlags } from './drawing-flags.ts';
import { describeNet } from './net-flags.ts';
import type { NetFlags } from './net-flags.ts';
import { grouped } from './quantities.ts';
import { textTable } from './text-table.ts';

/** The options of `skipjack describe`. */
export interface DescribeFlags extends JsonFlags, NetFlags, DrawingFlags {
  /** `--layers` */
  readonly layers?: boolean;
  /** `--mermaid` */
  readonly mermaid?: boolean;
}

const COSTS = ['output', 'parameters', 'multiply-adds', 'activations', 'sees', 'stride'];

const NOTE = `
multiply-adds: of one image, in convolutions and dense layers; activations: what the layers return for one image in
float32; sees: pixels of the image, padding included, that one number depends on; stride: pixels between two of them
`;

/**
 * `skipjack describe <name>`: says what a net is made of and costs, as a table, JSON, SVG or Mermaid text.
 *
 * @param context - Options, world and packages.
 * @param name - The net.
 * @returns The exit code 0.
 * @throws UsageError when there is no such net, or options do not go together.
 */
export async function describeCommand(context: CommandContext<DescribeFlags>, name: string): Promise<number> {
  const { flags, io, services } = context;
  const { layers = false, mermaid = false, json = false, svg } = flags;
  checkForms({ '--layers': layers, '--mermaid': mermaid, '--json': json, '--svg': svg !== undefined }, flags);
  const description = await describeNet(name, flags, services);
  if (json) {
    io.stdout.write(`${JSON.stringify(description)}\n`);
    return 0;
  }
  const { detail, theme } = flags;
  if (svg !== undefined || mermaid) {
    const graph = await services.netGraph(description);
    const level = detail === undefined ? {} : { detail };
    const colours = theme === undefined ? {} : { theme };
    if (mermaid) io.stdout.write(await services.architectureMermaid({ graph, ...level }));
    else
      await writeDrawing(
        io,
        svg ?? true,
        await services.architectureDiagram({ graph, ...level, ...colours }),
      );
    return 0;
  }
  io.stdout.write(layers ? layerTable(description) : stageTable(description));
  const { unknownMacs } = description.total;
  if (unknownMacs.length > 0)
    io.stdout.write(`\nMultiply-adds are not known of ${unknownMacs.join(', ')}.\n`);
  io.stdout.write(NOTE);
  return 0;
}

function stageTable({ name, stages, layers, total }: ModelDescription): string {
  const rows = stages.map((stage) => [
    stage.name,
    String(stage.layers),
    stage.blocks === 0 ? '' : String(stage.blocks),
    ...costs(stage),
  ]);
  const blocks = stages.reduce((sum, stage) => sum + stage.blocks, 0);
  const end = [
    name,
    String(layers.length),
    blocks === 0 ? '' : String(blocks),
    ...costs({ ...total, ...NO_MAP }),
  ];
  return textTable({ titles: ['stage', 'layers', 'blocks', ...COSTS], rows: [...rows, [], end] });
}

function layerTable({ name, layers, total }: ModelDescription): string {
  const rows = layers.map((layer) => [layer.name, layer.operation, ...costs(layer)]);
  const end = [name, `${layers.length} layers`, ...costs({ ...total, ...NO_MAP })];
  return textTable({ titles: ['layer', 'operation', ...COSTS], rows: [...rows, [], end], left: 2 });
}

const NO_MAP: MapDescription = { outputShape: [], receptiveField: null, stride: null };

function costs(row: CostDescription & MapDescription): string[] {
  const { trainableParams, frozenParams, macs, activationBytes, outputShape, receptiveField, stride } = row;
  const frozen = frozenParams === 0 ? '' : ` + ${grouped(frozenParams)}`;
  return [
    outputShape.map((size) => size ?? '?').join('x'),
    trainableParams + frozenParams === 0 ? '' : `${grouped(trainableParams)}${frozen}`,
    macs === null ? '?' : macs === 0 ? '' : millions(macs),
    activationBytes === null ? '?' : `${(activationBytes / 1e6).toFixed(2)} MB`,
    pixels(receptiveField),
    pixels(stride),
  ];
}

/** Millions, to one decimal where that says more. */
function millions(value: number): string {
  return value < 1e7 ? `${(value / 1e6).toFixed(1)} M` : `${grouped(value / 1e6)} M`;
}

/** One number where both axes are alike. */
function pixels(sizes: readonly number[] | null): string {
  if (sizes === null) return '';
  return sizes.every((size) => size === sizes[0]) ? String(sizes[0]) : sizes.join('x');
}
