import { nearestName } from '@skipjack/datasets';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import { grouped, percent } from './quantities.ts';
import { textTable } from './text-table.ts';
import { UsageError } from './usage-error.ts';

const TITLES = ['net', 'parameters', 'multiply-adds', 'input', 'stages', 'top-1 error', 'top-5'];

const NOTES = `
Errors are of one publication of the net as listed, the first in --json, which has all of them and how each was measured.
plain and resnet of any other depth 6n + 2 work in the experiment too, such as
  skipjack reproduce degradation --nets plain14,resnet14
`;

/**
 * `skipjack models [pattern]`: lists the nets of the zoo with their sizes and published errors, as a table or as a JSON array.
 *
 * @param context - Options, world and packages.
 * @param pattern - What their names must match; all where it is undefined.
 * @returns The exit code 0.
 * @throws UsageError when none matches; it suggests the nearest name.
 */
export async function modelsCommand(
  context: CommandContext<JsonFlags>,
  pattern: string | undefined,
): Promise<number> {
  const { flags, io, services } = context;
  const names = await services.listModels(pattern);
  if (names.length === 0 && pattern !== undefined) {
    const nearest = nearestName({ name: pattern, names: await services.listModels() });
    const hint = nearest === undefined ? '' : `did you mean ${nearest}? `;
    throw new UsageError(`No model matches "${pattern}": ${hint}\`skipjack models\` lists them all.`);
  }
  const cards = await Promise.all(names.map((name) => services.modelCard(name)));
  if (flags.json === true) {
    const nets = cards.map(({ name, params, macs, inputShape, classes, stages, published, paper }) => ({
      ...{ name, params, macs, inputShape, classes, stages, published, paper },
    }));
    io.stdout.write(`${JSON.stringify(nets)}\n`);
    return 0;
  }
  const rows = cards.map(({ name, params, macs, inputShape, stages, published: [first] }) => [
    name,
    grouped(params),
    `${grouped(macs / 1e6)} M`,
    inputShape.join(' x '),
    String(stages.length),
    first?.top1 === undefined ? '' : percent(first.top1),
    first?.top5 === undefined ? '' : percent(first.top5),
  ]);
  io.stdout.write(textTable({ titles: TITLES, rows }));
  io.stdout.write(NOTES);
  return 0;
}
