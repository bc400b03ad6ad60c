import { didYouMean } from '../checks/value-checks.ts';
import { defineRecipe } from './define-recipe.ts';
import type { Recipe } from './recipe.ts';
import { ALEXNET } from './registered/alexnet.ts';
import { CIFAR_FAST } from './registered/cifar-fast.ts';
import { GOOGLENET } from './registered/googlenet.ts';
import { DEGRADATION_QUICK, FASHION_MNIST_QUICK, MNIST_QUICK } from './registered/quick.ts';
import { RESNET_CIFAR } from './registered/resnet-cifar.ts';
import { RESNET_CIFAR_DEEP } from './registered/resnet-cifar-deep.ts';
import { RESNET_IMAGENET, RESNET_IMAGENET_STUDY_NOTE } from './registered/resnet-imagenet.ts';
import { TORCHVISION_NEW, TORCHVISION_REFERENCE } from './registered/torchvision.ts';
import { VGG, VGG_A } from './registered/vgg.ts';

/** Name of a recipe of this package. */
export type RecipeName =
  | 'mnist-quick'
  | 'fashion-mnist-quick'
  | 'degradation-quick'
  | 'cifar-fast'
  | 'resnet-cifar'
  | 'resnet-cifar-deep'
  | 'resnet-imagenet'
  | 'resnet-imagenet-study-note'
  | 'alexnet'
  | 'vgg'
  | 'vgg-a'
  | 'googlenet'
  | 'torchvision-reference'
  | 'torchvision-new';

/** The recipes by their names, the quick ones first. {@link recipeNamed} gives a checked copy. */
export const RECIPES: Readonly<Record<RecipeName, Recipe>> = {
  'mnist-quick': MNIST_QUICK,
  'fashion-mnist-quick': FASHION_MNIST_QUICK,
  'degradation-quick': DEGRADATION_QUICK,
  'cifar-fast': CIFAR_FAST,
  'resnet-cifar': RESNET_CIFAR,
  'resnet-cifar-deep': RESNET_CIFAR_DEEP,
  'resnet-imagenet': RESNET_IMAGENET,
  'resnet-imagenet-study-note': RESNET_IMAGENET_STUDY_NOTE,
  alexnet: ALEXNET,
  vgg: VGG,
  'vgg-a': VGG_A,
  googlenet: GOOGLENET,
  'torchvision-reference': TORCHVISION_REFERENCE,
  'torchvision-new': TORCHVISION_NEW,
};

/** The names of all recipes of this package, the quick ones first. */
export function listRecipes(): RecipeName[] {
  return Object.keys(RECIPES) as RecipeName[];
}

/** Whether there is a recipe of this name. */
export function isRecipeName(name: string): name is RecipeName {
  return Object.hasOwn(RECIPES, name);
}

/**
 * A recipe by its name, such as `resnet-cifar`.
 *
 * @throws RangeError when there is none, which names the nearest.
 */
export function recipeNamed(name: string): Recipe {
  if (isRecipeName(name)) return defineRecipe(RECIPES[name]);
  const names = listRecipes();
  const hint = typeof name === 'string' ? didYouMean(name, names) : '';
  const given = JSON.stringify(typeof name === 'string' ? name.slice(0, 80) : String(name));
  const known = `${hint === '' ? '; the' : `${hint} The`} recipes are ${names.join(', ')}.`;
  throw new RangeError(`There is no recipe ${given}${known}`);
}
