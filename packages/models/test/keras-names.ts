/** What keras.applications calls a layer of ours that has weights. */
export function kerasLayer(model: string, layer: string): string {
  if (model.startsWith('vgg')) return vgg(layer);
  return model.endsWith('v2') ? resNetV2(layer) : resNet(layer);
}

function vgg(layer: string): string {
  const [, stage, index] = /^stage(\d)_(\d)_conv$/.exec(layer) ?? [];
  if (stage !== undefined) return `block${stage}_conv${index}`;
  return { head_1_dense: 'fc1', head_2_dense: 'fc2', head_dense: 'predictions' }[layer] ?? '';
}

/** `stage1_block2_3_bn` is `conv2_block2_3_bn`; a projection has the number 0. */
function resNet(layer: string): string {
  const [, stage, block, part = '', kind] =
    /^stage(\d)_block(\d+)_(\d|shortcut)_(conv|bn)$/.exec(layer) ?? [];
  if (stage !== undefined)
    return `conv${Number(stage) + 1}_block${block}_${part === 'shortcut' ? 0 : part}_${kind}`;
  return { stem_conv: 'conv1_conv', stem_bn: 'conv1_bn', head_dense: 'predictions' }[layer] ?? '';
}

/** The normalization before a convolution has the number of the convolution before it. */
function resNetV2(layer: string): string {
  if (layer === 'end_bn') return 'post_bn';
  const [, stage, block, index] = /^stage(\d)_block(\d+)_(\d)_bn$/.exec(layer) ?? [];
  if (stage === undefined) return resNet(layer);
  const place = `conv${Number(stage) + 1}_block${block}`;
  return index === '1' ? `${place}_preact_bn` : `${place}_${Number(index) - 1}_bn`;
}
