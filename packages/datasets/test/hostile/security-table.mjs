// node packages/datasets/test/hostile/security-table.mjs: writes the table of formats into SECURITY.md, from the limits of the parsers, the
// index of hostile files and the newest record of `npm run torture -- parsers`. A test holds the one against the others.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(import.meta.dirname, '../../../..');
const RESULTS = join(ROOT, 'tools', 'torture', 'results');
const SECURITY = join(ROOT, 'SECURITY.md');
const [BEGIN, END] = [
  '<!-- formats: packages/datasets/test/hostile/security-table.mjs -->',
  '<!-- /formats -->',
];

/** The numbers of packages/datasets/src/limits.ts, which are products and powers of whole numbers. */
function limits() {
  const source = readFileSync(join(ROOT, 'packages/datasets/src/limits.ts'), 'utf8');
  const entries = [...source.matchAll(/^ {2}(\w+): ([\d_* ]+),$/gm)].map(([, name = '', product = '']) => [
    name,
    product
      .replaceAll('**', '^')
      .split('*')
      .map((factor) => factor.trim().replaceAll('_', '').split('^').map(Number))
      .reduce((all, [base = 0, power = 1]) => all * base ** power, 1),
  ]);
  return new Map(/** @type {[string, number][]} */ (entries));
}

/** Inputs of each parser in the newest record, and its path. */
function fuzzed() {
  const names = readdirSync(RESULTS).filter((name) => /^parsers-.*\.json$/.test(name));
  const name = names.sort().at(-1) ?? '';
  const { parsers } = JSON.parse(readFileSync(join(RESULTS, name), 'utf8'));
  return { name, inputs: new Map(parsers.map((parser) => [parser.parser, parser.inputs])) };
}

const NOTHING = 'nothing';
/** Each format: what of it is executed, what bounds it (with the names of limits in braces), its loaders and its parsers. */
const FORMATS = [
  ['IDX (MNIST and the like)', NOTHING, 'the size that the header announces is the file\'s, to the byte; a `.gz` unpacks to that size', ['idx-images', 'idx-labels', 'idx-any', 'idx-split-labels', 'idx-gzip'], ['idx']],
  ['CIFAR, binary', NOTHING, 'the size is a number of records; labels are classes', ['cifar10-binary', 'cifar100-binary'], ['cifar-binary']],
  ['CIFAR, Python pickles', 'nothing: calls are written down as data, and only those that make arrays', '{pickle} a file, {pickleInstructions} instructions, {pickleMemo} entries of the memo, {pickleDepth} open marks', ['pickle', 'cifar10-python'], ['pickle', 'cifar-python']],
  ['tar and tar.gz', 'nothing, and nothing is written to disk', 'known members alone, no links, {tarMembers} members; unpacks to {packingRatio} times its size or {smallUnpacked}', ['tar', 'imagenet-tar'], ['tar']],
  ['WebDataset', NOTHING, 'the same; {tarExtendedHeader} a long name', ['webdataset'], ['webdataset']],
  ['zip', 'nothing, and nothing is written to disk', '{zipMembers} members, none upon another, central and local headers alike, checksums; {encodedImage} a member', ['zip', 'tiny-imagenet'], ['zip']],
  ['TFRecord, tf.train.Example', 'nothing: no description of a message is loaded', '{record} a record, checksums, {exampleFeatures} features; a `.gz` unpacks to {packingRatio} times its size or {smallUnpackedRecords}', ['tfrecord', 'example'], ['tfrecord', 'tfrecord-gzip', 'example']],
  ['CSV', NOTHING, '{csvFile} a file, {path} a path, none that leads out of the folder', ['csv'], ['csv']],
  ['MAT, version 5', NOTHING, '{matElements} arrays, {matDepth} within one another; unpacks to {packingRatio} times its size or {smallUnpacked}', ['svhn', 'mat-records'], ['mat-records', 'svhn']],
  ['parquet', NOTHING, '{parquetMetadata} of description, {parquetRowGroup} a row group; pages, runs and levels are counted before they are read', ['parquet'], ['parquet']],
  ['images', "nothing of the file's, but the decoders of sharp (libvips) are **native code**", '{encodedImage} a file, 64 million pixels by the header before a pixel is decoded; no SVG, PDF or HEIF', ['image'], ['image-header', 'image']],
  ['safetensors', NOTHING, 'a header of 100 MB; tensors follow each other without a gap and end with the file', [], ['safetensors']],
]; // prettier-ignore

/** @param {number} value */
function shown(value) {
  for (const [unit, size] of [
    ['GiB', 2 ** 30],
    ['MiB', 2 ** 20],
    ['KiB', 2 ** 10],
  ])
    if (value % size === 0) return `${value / size} ${unit}`;
  return value.toLocaleString('en-US');
}

/** The table between the markers of SECURITY.md. */
export function securityTable() {
  const bounds = limits();
  /** @type {{ loader: string }[]} */
  const index = JSON.parse(readFileSync(join(import.meta.dirname, 'index.json'), 'utf8'));
  const weights = JSON.parse(
    readFileSync(join(ROOT, 'packages/weights/test/golden/hostile.json'), 'utf8'),
  ).files;
  const { name, inputs } = fuzzed();
  const rows = FORMATS.map(([format, executed, bound, loaders, parsers]) => {
    const text = bound.replaceAll(/\{(\w+)\}/g, (_, key) => shown(bounds.get(key) ?? Number.NaN));
    const files =
      format === 'safetensors'
        ? Object.keys(weights).length
        : index.filter(({ loader }) => loaders.includes(loader)).length;
    const damaged = parsers.reduce((sum, parser) => sum + (inputs.get(parser) ?? Number.NaN), 0);
    return [format, executed, text, String(files), damaged.toLocaleString('en-US')];
  });
  const lines = [
    ['format', 'executed', 'at most', 'hostile files', 'damaged files'],
    ['---', '---', '---', '---:', '---:'],
    ...rows,
  ];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `${BEGIN}\n\n${table}\n\nDamaged files: [tools/torture/results/${name}](tools/torture/results/${name}).\n\n${END}`;
}

/** Puts the table into the text of SECURITY.md. @param {string} text */
export function withTable(text) {
  const [before = '', rest = ''] = text.split(BEGIN);
  const after = rest.split(END)[1];
  if (after === undefined)
    throw new Error(`SECURITY.md has no ${BEGIN} and ${END} to put the table between.`);
  return `${before}${securityTable()}${after}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(SECURITY, withTable(readFileSync(SECURITY, 'utf8')));
