import { listPlayRedemptions, sumArmMessages } from '../../../mart/index.ts';
import type { Context } from '../../../platform/context.ts';
import { addDays, instantOfLocal } from '../../../shared/time.ts';
import { legalRule } from '../../privacy/index.ts';
import { getWorkspace, type Workspace } from '../../workspace/index.ts';
import { computeCost } from '../rules/index.ts';
import type { PlayRow } from '../store.ts';
import { findUse } from './offline-use.ts';

/** The first instant after a business day of the shop. */
export function endOfBusinessDay(day: string, shop: Pick<Workspace, 'timeZone' | 'dayEndsAtHour'>): Date {
  return instantOfLocal(`${addDays(day, 1)}T${String(shop.dayEndsAtHour).padStart(2, '0')}:00:00`, shop.timeZone);
}

/** What a play has cost up to a business day, at full price, minor units (MT-33); 0 for one that was not launched. */
export async function computeSpent(context: Context, row: PlayRow, until: string): Promise<number> {
  const { workspaceId, playId, launchedOn } = row;
  if (launchedOn === null) return 0;
  const db = context.database.of(workspaceId);
  const workspace = await getWorkspace(db, workspaceId);
  const expectedPriceMinor = row.messagePriceMinor ?? 0;
  const [sent, redeemed, offline] = await Promise.all([
    sumArmMessages(db, { workspaceId, playId, until, expectedPriceMinor }),
    listPlayRedemptions(db, { workspaceId, playId, until, before: endOfBusinessDay(until, workspace) }),
    findUse(db, row, until),
  ]);
  const cost = computeCost({
    messagesMinor: [...sent.values()].reduce((sum, arm) => sum + arm.priceMinor, 0),
    vatRate: legalRule('vat_rate', launchedOn),
    redemptions: redeemed.map(({ discountMinor }) => ({ discountMinor, foodCostMinor: 0 })),
    fixedCostMinor: row.fixedCostMinor,
  });
  return cost.totalFullPriceMinor + (offline?.discountMinor ?? 0);
}
