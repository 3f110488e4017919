import type { Context } from '../../../platform/context.ts';
import { listPlayRows } from '../store.ts';
import { computeSpent } from './spent.ts';

/** What the plays launched in the calendar month of `today` have cost so far, minor units. */
export async function sumMonth(context: Context, workspaceId: string, today: string): Promise<number> {
  const month = today.slice(0, 7);
  let sum = 0;
  for (const row of await listPlayRows(context.database.of(workspaceId), workspaceId)) {
    if (row.launchedOn?.startsWith(month)) sum += await computeSpent(context, row, today);
  }
  return sum;
}
