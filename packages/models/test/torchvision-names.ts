import type { LayersModel } from '@tensorflow/tfjs-layers';

/** torchvision's modules by our places: the layers `<place>_conv`, `<place>_bn` and `<place>_dense`. */
type Modules = ReadonlyMap<string, string>;

/** What torchvision calls the module of a layer of ours that has weights. */
export function torchvisionModule(model: LayersModel, layer: string): string {
  const module = modulesOf(model).get(layer);
  if (module === undefined) throw new Error(`no torchvision name for ${model.name} ${layer}`);
  return module;
}

const CACHE = new WeakMap<LayersModel, Modules>();

function modulesOf(model: LayersModel): Modules {
  const known = CACHE.get(model);
  if (known !== undefined) return known;
  const layers = model.layers.filter(({ weights }) => weights.length > 0).map(({ name }) => name);
  const modules = new Map(
    /^(?:alexnet|vgg)/.test(model.name)
      ? sequential(model)
      : layers.map(
          (layer) => [layer, model.name === 'googlenet' ? googLeNet(layer) : resNet(layer)] as const,
        ),
  );
  CACHE.set(model, modules);
  return modules;
}

/** AlexNet and VGG count every layer, those without weights too: a dropout stands behind the ReLU (VGG) or before the dense layer. */
function sequential(model: LayersModel): (readonly [string, string])[] {
  const dense = model.name === 'alexnet' ? [1, 4, 6] : [0, 3, 6];
  const heads = ['head_1_dense', 'head_2_dense', 'head_dense'].map(
    (layer, index) => [layer, `classifier.${dense[index] ?? 0}`] as const,
  );
  const body = model.layers.filter(({ name }) => /^stage.*_(?:conv|bn|relu|pool)$/.test(name));
  return [...body.map(({ name }, index) => [name, `features.${index}`] as const), ...heads];
}

/** `stage3_block2_1_conv` is `layer3.1.conv1`. */
function resNet(layer: string): string {
  const [, stage, block, part, kind] = /^stage(\d+)_block(\d+)_(\d|shortcut)_(conv|bn)$/.exec(layer) ?? [];
  if (stage === undefined)
    return ({ stem_conv: 'conv1', stem_bn: 'bn1', head_dense: 'fc' } as const)[layer] ?? '';
  const place = `layer${stage}.${Number(block) - 1}`;
  return part === 'shortcut' ? `${place}.downsample.${kind === 'conv' ? 0 : 1}` : `${place}.${kind}${part}`;
}

const BRANCHES: Readonly<Record<string, string>> = {
  '1x1': 'branch1',
  '3x3_reduce': 'branch2.0',
  '3x3': 'branch2.1',
  '5x5_reduce': 'branch3.0',
  '5x5': 'branch3.1',
  projection: 'branch4.1',
};

/** `stage2_block1_3x3_reduce_conv` is `inception4a.branch2.0.conv`. */
function googLeNet(layer: string): string {
  const [, place = '', kind = ''] = /^(.*)_(conv|bn|dense)$/.exec(layer) ?? [];
  if (place === 'head') return 'fc';
  if (place.startsWith('stem_')) return `conv${place.slice(5)}.${kind}`;
  const [, head] = /^(aux\d)/.exec(place) ?? [];
  if (head !== undefined)
    return kind === 'dense' ? `${head}.fc${place === head ? 2 : 1}` : `${head}.conv.${kind}`;
  const [, stage, block, branch = ''] = /^stage(\d)_block(\d)_(.*)$/.exec(place) ?? [];
  const module = 'abcde'[Number(block) - 1] ?? '';
  return `inception${Number(stage) + 2}${module}.${BRANCHES[branch] ?? branch}.${kind}`;
}
