/** What hung a tag on a person and what took it off again; null where no act of the list did, or nothing did. */
export type Spell = readonly [addedBy: string | null, removedBy: string | null];

/**
 * What becomes of a tag's spells on one person, the oldest first, when one act is taken back: as if it had never been, also
 * when others came after it. Undefined when nothing is left.
 * Worked: hung by 1, off by 2, hung by 3; without 1 → hung by 3; without 2 → hung by 1 and by 3.
 */
export function withoutAct(spells: readonly Spell[], changeId: string): Spell[] | undefined {
  const kept: Spell[] = [];
  for (const [addedBy, removedBy] of spells) {
    const off = removedBy === changeId ? null : removedBy;
    const last = kept.at(-1);
    if (addedBy !== changeId) kept.push([addedBy, off]);
    // What took it off would have taken it off all the same.
    else if (last && last[1] === null) kept[kept.length - 1] = [last[0], off];
  }
  return kept.length > 0 ? kept : undefined;
}
