/** One item's weeks, the oldest first; a week without sales is 0 units with the price before it. */
export interface ItemWeeks {
  itemId: string;
  name: string;
  category: string;
  units: readonly number[];
  /** Middle price of a piece, week by week; null in weeks without sales. */
  prices: readonly (number | null)[];
  /** Pieces by week (0 is the oldest), the way they were ordered and the price of one. */
  sold: readonly SoldAt[];
}

/** Pieces of an item that were sold one way at one price in one week. */
export interface SoldAt {
  week: number;
  option: string;
  price: number;
  units: number;
}

/** What changed about an item. */
export interface MenuAlarm {
  itemId: string;
  kind: 'falling' | 'rising' | 'price_changed' | 'renamed';
  /** Share of all pieces before and lately; for a price the price before and now. */
  before: number;
  after: number;
  /** Pieces that both sides stand on. */
  n: number;
  /** The item it seems to have become. */
  renamedTo: string | null;
}

/** Weeks on either side that are compared. */
export const SIDE_WEEKS = 4;
/** Deviations that a share must move by: with fifty items chance alone gives one in fifteen shops. */
const DEVIATIONS = 3.5;
/** ... and by this much, or it is not worth a cook's attention. */
const MIN_CHANGE = 0.25;
const MIN_PIECES = 30;
/** MT-40: prices that moved less are roundings. */
const PRICE_CHANGE = 0.02;
/** Share of pieces that may still go at the old price after a change, or went at the new one before it: a mistyped receipt. */
const PRICE_OVERLAP = 0.05;
/** ... each the price of most pieces of its side, which is no handful: what is sold by weight has no price to change. */
const PRICE_SIDE = { share: 0.5, pieces: 10 } as const;
/** A new item in the same category at about the price and the pace of one that stopped is the same dish. */
const RENAME = { price: 0.15, pace: 0.5 } as const;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/**
 * Items whose share of the pieces sold moved more than chance over the last four weeks against the eight before (shares,
 * so that a quiet month is no alarm), items whose price changed, and items that stopped while another like them began: that
 * is a new name, and neither a fall nor a success. Undefined below twelve weeks.
 * Worked: 40 of 1,000 pieces a week before, 15 of 1,000 lately → falling, .04 to .015.
 */
export function findMenuAlarms(
  items: readonly ItemWeeks[],
  renamed: ReadonlyMap<string, string> = findRenames(items),
): MenuAlarm[] | undefined {
  const weeks = items[0]?.units.length ?? 0;
  if (weeks < 3 * SIDE_WEEKS) return undefined;
  const late = weeks - SIDE_WEEKS;
  const totals = {
    before: sum(items.map(({ units }) => sum(units.slice(0, late)))),
    after: sum(items.map(({ units }) => sum(units.slice(late)))),
  };
  if (totals.before === 0 || totals.after === 0) return [];
  const isPartOfRename = new Set([...renamed.keys(), ...renamed.values()]);
  return items.flatMap((item): MenuAlarm[] => {
    const alarms: MenuAlarm[] = [];
    const to = renamed.get(item.itemId);
    const [sold, soldLate] = [sum(item.units.slice(0, late)), sum(item.units.slice(late))];
    const base = { itemId: item.itemId, renamedTo: null };
    if (to !== undefined) alarms.push({ ...base, kind: 'renamed', before: sold, after: 0, n: sold, renamedTo: to });
    const [before, after] = [sold / totals.before, soldLate / totals.after];
    const pooled = (sold + soldLate) / (totals.before + totals.after);
    const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / totals.before + 1 / totals.after));
    const isNew = sold === 0;
    if (
      !isNew &&
      !isPartOfRename.has(item.itemId) &&
      sold + soldLate >= MIN_PIECES &&
      Math.abs(after - before) > DEVIATIONS * deviation &&
      Math.abs(after / before - 1) > MIN_CHANGE
    ) {
      alarms.push({ ...base, kind: after < before ? 'falling' : 'rising', before, after, n: sold + soldLate });
    }
    const price = findPriceChange(item.sold);
    if (price) alarms.push({ ...base, kind: 'price_changed', ...price });
    return alarms;
  });
}

/**
 * The change of price of the way an item is ordered most, among the ways whose price changed: large and small bowls have
 * prices of their own. Undefined when none did.
 */
function findPriceChange(sold: readonly SoldAt[]): { before: number; after: number; n: number } | undefined {
  return [...Map.groupBy(sold, ({ option }) => option).values()]
    .flatMap((ofOption) => priceChangeOf(ofOption) ?? [])
    .sort((a, b) => b.n - a.n)[0];
}

/**
 * One price that gave way to another: the main price up to some week is hardly sold after it, and the main price after it
 * was hardly sold before. Two prices that are sold side by side, as of two sizes, are no change.
 * Worked: 40 a week at 9,000 for six weeks, then 40 at 10,000 → 9,000 to 10,000, n 480; 20 at each all along → undefined.
 */
function priceChangeOf(sold: readonly SoldAt[]): { before: number; after: number; n: number } | undefined {
  const paid = sold.filter(({ price, units }) => price > 0 && units > 0);
  const n = sum(paid.map(({ units }) => units));
  if (n < MIN_PIECES) return undefined;
  const weeks = [...new Set(paid.map(({ week }) => week))].sort((a, b) => a - b).slice(1);
  for (const from of weeks) {
    const [old, now] = [
      unitsByPrice(paid.filter(({ week }) => week < from)),
      unitsByPrice(paid.filter(({ week }) => week >= from)),
    ];
    const [before, after] = [mainOf(old), mainOf(now)];
    if (Math.abs(after / before - 1) <= PRICE_CHANGE) continue;
    if (!isPriceOf(old, before) || !isPriceOf(now, after)) continue;
    if (shareOf(now, before) <= PRICE_OVERLAP && shareOf(old, after) <= PRICE_OVERLAP) return { before, after, n };
  }
  return undefined;
}

const unitsByPrice = (sold: readonly SoldAt[]) =>
  new Map(
    [...Map.groupBy(sold, ({ price }) => price)].map(([price, own]) => [price, sum(own.map(({ units }) => units))]),
  );

/** The price of most pieces. */
const mainOf = (units: ReadonlyMap<number, number>) =>
  [...units].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0])[0];

const isPriceOf = (units: ReadonlyMap<number, number>, price: number) =>
  shareOf(units, price) >= PRICE_SIDE.share && sum([...units.values()]) >= PRICE_SIDE.pieces;

const shareOf = (units: ReadonlyMap<number, number>, price: number) =>
  (units.get(price) ?? 0) / sum([...units.values()]);

/**
 * Items that stopped, each with the one that began in their place: of the same category, at about the price and the pace,
 * within a week. Weeks in which nothing was sold at all are no gap: a shop that was shut for a month renamed its menu in it.
 */
export function findRenames(items: readonly ItemWeeks[]): Map<string, string> {
  const open = (items[0]?.units ?? []).flatMap((_, week) =>
    items.some(({ units }) => (units[week] ?? 0) > 0) ? [week] : [],
  );
  const spans = items.map((item) => {
    const first = open.findIndex((week) => (item.units[week] ?? 0) > 0);
    const last = open.findLastIndex((week) => (item.units[week] ?? 0) > 0);
    const pace = sum(item.units) / Math.max(1, last - first + 1);
    return { item, first, last, pace, price: item.prices.find((price) => price !== null) ?? 0 };
  });
  const end = open.length - 1;
  const renamed = new Map<string, string>();
  const taken = new Set<string>();
  for (const gone of spans) {
    if (gone.last < 0 || gone.last >= end || sum(gone.item.units) < MIN_PIECES) continue;
    const heir = spans.find(
      (other) =>
        other.first > 0 &&
        Math.abs(other.first - gone.last) <= 1 &&
        other.last > gone.last &&
        other.item.category === gone.item.category &&
        !taken.has(other.item.itemId) &&
        Math.abs(other.price / gone.price - 1) <= RENAME.price &&
        Math.abs(other.pace / gone.pace - 1) <= RENAME.pace,
    );
    if (!heir) continue;
    taken.add(heir.item.itemId);
    renamed.set(gone.item.itemId, heir.item.itemId);
  }
  return renamed;
}
