// @ts-check
import { pathToFileURL } from 'node:url';
import peer from './load-tfjs-node.cjs';

export const { default: tf } = await import(pathToFileURL(peer.file()).href);
