import './setup.ts';

export * from './everything.ts';
// tfjs-node is CommonJS, so `import tf from` works with it in Node, and here too.
// oxlint-disable-next-line import/no-default-export
export * as default from './everything.ts';
// What require() answers, which since Node 23 would be that of the CommonJS package behind the star.
export * as 'module.exports' from './everything.ts';
