const USUAL_PLACES = 2;
const MOST_PLACES = 4;

/** A number in few characters: `0.0123`, `12.35`, and `1.23e-7` where it is small. */
export function getSuccinctNumberDisplay(x: number): string {
  const places = getDisplayDecimalPlaces(x);
  return places > MOST_PLACES ? x.toExponential(USUAL_PLACES) : x.toFixed(places);
}

/** How many decimal places show three digits of a number. */
export function getDisplayDecimalPlaces(x: number): number {
  if (!Number.isFinite(x) || x === 0 || x > 1 || x < -1) return USUAL_PLACES;
  return USUAL_PLACES - Math.floor(Math.log10(Math.abs(x)));
}
