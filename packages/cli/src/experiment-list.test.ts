import { EXPERIMENTS as RUNNABLE } from '@skipjack/experiments';
import { expect, test } from 'vitest';
import { TINY } from '../test/fake-services.ts';
import { EXPERIMENTS } from './experiment-list.ts';

test('the list names the experiments that there are, in their order, with their claims', () => {
  const told = RUNNABLE.map(({ name, claim, needsData }) => ({ name, claim, needsData }));
  expect(EXPERIMENTS.map(({ name, claim, needsData }) => ({ name, claim, needsData }))).toEqual(told);
});

test.each(EXPERIMENTS.map(({ name, options }) => [name, options] as const))(
  'the defaults that the help of %s tells are those that it has',
  (name, options) => {
    const experiment = RUNNABLE.find((one) => one.name === name);
    // Degradation leaves it out where it is float32, as runs of former versions do.
    expect({ precision: 'float32', ...experiment?.defaults(TINY) }).toMatchObject(options);
  },
);
