// What a browser computed, held against what Node did.

/** Largest distance of two lists of numbers; Infinity where their lengths differ or a number is not finite. */
export function distance(a, b) {
  if (a.length !== b.length || a.length === 0) return Infinity;
  const distances = a.map((value, index) => Math.abs(value - b[index]));
  return distances.every(Number.isFinite) ? Math.max(...distances) : Infinity;
}

/**
 * @typedef {{ params: number, logits: number[], losses: number[] }} Trial
 * @param {Record<string, Trial>} node
 * @param {Record<string, Trial>} browser
 * @param {number} tolerance
 * @returns {{ name: string, right: boolean, shown: string }[]} one for each net of either
 */
export function differences(node, browser, tolerance) {
  return [...new Set([...Object.keys(node), ...Object.keys(browser)])].map((name) => {
    const [here, there] = [node[name], browser[name]];
    if (here === undefined || there === undefined)
      return { name, right: false, shown: `only ${here === undefined ? 'the browser' : 'Node'} tried it` };
    const apart = ['logits', 'losses'].map((what) => ({ what, by: distance(here[what], there[what]) }));
    const right = here.params === there.params && apart.every(({ by }) => by <= tolerance);
    const shown = apart.map(({ what, by }) => `${what} ${by.toExponential(1)}`).join(', ');
    return { name, right, shown: `${there.params} weights; apart from Node's by ${shown}` };
  });
}
