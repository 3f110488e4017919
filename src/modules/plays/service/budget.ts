import { listCostsWithin } from '../../../mart/index.ts';
import type { Db } from '../../../platform/db.ts';
import { addDays } from '../../../shared/time.ts';
import { legalRule } from '../../privacy/index.ts';
import type { Workspace } from '../../workspace/index.ts';
import { computeCost } from '../rules/index.ts';
import { endOfBusinessDay } from './spent.ts';

/**
 * What plays have cost in the calendar month of `today`, minor units: messages that left in it or still wait to leave,
 * coupons that came back in it, and what the plays launched in it cost beside, whenever a play was launched.
 */
export async function sumMonth(
  db: Db,
  workspace: Pick<Workspace, 'workspaceId' | 'timeZone' | 'dayEndsAtHour'>,
  today: string,
): Promise<number> {
  const from = `${today.slice(0, 7)}-01`;
  const costs = await listCostsWithin(db, {
    workspaceId: workspace.workspaceId,
    from,
    until: today,
    after: endOfBusinessDay(addDays(from, -1), workspace),
    before: endOfBusinessDay(today, workspace),
  });
  return costs.reduce(
    (sum, { messagesMinor, launchedOn, discountMinor, fixedCostMinor }) =>
      sum +
      computeCost({
        messagesMinor,
        vatRate: legalRule('vat_rate', launchedOn),
        redemptions: [{ discountMinor, foodCostMinor: 0 }],
        fixedCostMinor,
      }).totalFullPriceMinor,
    0,
  );
}
