import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'demo-'));
afterAll(() => rmSync(root, { recursive: true }));
const write = (path, text) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

test('set-up speaks on stderr, so that stdout is what the command prints', () => {
  write('package.json', '{ "type": "module", "packageManager": "pnpm@1.0.0" }');
  for (const path of ['demo.mjs', 'setup.mjs', 'setup'])
    cpSync(fileURLToPath(new URL(path, import.meta.url)), join(root, 'tools', path), { recursive: true });
  write('tools/setup/steps.mjs', "export const STEPS = [{ name: 'one', work: async () => 'done' }];");
  write('packages/skipjack/bin/skipjack.js', 'console.log(JSON.stringify(process.argv.slice(2)));');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'tools', 'demo.mjs'), '--json', '--steps', '1'],
    { encoding: 'utf8' },
  );
  expect(JSON.parse(stdout)).toEqual(['reproduce', 'degradation', '--json', '--steps', '1']);
  expect(stderr).toMatch(/^\[1\/1\] one: done \(.*\)\n$/);
  expect(status).toBe(0);
});
