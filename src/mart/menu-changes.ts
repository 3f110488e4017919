import type { Db } from '../platform/db.ts';
import { addDays } from '../shared/time.ts';
import { findHugeOrders } from './huge-orders.ts';
import { lastHeirs } from './models/forecast/renames.ts';
import { findMenuAlarms, findRenames, type ItemWeeks, type MenuAlarm, SIDE_WEEKS } from './models/menu-trend.ts';
import { type ItemWeek, listItemWeeks } from './shop-figures.ts';

/** MT-40: weeks that changes of the menu are looked for in. */
export const TREND_WEEKS = 12;
const SIDE_DAYS = SIDE_WEEKS * 7;
/** Half a year: what sells together, and what people have next, is looked for that far back. */
const RENAME_WEEKS = 26;

/** What changed on the menu, and which items are one dish under two names. */
export interface MenuChanges {
  /** Items sold in the last twelve weeks. */
  items: ItemWeeks[];
  alarms: MenuAlarm[];
  /** Items that stopped, each with the name it goes by today. */
  heirs: Map<string, string>;
  /** Names of all of them, of those that stopped as well. */
  names: Map<string, string>;
}

/**
 * The items of the twelve weeks up to `until` with what changed about them: falling, rising, another price, another name
 * (MT-40); names over half a year. Prices in the currency's major unit, of which `unit` are minor. An order that four of
 * those weeks hang on is no part of it: what it alone would raise is nothing that changed.
 */
export async function readMenuChanges(
  db: Db,
  { workspaceId, until, unit }: { workspaceId: string; until: string; unit: number },
): Promise<MenuChanges> {
  const sides = Array.from({ length: (TREND_WEEKS * 7) / SIDE_DAYS }, (_, at) => addDays(until, -at * SIDE_DAYS));
  const huge = await Promise.all(
    sides.map((end) => findHugeOrders(db, { workspaceId, from: addDays(end, 1 - SIDE_DAYS), until: end })),
  );
  const leaveOut = huge.flatMap((found) => found?.orderIds ?? []);
  const known = weeksOf(await listItemWeeks(db, { workspaceId, until, weeks: RENAME_WEEKS, leaveOut }), unit);
  const renamed = findRenames(known);
  const items = known.map(lastWeeks).filter(({ units }) => units.some((count) => count > 0));
  const recent = new Set(items.map(({ itemId }) => itemId));
  const stopped = known.flatMap(({ itemId, units }): MenuAlarm[] => {
    const renamedTo = renamed.get(itemId);
    if (renamedTo === undefined || recent.has(itemId)) return [];
    const n = units.reduce((sum, count) => sum + count, 0);
    return [{ itemId, kind: 'renamed', before: n, after: 0, n, renamedTo }];
  });
  return {
    items,
    alarms: [...(findMenuAlarms(items, renamed) ?? []), ...stopped],
    heirs: lastHeirs(renamed),
    names: new Map(known.map(({ itemId, name }) => [itemId, name])),
  };
}

const lastWeeks = (item: ItemWeeks): ItemWeeks => {
  const before = RENAME_WEEKS - TREND_WEEKS;
  return {
    ...item,
    units: item.units.slice(before),
    prices: item.prices.slice(before),
    sold: item.sold.flatMap((one) => (one.week < before ? [] : [{ ...one, week: one.week - before }])),
  };
};

/** Rows of weeks as lists of weeks, the oldest first. */
function weeksOf(rows: readonly ItemWeek[], unit: number) {
  return [...Map.groupBy(rows, ({ itemId }) => itemId)].map(([itemId, own]) => {
    const units = new Array<number>(RENAME_WEEKS).fill(0);
    const prices = new Array<number | null>(RENAME_WEEKS).fill(null);
    const sold = own.flatMap(({ week, prices }) =>
      prices.map(({ option, priceMinor, units }) => ({
        week: RENAME_WEEKS - 1 - week,
        option,
        price: priceMinor / unit,
        units,
      })),
    );
    for (const { week, units: ofWeek, priceMinor } of own) {
      const at = RENAME_WEEKS - 1 - week;
      units[at] = ofWeek;
      prices[at] = priceMinor / unit;
    }
    return { itemId, name: own[0]?.name ?? '', category: own[0]?.category ?? '', units, prices, sold };
  });
}
