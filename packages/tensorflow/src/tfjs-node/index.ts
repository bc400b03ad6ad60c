import './setup.ts';

export * from './everything.ts';
// What require() answers, which since Node 23 would be that of the CommonJS package behind the star.
export * as 'module.exports' from './everything.ts';
