import type { LayerDescription, ModelDescription } from '@skipjack/models';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import { checkForms, writeDrawing } from './drawing-flags.ts';
import type { DrawingFlags } from './drawing-flags.ts';
import { netDifference } from './net-difference.ts';
import { describePair } from './net-flags.ts';
import type { NetFlags } from './net-flags.ts';
import { counted, grouped } from './quantities.ts';
import { textTable } from './text-table.ts';

/** The options of `skipjack compare`. */
export interface CompareFlags extends JsonFlags, NetFlags, DrawingFlags {}

/**
 * `skipjack compare <first> <second>`: says what differs between two nets, as a table, JSON, or an SVG of both side by side.
 *
 * @param context - Options, world and packages.
 * @param names - The two nets.
 * @returns The exit code 0.
 * @throws UsageError when there is no such net, or options do not go together.
 */
export async function compareCommand(
  context: CommandContext<CompareFlags>,
  names: readonly [first: string, second: string],
): Promise<number> {
  const { flags, io, services } = context;
  const { json = false, svg, detail, theme } = flags;
  checkForms({ '--json': json, '--svg': svg !== undefined }, flags);
  const [first, second] = await describePair(names, flags, services);
  if (svg !== undefined) {
    const graph = [await services.netGraph(first), await services.netGraph(second)];
    const style = { ...(detail === undefined ? {} : { detail }), ...(theme === undefined ? {} : { theme }) };
    await writeDrawing(io, svg, await services.architectureDiagram({ graph, ...style }));
    return 0;
  }
  const { onlyInFirst, onlyInSecond } = netDifference(first, second);
  if (json) {
    const net = ({ name, total, layers }: ModelDescription) => ({ name, layers: layers.length, ...total });
    const result = { nets: [net(first), net(second)], onlyIn: [onlyInFirst, onlyInSecond] };
    io.stdout.write(`${JSON.stringify(result)}\n`);
    return 0;
  }
  const facts = [factsOf(first), factsOf(second)] as const;
  const rows = Object.keys(facts[0]).map((title) => {
    const [a, b] = [facts[0][title] ?? 0, facts[1][title] ?? 0];
    return [
      title,
      grouped(a),
      grouped(b),
      a === b ? 'same' : `${b > a ? '+' : '-'}${grouped(Math.abs(b - a))}`,
    ];
  });
  io.stdout.write(textTable({ titles: ['', first.name, second.name, 'difference'], rows }));
  io.stdout.write(onlyText(first.name, onlyInFirst));
  io.stdout.write(onlyText(second.name, onlyInSecond));
  if (onlyInFirst.length + onlyInSecond.length === 0) io.stdout.write('\nThe layers are the same.\n');
  return 0;
}

function factsOf({ layers, total }: ModelDescription): Readonly<Record<string, number>> {
  return {
    layers: layers.length,
    'with multiply-adds': layers.filter(({ macs }) => macs !== 0).length,
    parameters: total.trainableParams,
    'frozen numbers': total.frozenParams,
    'multiply-adds': total.macs ?? Number.NaN,
    'bytes of activations': total.activationBytes ?? Number.NaN,
    'pixels seen at the end': layers.at(-1)?.receptiveField?.[0] ?? Number.NaN,
  };
}

/** The layers that only one net has: how many of each, and where the first is. */
function onlyText(net: string, layers: readonly LayerDescription[]): string {
  if (layers.length === 0) return '';
  const groups = new Map<string, LayerDescription[]>();
  for (const layer of layers) groups.set(layer.operation, [...(groups.get(layer.operation) ?? []), layer]);
  const lines = [...groups].map(([operation, [first, ...others]]) => {
    const place = first?.name ?? '';
    return `  ${others.length + 1} x ${operation}: ${place}${others.length > 0 ? ', ...' : ''}\n`;
  });
  return `\nOnly in ${net}, ${counted(layers.length, 'layer')}:\n${lines.join('')}`;
}
