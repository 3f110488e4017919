import type { Db } from '../platform/db.ts';
import { addDays } from '../shared/time.ts';
import { findHugeOrders } from './huge-orders.ts';
import { findMenuAlarms, type ItemWeeks, type MenuAlarm } from './models/menu-trend.ts';
import { type ItemWeek, listItemWeeks } from './shop-figures.ts';

/** MT-40: weeks that changes of the menu are looked for in. */
export const TREND_WEEKS = 12;
const SIDE_DAYS = 28;

/**
 * The items of the twelve weeks up to `until` with what changed about them: falling, rising, another price, another name
 * (MT-40). Prices in the currency's major unit, of which `unit` are minor. An order that four of those weeks hang on is no
 * part of it: what it alone would raise is nothing that changed.
 */
export async function readMenuChanges(
  db: Db,
  { workspaceId, until, unit }: { workspaceId: string; until: string; unit: number },
): Promise<{ items: ItemWeeks[]; alarms: MenuAlarm[] }> {
  const sides = Array.from({ length: (TREND_WEEKS * 7) / SIDE_DAYS }, (_, at) => addDays(until, -at * SIDE_DAYS));
  const huge = await Promise.all(
    sides.map((end) => findHugeOrders(db, { workspaceId, from: addDays(end, 1 - SIDE_DAYS), until: end })),
  );
  const leaveOut = huge.flatMap((found) => found?.orderIds ?? []);
  const items = weeksOf(await listItemWeeks(db, { workspaceId, until, weeks: TREND_WEEKS, leaveOut }), unit);
  return { items, alarms: findMenuAlarms(items) ?? [] };
}

/** Rows of weeks as lists of weeks, the oldest first. */
function weeksOf(rows: readonly ItemWeek[], unit: number) {
  return [...Map.groupBy(rows, ({ itemId }) => itemId)].map(([itemId, own]) => {
    const units = new Array<number>(TREND_WEEKS).fill(0);
    const prices = new Array<number | null>(TREND_WEEKS).fill(null);
    const sold = own.flatMap(({ week, prices }) =>
      prices.map(({ option, priceMinor, units }) => ({
        week: TREND_WEEKS - 1 - week,
        option,
        price: priceMinor / unit,
        units,
      })),
    );
    for (const { week, units: ofWeek, priceMinor } of own) {
      const at = TREND_WEEKS - 1 - week;
      units[at] = ofWeek;
      prices[at] = priceMinor / unit;
    }
    return { itemId, name: own[0]?.name ?? '', category: own[0]?.category ?? '', units, prices, sold };
  });
}
