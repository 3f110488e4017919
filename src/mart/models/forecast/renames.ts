/**
 * Of every old name of an item the name it has now, from single renamings; a circle of names ends where it began.
 * Worked: A→B, B→C → A→C, B→C.
 */
export function lastHeirs(renamedTo: ReadonlyMap<string, string>): Map<string, string> {
  const heirs = new Map<string, string>();
  for (const old of renamedTo.keys()) {
    const seen = new Set([old]);
    let heir = old;
    for (let next = renamedTo.get(heir); next !== undefined && !seen.has(next); next = renamedTo.get(heir)) {
      seen.add(next);
      heir = next;
    }
    if (heir !== old) heirs.set(old, heir);
  }
  return heirs;
}
