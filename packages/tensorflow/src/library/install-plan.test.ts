import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installFixture } from '../../test/install-fixture.ts';
import { installEngine } from './install-engine.ts';
import { installPlan } from './install-plan.ts';

test('a plan says what would be done, and nothing is done', async () => {
  const { plan, wheel, environment, root, parent, downloads } = installFixture();
  const installed = wheel.libraries.reduce((sum, { bytes }) => sum + bytes, 0);
  const { freeBytes, ...rest } = installPlan({ plan, environment });
  expect(rest).toEqual({
    plan,
    folder: join(parent, 'tiny-tensorflow-1.0'),
    complete: false,
    bytes: { download: wheel.bytes, installed, peak: installed + wheel.bytes },
  });
  expect(freeBytes).toBeGreaterThan(0);
  expect(existsSync(join(root, 'cache'))).toBe(false);
  expect(downloads()).toBe(0);
  await installEngine({ plan, environment });
  expect(installPlan({ plan, environment }).complete).toBe(true);
});

test('the plan for GPUs', () => {
  const { plan, folder } = installPlan({ gpu: true, environment: { SKIPJACK_CACHE: '/nowhere' } });
  expect(folder).toBe('/nowhere/tensorflow/tensorflow-gpu-2.21.0');
  expect(plan.wheels).toHaveLength(13);
});
