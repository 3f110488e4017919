import { defineQuery } from './query.ts';
import { COUNTED_SINCE } from './wrong-clock.ts';

const markers = { countedSince: COUNTED_SINCE };

/** What came on one business day, null when the shop was closed; sales in minor units, covers null where nobody wrote them down. */
export interface ShopDayRow {
  day: string;
  sales: number | null;
  orders: number | null;
  covers: number | null;
}
/** Every business day from the first sale on, in order. */
export const listShopDays = defineQuery<ShopDayRow, 'workspaceId' | 'until'>('shop_day', markers).run;

/** Units and money of each item; `unitCostMinor` is null where nobody told a cost. */
export interface ItemSaleRow {
  itemId: string;
  name: string;
  category: string;
  units: number;
  amountMinor: number;
  unitCostMinor: number | null;
}
/** Items sold between two business days, by category, without the orders of `leaveOut`. */
export const listItemSales = defineQuery<ItemSaleRow, 'workspaceId' | 'from' | 'until' | 'leaveOut'>('item_sale').run;

/** People by month of their first purchase who bought again so many months later (MT-19). */
export const listCohorts = defineQuery<
  { cohort: string; monthsSince: number; people: number },
  'workspaceId' | 'until'
>('cohort', markers).run;
