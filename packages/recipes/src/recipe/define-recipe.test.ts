import { expect, test } from 'vitest';
import { defineRecipe, parseRecipe } from './define-recipe.ts';
import { recipeDifferences, recipeFingerprint } from './recipe-fingerprint.ts';
import { recipeNamed } from './recipe-registry.ts';
import type { Recipe } from './recipe.ts';

const BASE = recipeNamed('resnet-cifar');
/** What a JavaScript user may write, whatever the compiler says. */
const withKeys = (keys: object): Recipe => ({ ...BASE, ...keys }) as Recipe;

test.each<[object, string]>([
  [{ bacth: 64 }, 'the recipe has no key "bacth"; did you mean "batch"? It has name, description, model,'],
  [
    { optimizer: { type: 'sgd', momentun: 0.9 } },
    'optimizer has no key "momentun"; did you mean "momentum"? It has type, momentum, nesterov, form, weightDecay, decay, groups, decoupled.',
  ],
  [{ optimizer: { type: 'sgd', qqqqqqqqqqqq: 1 } }, 'optimizer has no key "qqqqqqqqqqqq"; it has type,'],
  [
    { optimizer: { type: 'adam' } },
    'optimizer.type must be one of sgd, adamW, lars; got "adam"; did you mean "adamW"?',
  ],
  [{ optimizer: { momentum: 0.9 } }, 'optimizer.type is missing; it must be one of sgd, adamW, lars.'],
  [
    { optimizer: 'sgd' },
    `optimizer must be an optimizer, such as { type: 'sgd', momentum: 0.9 }; got "sgd".`,
  ],
  [
    { optimizer: { type: 'sgd', momentum: 1 } },
    'optimizer.momentum must be a number of at least 0 and below 1; got 1.',
  ],
  [
    { optimizer: { type: 'sgd', momentum: '0.9' } },
    'optimizer.momentum must be a number of at least 0 and below 1; got "0.9".',
  ],
  [
    { optimizer: { type: 'sgd', nesterov: true, momentum: 0 } },
    'optimizer: nesterov needs a momentum above 0',
  ],
  [
    { schedule: { type: 'cosin', rate: 1 } },
    'schedule.type must be one of constant, multiStep, step, exponential, cosine, polynomial, oneCycle, plateau, hold, warmUp; got "cosin"; did you mean "cosine"?',
  ],
  [{ schedule: { type: 'cosine' } }, 'schedule.rate is missing; it must be a number of at least 0.'],
  [
    { schedule: { type: 'multiStep', rate: 0.1, milestones: [64_000] } },
    'schedule.milestones[0] must be within the training of 64000 steps; got 64000: make the training longer, or leave it out.',
  ],
  [
    { schedule: { type: 'multiStep', rate: 0.1, milestones: [20, 10] } },
    'schedule.milestones[1] must be above 20, the one before it; got 10.',
  ],
  [
    { schedule: { type: 'warmUp', length: 50_000, delay: true, schedule: BASE.schedule } },
    'schedule.schedule.milestones[0] must be within the training of 64000 steps; got 32000 after a warm-up of 50000: make the training longer, or leave it out.',
  ],
  [
    {
      schedule: {
        type: 'warmUp',
        length: 10,
        schedule: { type: 'warmUp', length: 5, schedule: { type: 'constant', rat: 1 } },
      },
    },
    'schedule.schedule.schedule has no key "rat"; did you mean "rate"? It has type, rate.',
  ],
  [
    { schedule: { type: 'warmUp', schedule: { type: 'constant', rate: 1 } } },
    'schedule: steps must be an integer of at least 0; got undefined.',
  ],
  [
    { schedule: { type: 'oneCycle', rate: 1, rise: 0.6, threePhase: true } },
    'schedule: rise must be above 0 and below 0.5 with threePhase; got 0.6.',
  ],
  [{ batch: 0 }, 'batch must be an integer of at least 1; got 0.'],
  [{ batch: 2.5 }, 'batch must be an integer of at least 1; got 2.5.'],
  [{ batch: Number.NaN }, 'batch must be an integer of at least 1; got NaN.'],
  [{ batch: '128' }, 'batch must be an integer of at least 1; got "128".'],
  [{ batch: undefined }, 'batch is missing; it must be an integer of at least 1.'],
  [{ accumulate: 3 }, 'accumulate must divide the batch of 128 images; got 3.'],
  [{ length: {} }, 'length must have either epochs or steps, such as { epochs: 10 }; got neither.'],
  [
    { length: { epochs: 1, steps: 1 } },
    'length must have either epochs or steps, such as { epochs: 10 }; got both.',
  ],
  [{ length: { epochs: Infinity } }, 'length.epochs must be a number above 0; got Infinity.'],
  [
    { name: 'My Recipe' },
    'name must be a name of lower-case letters, digits and hyphens, such as \'resnet-cifar\'; got "My Recipe".',
  ],
  [{ name: '' }, 'name must be a text that is not empty; got "".'],
  [{ model: 'resnet20' }, `model must be a net, such as { name: 'resnet20' }; got "resnet20".`],
  [
    { model: { name: 'resnet20', options: { seed: () => 0 } } },
    'model.options.seed must be a value of JSON; got a function.',
  ],
  [
    { data: { name: 'cifar10', normalise: 'pixel' } },
    'data.normalise must be one of channels, pixels, scale; got "pixel"; did you mean "pixels"?',
  ],
  [
    { data: { name: 'cifar10', normalise: { mean: [1, 2], std: [1] } } },
    'data.normalise.std must have as many numbers as data.normalise.mean, 2; got 1.',
  ],
  [
    { data: { name: 'cifar10', normalise: { mean: [1], std: [0] } } },
    'data.normalise.std[0] must be a number above 0; got 0.',
  ],
  [
    { data: { name: 'cifar10', normalise: null } },
    'data.normalise must be numbers, such as { mean: [128], std: [64] }; got null.',
  ],
  [{ data: { ...BASE.data, augment: ['flip'] } }, `data.augment[0] must be`],
  [
    { data: { ...BASE.data, augment: [{ padding: 4 }] } },
    'data.augment[0].type is missing; it must be a text.',
  ],
  [{ loss: { labelSmoothing: 1 } }, 'loss.labelSmoothing must be a number of at least 0 and below 1; got 1.'],
  [{ mixing: {} }, 'mixing must have mixup or cutmix above 0; got neither: leave mixing out.'],
  [{ clip: {} }, 'clip must have a norm or a value; got neither: leave clip out.'],
  [{ average: { type: 'ema' } }, 'average.decay is missing; it must be a number of at least 0 and below 1.'],
  [
    { evaluation: { every: { steps: 65_000 } } },
    'evaluation.every.steps must be at most the 64000 steps of the training; got 65000.',
  ],
  [{ earlyStop: { patience: 0 } }, 'earlyStop.patience must be an integer of at least 1; got 0.'],
  [
    { precision: 'float16' },
    'precision must be one of float32, bfloat16; got "float16"; did you mean "bfloat16"?',
  ],
  [{ seed: -1 }, 'seed must be an integer of at least 0; got -1.'],
  [
    { expected: { metric: 'testError', low: 0.2, high: 0.1, source: 'x' } },
    'expected.high must be at least expected.low, 0.2; got 0.1.',
  ],
  [{ sources: { batch: 5 } }, 'sources.batch must be a text that is not empty; got 5.'],
  [{ differs: 'nothing' }, 'differs must be an array, each a text; got "nothing".'],
])('%j is refused', (keys, message) => {
  expect(() => defineRecipe(withKeys(keys))).toThrow(message);
  const caught = (() => {
    try {
      return defineRecipe(withKeys(keys));
    } catch (error) {
      return error;
    }
  })();
  expect(caught instanceof TypeError || caught instanceof RangeError).toBe(true);
});

test.each([null, undefined, 5, 'resnet-cifar', [], () => BASE])('%s is no recipe', (value) => {
  expect(() => defineRecipe(value as never)).toThrow(
    'the recipe must be an object, such as recipeNamed returns; got',
  );
});

test('a schedule that contains itself is refused, and so are a thousand warm-ups', () => {
  const around: { type: string; length: number; schedule?: unknown } = { type: 'warmUp', length: 1 };
  around.schedule = around;
  expect(() => defineRecipe(withKeys({ schedule: around }))).toThrow('is nested too deeply');
  const options: { self?: unknown } = {};
  options.self = options;
  expect(() => defineRecipe(withKeys({ model: { name: 'resnet20', options } }))).toThrow(
    'is nested too deeply',
  );
});

test('a key of a prototype is no key', () => {
  const hostile = JSON.parse(`{ "__proto__": { "batch": 7 } }`) as object;
  expect(() =>
    defineRecipe(Object.assign(Object.create({ batch: 128 }) as object, { name: 'x' }) as Recipe),
  ).toThrow('description is missing');
  expect(() => parseRecipe(JSON.stringify(BASE).replace('{', '{"__proto__":{"batch":7},'))).toThrow(
    'the recipe has no key "__proto__"',
  );
  expect(Object.keys(hostile)).toEqual(['__proto__']);
});

test('a recipe is extended by object spread; what is undefined is left out, and the copy is its own', () => {
  const milestones = [10, 20];
  const own = defineRecipe({
    ...BASE,
    name: 'own',
    length: { epochs: 30 },
    schedule: { type: 'multiStep', rate: 0.1, milestones, unit: 'epochs' },
    ...({ accumulate: undefined } as object),
  });
  milestones[0] = 25;
  expect(own.schedule).toEqual({ type: 'multiStep', rate: 0.1, milestones: [10, 20], unit: 'epochs' });
  expect(Object.keys(own)).not.toContain('accumulate');
  expect(() => Object.assign(own.optimizer, { momentum: 0 })).toThrow(TypeError);
});

test('milestones of another unit than the length are left to the data', () => {
  const schedule = { type: 'multiStep', rate: 0.1, milestones: [500], unit: 'epochs' } as const;
  expect(defineRecipe({ ...BASE, schedule }).schedule).toEqual(schedule);
});

test('text that is not JSON, or JSON that is no recipe, is an error', () => {
  expect(() => parseRecipe('{ name: ')).toThrow(SyntaxError);
  expect(() => parseRecipe('{ name: ')).toThrow(
    /^The recipe is not JSON \(.*\); write it as `skipjack recipes show <name> --json` does\.$/,
  );
  expect(() => parseRecipe('[]')).toThrow('the recipe must be an object');
  expect(parseRecipe(`\uFEFF${JSON.stringify(BASE)}`)).toEqual(BASE);
});

test('the fingerprint is of what steers the training, in whatever order', () => {
  const { batch, ...rest } = BASE;
  const same: Recipe = {
    ...{ ...rest, batch },
    ...{ name: 'other', description: 'Another.', sources: {}, differs: ['Nothing.'], seed: 0, accumulate: 1 },
  };
  expect(recipeFingerprint(same)).toBe(recipeFingerprint(BASE));
  expect(recipeFingerprint(BASE)).toMatch(/^[0-9a-f]{32}$/);
  expect(recipeDifferences(BASE, same)).toEqual([]);
});

test('the fingerprint is FNV-1a of 128 bits over JSON with sorted keys, as Python computes it', () => {
  const fixed = parseRecipe(
    `{"name": "fixed", "description": "Fixed.", "model": {"name": "resnet20"}, "data": {"name": "mnist", "normalise": "channels"}, "length": {"epochs": 1.5}, "batch": 64, "optimizer": {"type": "sgd", "weightDecay": 0.0001}, "schedule": {"type": "constant", "rate": 0.1}, "sources": {}}`,
  );
  expect(recipeFingerprint(fixed)).toBe('d6afeadf6d351a29c280f8b7bbd0554d');
});

test('every change of a value changes the fingerprint and is named by its path', () => {
  const changes: [Partial<Recipe>, string, unknown, unknown][] = [
    [{ batch: 256 }, 'batch', 128, 256],
    [{ seed: 1 }, 'seed', 0, 1],
    [{ optimizer: { ...BASE.optimizer, weightDecay: 1e-5 } }, 'optimizer.weightDecay', 1e-4, 1e-5],
    [{ clip: { norm: 1 } }, 'clip', undefined, { norm: 1 }],
    [{ data: { ...BASE.data, augment: [] } }, 'data.augment', BASE.data.augment, []],
  ];
  for (const [change, path, before, after] of changes) {
    const changed = { ...BASE, ...change };
    expect(recipeFingerprint(changed)).not.toBe(recipeFingerprint(BASE));
    expect(recipeDifferences(BASE, changed)).toEqual([{ path, before, after }]);
  }
});
