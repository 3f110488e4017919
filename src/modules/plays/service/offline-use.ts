import { findOfflineUse, type OfflineUse } from '../../../mart/index.ts';
import type { Db } from '../../../platform/db.ts';
import type { PlayRow } from '../store.ts';
import { toPlay } from './play.ts';

/** What came in under the code of a launched offline action up to a business day; undefined for any other play. */
export async function findUse(db: Db, row: PlayRow, until: string): Promise<OfflineUse | undefined> {
  const { offline, playId, launchedOn } = toPlay(row);
  if (!offline || launchedOn === null) return undefined;
  const { workspaceId } = row;
  return findOfflineUse(db, { workspaceId, playId, launchedOn, until });
}
