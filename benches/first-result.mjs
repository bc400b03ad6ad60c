// @ts-check
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Milliseconds from starting a program of workers/ to the first number that it prints, computed by TensorFlow. */
export function firstResult(name) {
  const file = fileURLToPath(new URL(`./workers/${name}`, import.meta.url));
  return new Promise((resolve, reject) => {
    let milliseconds;
    let said = '';
    const began = performance.now();
    const child = spawn(process.execPath, [file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        if (stream === child.stdout) milliseconds ??= performance.now() - began;
        said += text;
      });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 && /^11$/m.test(said)
        ? resolve(milliseconds)
        : reject(new Error(`${name} ended with code ${code} and said: ${said.slice(0, 2000)}`)),
    );
  });
}
