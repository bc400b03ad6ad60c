import { listModels, modelCard } from '../src/index.ts';
import type { Compat, ModelName } from '../src/index.ts';

/** The forms that the heavy tests run over, with images as small as they may be and 10 classes. */
export interface SmallForm {
  /** Name in the registry. */
  readonly name: ModelName;
  /** What makes the form. */
  readonly options: {
    readonly compat: Compat;
    readonly inputShape: readonly [number, number, number];
    readonly classes: number;
  };
}

/** torchvision's VGG heads have 103 million weights whatever the image: one net stands for all. */
const hasHugeHead = (name: ModelName, compat: Compat): boolean =>
  /^vgg(?!11$)/.test(name) && compat === 'torchvision';

/** Height and width of the images. */
function sizeOf(name: ModelName): number {
  if (name === 'alexnet') return 67;
  return modelCard(name).classes === 10 ? 16 : 32;
}

/** Every registered model in each of its forms, but for the exception above. */
export const SMALL_FORMS: readonly SmallForm[] = listModels().flatMap((name) =>
  modelCard(name)
    .compat.filter((compat) => !hasHugeHead(name, compat))
    .map((compat) => ({
      name,
      options: { compat, inputShape: [sizeOf(name), sizeOf(name), 3] as const, classes: 10 },
    })),
);

/** The default form of every registered model. */
export const DEFAULT_FORMS: readonly SmallForm[] = SMALL_FORMS.filter(
  ({ name, options }) => options.compat === modelCard(name).compat[0],
);
