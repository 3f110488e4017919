import { defineQuery } from './query.ts';

/** What came in one hour of one business day; sales in minor units. */
export interface HourValue {
  day: string;
  hour: number;
  orders: number;
  sales: number;
  covers: number;
}
/** Hours with an order from `from` up to and including `until`, in order; an hour without any has no row. */
export const listHourValues = defineQuery<HourValue, 'workspaceId' | 'from' | 'until' | 'timeZone'>('hour_value').run;

/** Pieces of some items by business day; days without any have no row. */
export const listItemDays = defineQuery<
  { itemId: string; day: string; pieces: number },
  'workspaceId' | 'from' | 'until' | 'itemIds'
>('item_day').run;

/** Times that some items were marked sold out, which had not ended before a day. */
export const listSoldOut = defineQuery<
  { itemId: string; markedAt: Date; endedAt: Date | null; untilDay: string | null },
  'workspaceId' | 'from' | 'itemIds'
>('item_sold_out').run;

/** One item in one week; week 0 is the latest. */
export interface ItemWeek {
  itemId: string;
  name: string;
  category: string;
  week: number;
  units: number;
  amountMinor: number;
  priceMinor: number;
  /** Pieces by the way they were ordered and the price of one; an empty option is the plain item. */
  prices: { option: string; priceMinor: number; units: number }[];
  firstDay: string;
  lastDay: string;
}
/** Items of some weeks up to and including `until`, without the orders of `leaveOut`; a week in which an item did not sell has no row. */
export const listItemWeeks = defineQuery<ItemWeek, 'workspaceId' | 'until' | 'weeks' | 'leaveOut'>('item_week').run;

/** An item that nobody could buy until lately, with what is known of it. */
export interface NewItem {
  itemId: string;
  name: string;
  category: string;
  /** Business day of its first sale. */
  since: string;
  orders: number;
  units: number;
  /** Orders of the shop since that day. */
  allOrders: number;
}
/** Items first sold in the last `newDays` up to `until` and in none of the `beforeDays` before; none in a shop that is new itself. */
export const listNewItems = defineQuery<NewItem, 'workspaceId' | 'until' | 'newDays' | 'beforeDays'>('item_new').run;

/** How much of a shop hangs on one order, one person, ten people. */
export interface RiskShare {
  netMinor: number;
  orders: number;
  largestOrderMinor: number;
  largestOrderId: string | null;
  topCustomerId: string | null;
  topCustomerMinor: number;
  topTenMinor: number;
  customers: number;
}
/** One row, the shop over some days up to `today`; zeros where nothing was sold. */
export const listRiskShares = defineQuery<RiskShare, 'workspaceId' | 'today' | 'days'>('risk_share').run;
/** Refunds by member of staff, as the till names them. */
export const listRefundsByStaff = defineQuery<
  { staff: string; orders: number; refunds: number; refundMinor: number },
  'workspaceId' | 'today' | 'days'
>('risk_refund').run;
/** People recognised several times a day, again and again: the first twenty of `found`. */
export const listPointPatterns = defineQuery<
  { customerId: string; days: number; most: number; found: number },
  'workspaceId' | 'today' | 'days' | 'perDay' | 'onDays'
>('risk_points').run;
/** Parties that came or did not, of reservations that were brought in. */
export const listNoShows = defineQuery<{ noShows: number; parties: number }, 'workspaceId' | 'today' | 'days'>(
  'risk_no_show',
).run;

/** Somebody who booked and did not come, again and again (OP-37). */
export interface RepeatedNoShow {
  customerId: string;
  noShows: number;
  /** Bookings that came or did not, cancelled ones left out. */
  parties: number;
  /** How many such people there are, beyond those listed. */
  found: number;
}
/** People who booked and did not come at least so often, the most often first: the first twenty of `found`. */
export const listRepeatedNoShows = defineQuery<RepeatedNoShow, 'workspaceId' | 'today' | 'days' | 'atLeast'>(
  'risk_no_show_person',
  { whom: 'is not null' },
).run;
/** The same of one person; empty below `atLeast`. */
export const listNoShowsOfPerson = defineQuery<
  RepeatedNoShow,
  'workspaceId' | 'today' | 'days' | 'atLeast' | 'customerId'
>('risk_no_show_person', { whom: '= :customerId' }).run;

/** What the access log says of one account between two moments, or of all of them together. */
export interface HandledPeople {
  isAll: boolean;
  accountId: string | null;
  /** People it names. */
  persons: number;
  /** Lists and searches, and files taken out: whose people it does not name. */
  lists: number;
  exports: number;
}

/** Whose records were handled between two moments, by account, the row of all accounts first (PV-43). */
export const listHandledPeople = defineQuery<HandledPeople, 'workspaceId' | 'from' | 'until'>('leak_people').run;
