import type { PurchaseDay } from './models/repeat/history.ts';
import { defineQuery } from './query.ts';

/** Days on which known people bought, by person and day. */
export const listPurchaseDays = defineQuery<PurchaseDay, 'workspaceId' | 'until'>('purchase_day').run;

/** Items of each order, by item id; no order. */
export const listBaskets = defineQuery<{ items: string[] }, 'workspaceId' | 'from' | 'until'>('basket').run;
