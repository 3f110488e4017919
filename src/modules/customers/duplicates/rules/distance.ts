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
