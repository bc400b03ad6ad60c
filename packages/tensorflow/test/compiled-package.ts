// In JavaScript, because `npm run torture` compiles the package too, and Node 20 runs no TypeScript.
export { compilePackage, removeCompiled } from './compile-package.mjs';
