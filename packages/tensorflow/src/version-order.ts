/** Whether a version with dots is the other one or a later one; what is not said counts as 0. */
export function versionReaches(version: string, oldest: string): boolean {
  const [parts, least] = [version, oldest].map((text) =>
    text.split('.').map((part) => Number.parseInt(part, 10)),
  ) as [number[], number[]];
  for (let index = 0; index < Math.max(parts.length, least.length); index++) {
    const difference = (parts[index] ?? 0) - (least[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
