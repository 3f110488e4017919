import { listSoldOutItems } from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { businessDayOf } from '../../shared/time.ts';
import { requireCustomer } from '../customers/index.ts';
import { findSoldOutSaid } from '../messaging/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import type { Hint } from './contract.ts';
import { listHintRows, markSaid } from './store.ts';

/**
 * What to say to a person at the till today, oldest first. One that speaks of an item that is sold out now waits until it is
 * there again. @throws AppError forbidden | not_found
 */
export async function listHints(
  db: Db,
  actor: Actor,
  { customerId, now }: { customerId: string; now: Date },
): Promise<Hint[]> {
  actor.require('customers:read');
  const { workspaceId } = actor;
  await requireCustomer(db, workspaceId, customerId);
  const shop = await getWorkspace(db, workspaceId);
  const today = businessDayOf(now, shop);
  const [hints, soldOut] = await Promise.all([
    listHintRows(db, { workspaceId, customerId, today, now }),
    listSoldOutItems(db, { workspaceId, playId: null, today }),
  ]);
  return hints.filter(({ text }) => findSoldOutSaid(text, { soldOut, shopName: shop.name }) === undefined);
}

/** It was said. Twice is once. @throws AppError forbidden | not_found */
export async function sayHint(
  db: Db,
  actor: Actor,
  { customerId, hintId, now }: { customerId: string; hintId: string; now: Date },
): Promise<void> {
  actor.require('customers:read');
  const { workspaceId, accountId: by } = actor;
  if (!(await markSaid(db, { workspaceId, customerId, hintId, by, now }))) {
    throw new AppError('not_found', 'no such hint');
  }
}
