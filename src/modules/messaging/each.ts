/**
 * Does something for each, one after the other; one that fails does not keep the others from theirs, and is told at the end.
 * @throws AggregateError with what went wrong
 */
export async function doEach<T>(
  items: Iterable<T>,
  { what, work }: { what: string; work: (item: T) => Promise<unknown> },
): Promise<void> {
  const failures: unknown[] = [];
  let all = 0;
  for (const item of items) {
    all += 1;
    try {
      await work(item);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${all} ${what} failed`);
}
