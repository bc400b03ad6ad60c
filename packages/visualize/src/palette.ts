/** Kind of net that a curve belongs to: plain nets are drawn warm, residual nets cool, anything else neutral. */
export type Family = 'plain' | 'residual' | 'other';

/** Colours of a figure on a light or on a dark surface. */
export type Theme = 'light' | 'dark';

/** One colour in both schemes, as `#rrggbb`. */
export interface SchemeColour {
  /** Colour on a light surface. */
  readonly light: string;
  /** Colour on a dark surface. */
  readonly dark: string;
}

/**
 * Every colour of figures and reports by its name; `--skipjack-<name>` overrides it where a figure is inlined.
 * Orange against blue stays apart in protanopia, deuteranopia and tritanopia. Shade 1 is the shallowest net, 4 the deepest;
 * all of them have a contrast of 4.5:1 or more against `surface`, so that labels may wear them.
 */
export const PALETTE: Readonly<Record<string, SchemeColour>> = {
  surface: { light: '#ffffff', dark: '#151b23' },
  page: { light: '#f5f6f8', dark: '#0d1117' },
  text: { light: '#17202b', dark: '#e8edf3' },
  muted: { light: '#56616f', dark: '#9aa6b4' },
  axis: { light: '#8a95a3', dark: '#5b6775' },
  grid: { light: '#e6e9ee', dark: '#262f3a' },
  'plain-1': { light: '#b85a00', dark: '#c98442' },
  'plain-2': { light: '#b34a08', dark: '#dd8a45' },
  'plain-3': { light: '#a5380c', dark: '#f0914a' },
  'plain-4': { light: '#93240d', dark: '#ff9a56' },
  'residual-1': { light: '#2b78c2', dark: '#5790cc' },
  'residual-2': { light: '#1f64ab', dark: '#65a4e3' },
  'residual-3': { light: '#155093', dark: '#76b6f5' },
  'residual-4': { light: '#0d3d78', dark: '#8ac8ff' },
  'other-1': { light: '#6a7482', dark: '#8d98a6' },
  'other-2': { light: '#596370', dark: '#a3adb9' },
  'other-3': { light: '#48515d', dark: '#b9c2cc' },
  'other-4': { light: '#363e49', dark: '#d0d7df' },
  'plain-tint': { light: '#fdf1e7', dark: '#2b2119' },
  'residual-tint': { light: '#eaf3fc', dark: '#17263a' },
  'other-tint': { light: '#f0f2f5', dark: '#202832' },
};

/** Fonts of figures and reports: those of the system, nothing is loaded. */
export const FONT_FAMILY: string = "Inter,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

/** CSS declarations of all colours in one scheme, each open to an override by `--skipjack-<name>`. */
export function colourDeclarations(scheme: keyof SchemeColour): string {
  return Object.entries(PALETTE)
    .map(([name, colour]) => `--${name}:var(--skipjack-${name},${colour[scheme]})`)
    .join(';');
}

/** CSS rules that give `selector` the colours: light by default and on paper, dark on screens that ask for it. */
export function colourRules(selector: string): string {
  const light = `${selector}{${colourDeclarations('light')}}`;
  const dark = `@media screen and (prefers-color-scheme:dark){${selector}{${colourDeclarations('dark')}}}`;
  return `${light}${dark}`;
}

/** What a shade is chosen by. */
interface Member {
  readonly family?: Family;
  readonly depth?: number;
}

/** Shade of a net among `all`: 1 for the smallest depth of its family, 4 for the largest or only one, spread in between. */
export function shade(member: Member, all: readonly Member[]): number {
  const relatives = all.filter((one) => (one.family ?? 'other') === (member.family ?? 'other'));
  const depths = [...new Set(relatives.map((one) => one.depth ?? 0))].sort((a, b) => a - b);
  const rank = depths.indexOf(member.depth ?? 0);
  return depths.length <= 1 ? 4 : 1 + Math.round((3 * rank) / (depths.length - 1));
}
