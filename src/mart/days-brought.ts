import type { Db } from '../platform/db.ts';
import { defineQuery } from './query.ts';

const brought = defineQuery<{ orders: number; people: number }, 'workspaceId' | 'source' | 'from' | 'to'>(
  'days_brought',
);

const buyers = defineQuery<{ customerId: string }, 'workspaceId' | 'day'>('day_buyers');

/** Known people who bought on a business day: whose facts are others since. */
export async function listDayBuyers(db: Db, input: { workspaceId: string; day: string }): Promise<string[]> {
  return (await buyers.run(db, input)).map(({ customerId }) => customerId);
}

/** What the days `from`…`to`, both included, brought: sales, and new people of a source; zeros for days without any. */
export async function countBrought(
  db: Db,
  input: { workspaceId: string; source: string; from: string; to: string },
): Promise<{ orders: number; people: number }> {
  const [row] = await brought.run(db, input);
  return row ?? { orders: 0, people: 0 };
}
