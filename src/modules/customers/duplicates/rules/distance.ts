/**
 * Optimal string alignment distance of two texts: how many letters were left out, added, swapped with a neighbour or typed
 * wrong. Stops counting at `limit` + 1, because only small distances say anything. Two empty texts: 0.
 * Source: Damerau 1964, restricted form. Worked: `smith`, `smiht` → 1; `kim`, `park` with limit 2 → 3.
 */
export function computeSlips(a: string, b: string, limit: number): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (isSame ? 0 : 1));
      const isSwap =
        i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (isSwap) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      current.push(cost);
      if (cost < least) least = cost;
    }
    if (least > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return Math.min(previous[b.length] ?? 0, limit + 1);
}

const PREFIX_LETTERS = 4;
const PREFIX_WEIGHT = 0.1;

/**
 * Jaro–Winkler similarity of two texts, 0–1: letters in common near the same place, more for a common beginning.
 * An empty text is like nothing: 0, unless both are empty. Source: Winkler 1990. Worked: `martha`, `marhta` → 0.9611.
 */
export function computeLikeness(a: string, b: string): number {
  if (a === b) return 1;
  if (a === '' || b === '') return 0;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const isTaken = new Uint8Array(b.length);
  const matchedA: number[] = [];
  for (let i = 0; i < a.length; i += 1) {
    const code = a.charCodeAt(i);
    const end = Math.min(b.length - 1, i + reach);
    for (let j = Math.max(0, i - reach); j <= end; j += 1) {
      if (isTaken[j] || b.charCodeAt(j) !== code) continue;
      isTaken[j] = 1;
      matchedA.push(code);
      break;
    }
  }
  const matches = matchedA.length;
  if (matches === 0) return 0;
  let moved = 0;
  let at = 0;
  for (let j = 0; j < b.length; j += 1) {
    if (!isTaken[j]) continue;
    if (b.charCodeAt(j) !== matchedA[at]) moved += 1;
    at += 1;
  }
  const jaro = (matches / a.length + matches / b.length + (matches - moved / 2) / matches) / 3;
  let prefix = 0;
  while (prefix < PREFIX_LETTERS && prefix < a.length && a[prefix] === b[prefix]) prefix += 1;
  return jaro + prefix * PREFIX_WEIGHT * (1 - jaro);
}
