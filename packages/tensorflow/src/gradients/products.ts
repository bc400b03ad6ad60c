import {
  broadcastTo,
  cast,
  cumprod,
  cumsum,
  div,
  einsum,
  equal,
  logicalAnd,
  mul,
  onesLike,
  reshape,
  where,
  zerosLike,
  type GradConfig,
  type Tensor,
} from '@tensorflow/tfjs-core';

interface CumprodAttrs {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/**
 * Gradient of `cumprod`: the sums of `dy * y` from each element on, divided by the element.
 *
 * Differs: exact where an element is 0, as the derivative is. TensorFlow's own gradient is 0 there. With the first 0 of a
 * row made 1, the same sums are the gradient at that place; behind it everything is 0.
 */
function cumprodGradient(dy: Tensor, x: Tensor, { axis, exclusive, reverse }: CumprodAttrs): Tensor {
  const sums = (factors: Tensor): Tensor =>
    cumsum(mul(cumprod(factors, axis, exclusive, reverse), dy), axis, exclusive, !reverse);
  const isZero = equal(x, 0);
  const zerosBefore = cumsum(cast(isZero, 'int32'), axis, true, reverse);
  const isFirstZero = logicalAnd(isZero, equal(zerosBefore, 0));
  const divisor = where(isZero, onesLike(x), x);
  const elsewhere = where(isZero, zerosLike(x), div(sums(x), divisor));
  return where(isFirstZero, sums(where(isFirstZero, onesLike(x), x)), elsewhere);
}

/** The gradient of one operand: the same sum with `dy` in its place, and repeated along axes that it was summed over alone. */
function einsumGradient(dy: Tensor, tensors: readonly Tensor[], equation: string, index: number): Tensor {
  const [left = '', output = ''] = equation.replaceAll(/\s/g, '').split('->');
  const terms = left.split(',');
  const own = terms[index] ?? '';
  const { shape = [] } = tensors[index] ?? {};
  const others = terms.flatMap((term, at) => {
    const tensor = tensors[at];
    return at === index || tensor === undefined ? [] : [{ term, tensor }];
  });
  const inputs = [{ term: output, tensor: dy }, ...others];
  const isKnown = (label: string): boolean => inputs.some(({ term }) => term.includes(label));
  const known = [...own].filter(isKnown).join('');
  const sum = einsum(
    `${inputs.map(({ term }) => term).join(',')}->${known}`,
    ...inputs.map(({ tensor }) => tensor),
  );
  if (known === own) return sum;
  const stretched = [...own].map((label, axis) => (isKnown(label) ? (shape[axis] ?? 1) : 1));
  return broadcastTo(reshape(sum, stretched), [...shape]);
}

/** Gradients of products of many. */
export const PRODUCT_GRADIENTS: readonly GradConfig[] = [
  {
    kernelName: 'Cumprod',
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
      const [x] = saved as [Tensor];
      return { x: () => cumprodGradient(dy as Tensor, x, attrs as never) };
    },
  },
  {
    kernelName: 'Einsum',
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const { equation } = attrs as never as { equation: string };
      // tfjs names the operands by their places.
      return Object.fromEntries(
        saved.map((_x, index) => [String(index), () => einsumGradient(dy as Tensor, saved, equation, index)]),
      );
    },
  },
];
