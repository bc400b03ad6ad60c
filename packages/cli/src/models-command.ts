import { nearestName } from '@skipjack/datasets';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import { UsageError } from './usage-error.ts';

/**
 * `skipjack models [pattern]`: lists the nets of the zoo.
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
  io.stdout.write(
    flags.json === true ? `${JSON.stringify(names)}\n` : names.map((name) => `${name}\n`).join(''),
  );
  return 0;
}
