import type { Db } from '../../platform/db.ts';
import { listMarkedItems } from '../menu/index.ts';
import { chooseItems } from './contract/kinds.ts';
import type { FlowDocument, ReadyKey } from './contract.ts';
import type { FlowMoment } from './enter.ts';
import type { FlowRow } from './store.ts';

const SURPLUS: ReadyKey = 'surplus';

/**
 * An automation as it goes now: the ready-made one of surplus to those who like what the counter has marked as left over
 * today, every other one, and that one on a day without such a mark, as it is written.
 */
export async function steerToSurplus(
  db: Db,
  { readyKey, document }: { readyKey: FlowRow['readyKey']; document: FlowDocument },
  { workspaceId, today }: FlowMoment,
): Promise<FlowDocument> {
  if (readyKey !== SURPLUS) return document;
  return chooseItems(document, await listMarkedItems(db, { workspaceId, today, state: 'surplus' }));
}
