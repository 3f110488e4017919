import type { Db } from '../../../platform/db.ts';
import { listMarkedItems } from '../../menu/index.ts';
import type { ArmDraft } from '../contract/play.ts';

/** Names of the items that these arms offer and that are sold out on a business day: nobody is called for what is not there. */
export async function listSoldOut(
  db: Db,
  { workspaceId, arms, today }: { workspaceId: string; arms: readonly Pick<ArmDraft, 'offer'>[]; today: string },
): Promise<string[]> {
  const itemIds = arms.flatMap(({ offer }) => offer.itemId ?? []);
  const items = await listMarkedItems(db, { workspaceId, today, state: 'sold_out', itemIds });
  return items.map(({ name }) => name);
}

/** What stands in a message for what is left over today: 수박주스, 딸기케이크. Empty where nothing is. */
export async function nameSurplus(db: Db, workspaceId: string, today: string): Promise<string> {
  const items = await listMarkedItems(db, { workspaceId, today, state: 'surplus' });
  return items.map(({ name }) => name).join(', ');
}
