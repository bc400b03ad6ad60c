// What a browser made of a model of the zoo, held against what Node did.
import { isDeepStrictEqual } from 'node:util';
import { distance } from './differences.mjs';

/**
 * @typedef {{ shape: number[], numbers: number[] }} Output for two images
 * @typedef {{ described: object, outputs: Record<string, Output> }} ModelTrial
 */

/** How far what came of one image is from what came of the other: the measure of what the image does to it. */
function ofTheImage(numbers) {
  const half = numbers.length / 2;
  return distance(numbers.slice(0, half), numbers.slice(half));
}

/**
 * Weights that nobody trained make logits of every size, some the same for any image. So a distance is one from Node's number
 * in parts of the distance between the two images, and no difference that an image makes is lost in a large number.
 *
 * @param {ModelTrial} node
 * @param {ModelTrial} browser
 * @param {number} tolerance
 * @returns {{ right: boolean, shown: string }}
 */
export function zooDifference(node, browser, tolerance) {
  const names = Object.keys(node.outputs);
  if (!isDeepStrictEqual(Object.keys(browser.outputs), names))
    return {
      right: false,
      shown: `outputs ${Object.keys(browser.outputs).join(', ')}, not ${names.join(', ')}`,
    };
  const apart = names.map((name) => {
    const [here, there] = [node.outputs[name], browser.outputs[name]];
    const by = distance(here.numbers, there.numbers) / ofTheImage(here.numbers);
    return { name, by: isDeepStrictEqual(here.shape, there.shape) ? by : Infinity };
  });
  const described = isDeepStrictEqual(browser.described, node.described);
  const shown = apart.map(({ name, by }) => `${name} ${by.toExponential(1)}`).join(', ');
  return {
    right: described && apart.every(({ by }) => by <= tolerance),
    shown: `${described ? 'described as' : 'described otherwise than'} in Node; apart from Node's by ${shown}`,
  };
}
