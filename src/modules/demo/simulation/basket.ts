import type { DayNumber } from './calendar.ts';
import { computeSlippingShare } from './demand.ts';
import type { ItemRole, MenuItem, MenuOption } from './menu.ts';
import { MENU, PLANTED_PAIR, SLIPPING_ITEM_CODE } from './menu.ts';
import type { Favourite } from './people.ts';
import { drawOptions } from './people.ts';
import type { Stream } from './random.ts';
import type { SimulatedChannel, SimulatedLine } from './types.ts';

/** What a basket depends on: who eats, when, and how. */
interface BasketOccasion {
  day: DayNumber;
  today: DayNumber;
  minute: number;
  guests: number;
  channel: SimulatedChannel;
  /** Empty for somebody the shop does not know. */
  favourites: readonly Favourite[];
}

const EVENING_STARTS_MINUTE = 17 * 60;
const FAVOURITE_RATE = 0.8;
/** How often the beer comes with the planted dish, and how often any alcohol comes without it (evening, at the table). */
const PAIR_RATE = 0.3;
const ALCOHOL_RATE = 0.2;
const VOID_RATE = 0.004;
const REFUND_RATE = 0.008;
const FREE_ITEM_RATE = 0.025;
const FREE_ITEM_CODES = ['E01', 'F01', 'F02', 'E05'];

const BY_ROLE: Readonly<Record<ItemRole, readonly MenuItem[]>> = {
  main: MENU.filter((item) => item.role === 'main'),
  dish: MENU.filter((item) => item.role === 'dish'),
  side: MENU.filter((item) => item.role === 'side'),
  drink: MENU.filter((item) => item.role === 'drink'),
  alcohol: MENU.filter((item) => item.role === 'alcohol'),
};
const COMPANION = getItem(PLANTED_PAIR.companionCode);

/** The lines of one receipt, before any coupon. Never empty. */
export function createLines(stream: Stream, occasion: BasketOccasion): SimulatedLine[] {
  const { guests, minute, channel } = occasion;
  const isEvening = minute >= EVENING_STARTS_MINUTE;
  const lines: SimulatedLine[] = [];
  const add = (item: MenuItem, options: readonly MenuOption[], quantity = 1) =>
    lines.push(createLine(item, options, quantity));
  const addByRole = (role: ItemRole, quantity = 1) => {
    const item = drawItem(stream, role, occasion);
    add(item, drawOptions(stream, item), quantity);
  };

  const mains = guests <= 2 ? guests : guests - stream.integer(0, 1);
  for (let i = 0; i < mains; i++) {
    const favourite = drawFavourite(stream, occasion, 'main');
    // Her own dish is nearly sure; what the others at the table take is their business.
    if (favourite && stream.chance(i === 0 ? FAVOURITE_RATE : 0.25)) add(favourite.item, favourite.options);
    else addByRole('main');
  }
  const dishes = (stream.chance(guests === 1 ? 0.16 : 0.48) ? 1 : 0) + (guests > 3 ? 1 : 0);
  for (let i = 0; i < dishes; i++) {
    const favourite = drawFavourite(stream, occasion, 'dish');
    if (favourite && stream.chance(FAVOURITE_RATE)) add(favourite.item, favourite.options);
    else addByRole('dish');
  }
  if (stream.chance(0.24)) addByRole('side');
  if (stream.chance(0.3)) addByRole('drink', stream.integer(1, Math.min(2, guests)));

  const hasPairDish = lines.some((line) => line.itemCode === PLANTED_PAIR.itemCode);
  if (hasPairDish && stream.chance(PAIR_RATE)) add(COMPANION, [], stream.integer(1, 2));
  else if (isEvening && channel === 'in_store' && stream.chance(ALCOHOL_RATE))
    addByRole('alcohol', stream.integer(1, 2));
  addMishaps(stream, lines);
  return lines;
}

/** Free items, a receipt rung up by mistake, a dish taken back: as a till writes them (OP-41). */
function addMishaps(stream: Stream, lines: SimulatedLine[]): void {
  const mishap = stream.next();
  const [first] = lines;
  if (mishap < VOID_RATE) {
    for (const line of lines) line.kind = 'void';
    return;
  }
  if (mishap < VOID_RATE + REFUND_RATE && first) {
    lines.push({ ...first, quantity: -first.quantity, amountMinor: -first.amountMinor, kind: 'refund' });
  }
  if (stream.chance(FREE_ITEM_RATE)) {
    const line = createLine(getItem(stream.pick(FREE_ITEM_CODES)), [], 1);
    lines.push({ ...line, amountMinor: 0, kind: 'comp' });
  }
}

/**
 * Takes a coupon off the sold lines, the dearest first, never below zero; returns what was really taken off.
 * A line that is refunded on the same receipt is left alone, so that its refund still undoes it.
 */
export function applyCoupon(lines: readonly SimulatedLine[], valueMinor: number): number {
  const hasRefund = lines.some((line) => line.kind === 'refund');
  const sold = lines.filter((line, i) => line.kind === 'sale' && !(hasRefund && i === 0));
  let left = valueMinor;
  for (const line of sold.sort((a, b) => b.amountMinor - a.amountMinor)) {
    const taken = Math.min(left, line.amountMinor);
    line.discountMinor = taken;
    line.amountMinor -= taken;
    left -= taken;
  }
  return valueMinor - left;
}

/** Money the shop keeps of a receipt, in won: sales less refunds; voids and free items count nothing. */
export function computeNetAmount(lines: readonly SimulatedLine[]): number {
  let total = 0;
  for (const line of lines) if (line.kind === 'sale' || line.kind === 'refund') total += line.amountMinor;
  return total;
}

function createLine(item: MenuItem, options: readonly MenuOption[], quantity: number): SimulatedLine {
  let unitPriceMinor = item.priceMinor;
  let unitCostMinor = item.costMinor;
  for (const option of options) {
    unitPriceMinor += option.priceMinor;
    unitCostMinor += option.costMinor;
  }
  return {
    itemCode: item.code,
    itemName: item.name,
    category: item.category,
    options: options.map((option) => option.name),
    quantity,
    unitPriceMinor,
    discountMinor: 0,
    amountMinor: unitPriceMinor * quantity,
    unitCostMinor,
    kind: 'sale',
  };
}

function drawItem(stream: Stream, role: ItemRole, { day, today }: BasketOccasion): MenuItem {
  const items = BY_ROLE[role];
  const share = role === 'dish' ? computeSlippingShare(day, today) : 1;
  const weights = items.map((item) => item.popularity * (item.code === SLIPPING_ITEM_CODE ? share : 1));
  return items[stream.weightedIndex(weights)] ?? COMPANION;
}

function drawFavourite(
  stream: Stream,
  { favourites, day, today }: BasketOccasion,
  role: ItemRole,
): Favourite | undefined {
  const fitting = favourites.filter((favourite) => favourite.item.role === role);
  if (fitting.length === 0) return undefined;
  // Tastes have an order: the first favourite of a kind is the usual one.
  const favourite = fitting[stream.weightedIndex(fitting.map((_, i) => 1 / (1 + i * 2)))];
  const hasLostTaste = favourite?.item.code === SLIPPING_ITEM_CODE && !stream.chance(computeSlippingShare(day, today));
  return hasLostTaste ? undefined : favourite;
}

function getItem(code: string): MenuItem {
  const item = MENU.find((candidate) => candidate.code === code);
  if (!item) throw new RangeError(`the menu has no item ${code}`);
  return item;
}
