/**
 * What hung a tag on a person and what took it off again; null where no act of the list did, or nothing did. The same act on
 * both sides took off what was taken back since: it hangs nothing, and would still take off what comes back before it.
 */
export type Spell = readonly [addedBy: string | null, removedBy: string | null];

/**
 * What becomes of a tag's spells on one person, the oldest first, when one act is taken back: as if it had never been, also
 * when others came after it. Undefined when nothing is left.
 * Worked: hung by 1, off by 2, hung by 3; without 1 → hung by 3; without 2 → hung by 1 and by 3.
 */
export function withoutAct(spells: readonly Spell[], changeId: string): Spell[] | undefined {
  const kept: Spell[] = [];
  /** What takes a tag off does so for what hangs from before, too. */
  const takeOff = (by: string) => {
    const last = kept.at(-1);
    if (last && last[1] === null) kept[kept.length - 1] = [last[0], by];
    else if (last) kept.push([by, by]);
  };
  for (const [addedBy, removedBy] of spells) {
    const off = removedBy === changeId ? null : removedBy;
    const isHung = addedBy !== changeId && (addedBy === null || addedBy !== removedBy);
    if (isHung) kept.push([addedBy, off]);
    else if (off !== null) takeOff(off);
  }
  return kept.length > 0 ? kept : undefined;
}
