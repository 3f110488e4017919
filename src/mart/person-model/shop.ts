import type { Db } from '../../platform/db.ts';
import { minorUnitDigits } from '../../shared/money.ts';
import { businessDayOf } from '../../shared/time.ts';

/** Korean prices include it; abroad prices are taken as they are. */
const VAT_RATE_KR = 0.1;

/** What of the shop's settings the models need. */
export interface ShopTerms {
  today: string;
  /** Minor units in one of the currency. */
  unit: number;
  /** Share of spend that is left after tax and goods, 0–1 (MT-18). */
  marginRate: number;
}

/**
 * Share of spend that is left after tax and goods, 0–1 (MT-18, MT-22). Worked: in Korea, a third for goods → .667 ÷ 1.1 = .606.
 */
export function marginRateOf({ country, foodCostRate }: { country: string; foodCostRate: number }): number {
  return (1 - foodCostRate) / (1 + (country === 'KR' ? VAT_RATE_KR : 0));
}

/** What the settings of a shop say to the models on its business day. @throws when there is no such shop */
export async function readShopTerms(db: Db, workspaceId: string, now: Date): Promise<ShopTerms> {
  const shop = await db
    .selectFrom('workspace.shop')
    .select(['currency', 'country', 'foodCostRate', 'timeZone', 'dayEndsAtHour'])
    .where('workspaceId', '=', workspaceId)
    .executeTakeFirstOrThrow();
  return {
    today: businessDayOf(now, shop),
    unit: 10 ** minorUnitDigits(shop.currency),
    marginRate: marginRateOf(shop),
  };
}
