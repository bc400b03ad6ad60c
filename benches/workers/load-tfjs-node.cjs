// @ts-check
// tfjs-node as its users run it, with its own add-on, which benches/addon.mjs has compiled.
const { createRequire } = require('node:module');
const { join } = require('node:path');
const util = require('node:util');

// tfjs-node 4.22 calls what Node 23 took away.
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;

/** As if from a file beside the packages to compare with. */
const peers = createRequire(join(__dirname, '../../.skipjack/bench/from.js'));

exports.required = () => peers('@tensorflow/tfjs-node');
exports.file = () => peers.resolve('@tensorflow/tfjs-node');
