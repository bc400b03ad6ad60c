// Sizes against the budget.

/**
 * @param {{ limits: Record<string, number>, allowed?: Record<string, number>, sizes: Record<string, Record<string, number>> }} budget
 *   limits by kind; exports that may be larger, and how large; what was measured last, by kind and export
 * @param {{ kind: string, name: string, gzip: number }[]} measured
 * @returns {{ lines: string[], problems: string[] }} a table, and what is wrong, one sentence each
 */
export function verdict(budget, measured) {
  const { limits, allowed = {}, sizes } = budget;
  const problems = [];
  const widest = Math.max(...measured.map(({ name }) => name.length));
  const lines = measured.map(({ kind, name, gzip }) => {
    const limit = allowed[name] ?? limits[kind];
    const last = sizes[kind]?.[name];
    if (last === undefined)
      problems.push(`${name} is not in the budget; run node tools/size-budget.mjs --write and look at it.`);
    if (gzip > limit)
      problems.push(
        `${name} is ${gzip} bytes gzipped, over the ${limit} bytes of ${allowed[name] === undefined ? `a ${kind}` : 'its exception'}; --why ${name} lists its modules.`,
      );
    const drift = last === undefined || last === gzip ? '' : `  (was ${last})`;
    if (allowed[name] !== undefined && gzip <= limits[kind])
      problems.push(
        `${name} is within the ${limits[kind]} bytes of a ${kind} now; take its exception out of the budget.`,
      );
    const mark = gzip > limit ? '  OVER' : gzip > limits[kind] ? `  over ${limits[kind]}, an exception` : '';
    return `${name.padEnd(widest)}  ${kind.padEnd(6)}  ${String(gzip).padStart(6)} of ${String(limit).padStart(6)}${drift}${mark}`;
  });
  const names = new Set(measured.map(({ kind, name }) => `${kind} ${name}`));
  for (const [kind, known] of Object.entries(sizes)) {
    for (const name of Object.keys(known))
      if (!names.has(`${kind} ${name}`))
        problems.push(
          `The budget has ${kind} ${name}, which is exported no more; run node tools/size-budget.mjs --write.`,
        );
  }
  const over = measured.filter(({ kind, name, gzip }) => gzip > limits[kind] && allowed[name] !== undefined);
  if (over.length > 0)
    lines.push(`${over.length} of ${measured.length} are over their limit by an exception of the budget.`);
  return { lines, problems };
}
