// @ts-check
// `node topology.mjs '<settings>'` writes the topology of a net of the zoo, which holds standard layers only, to settings.file.
import '@skipjack/tensorflow';
import { writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { zooModel } from './zoo-model.mjs';

const settings = JSON.parse(process.argv[2]);
await tf.setBackend('tensorflow');
const model = zooModel(settings);
writeFileSync(settings.file, JSON.stringify(model.toJSON(undefined, false)));
console.log('{}');
