import type { Db } from '../platform/db.ts';
import { defineQuery } from './query.ts';

/** An item that is sold out, and longer names of other items that hold its own. */
export interface SoldOutItem {
  name: string;
  /** Since when it is marked, by the shop's clock. */
  markedAt: Date;
  /** Whether the play offers it, in any of its arms. */
  isOffered: boolean;
  /** 만두 → 만두국: who reads of the one is not told of the other. */
  longerNames: string[];
}

const soldOut = defineQuery<SoldOutItem, 'workspaceId' | 'playId' | 'today'>('sold_out_item');

/** What is sold out on a business day, as it matters to the messages of a play (null: of none). Mostly empty. */
export function listSoldOutItems(
  db: Db,
  input: { workspaceId: string; playId: string | null; today: string },
): Promise<SoldOutItem[]> {
  return soldOut.run(db, input);
}
