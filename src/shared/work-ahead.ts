/** Cuts a list into pieces of at most `size`; the last may be shorter, an empty list has none. `[1, 2, 3]` by 2: `[[1, 2], [3]]`. */
export function cutInto<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}

/**
 * Works through pieces in order, the next being made ready while the database has the one before: never more than two at
 * once. When one fails no further one is begun, and the other is waited for, so that nothing goes on behind a transaction
 * that has ended.
 * @throws what the first to fail threw
 */
export async function workAhead<T>(pieces: readonly T[], work: (piece: T, at: number) => Promise<void>): Promise<void> {
  const left = pieces.entries();
  let hasFailed = false;
  let failure: unknown;
  const workOn = async () => {
    for (const [at, piece] of left) {
      if (hasFailed) return;
      try {
        await work(piece, at);
      } catch (error) {
        if (!hasFailed) failure = error;
        hasFailed = true;
      }
    }
  };
  await Promise.all([workOn(), workOn()]);
  if (hasFailed) throw failure;
}
