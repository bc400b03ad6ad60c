import { expect, test } from 'vitest';
import { colourRules, PALETTE, shade } from './palette.ts';

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const inks = Object.keys(PALETTE).filter((name) => /^(text|muted|(plain|residual|other)-\d)$/.test(name));

test.each(['light', 'dark'] as const)(
  'text and curves have a contrast of 4.5 to their surface (%s)',
  (scheme) => {
    expect(inks).toHaveLength(14);
    const pairs = inks.map((ink) => [ink, 'surface'] as const);
    const onPage = ['text', 'muted', 'plain-3', 'residual-3'].map((ink) => [ink, 'page'] as const);
    for (const [ink, ground] of [...pairs, ...onPage])
      expect(
        contrast(PALETTE[ink]?.[scheme] ?? '', PALETTE[ground]?.[scheme] ?? ''),
        `${ink} on ${ground}`,
      ).toBeGreaterThanOrEqual(4.5);
    for (const family of ['plain', 'residual', 'other'])
      for (const ink of ['text', 'muted', `${family}-4`])
        expect(
          contrast(PALETTE[ink]?.[scheme] ?? '', PALETTE[`${family}-tint`]?.[scheme] ?? ''),
          `${ink} on ${family}-tint`,
        ).toBeGreaterThanOrEqual(4.5);
  },
);

test('every colour is defined for light and for dark, and can be overridden', () => {
  const [light = '', dark = ''] = colourRules('.figure').split(
    '@media screen and (prefers-color-scheme:dark)',
  );
  for (const [name, colour] of Object.entries(PALETTE)) {
    expect(colour.light).toMatch(/^#[0-9a-f]{6}$/);
    expect(light).toContain(`--${name}:var(--skipjack-${name},${colour.light})`);
    expect(dark).toContain(`--${name}:var(--skipjack-${name},${colour.dark})`);
  }
});

test('shades run from the shallowest to the deepest net of a family', () => {
  const nets = [20, 32, 44, 56].map((depth) => ({ family: 'plain' as const, depth }));
  expect(nets.map((net) => shade(net, nets))).toEqual([1, 2, 3, 4]);
  const two = [nets[0], nets[3], { family: 'residual' as const, depth: 110 }].filter(
    (net) => net !== undefined,
  );
  expect(two.map((net) => shade(net, two))).toEqual([1, 4, 4]);
});
