import { redeemFromOrdersJob } from '../modules/loyalty/index.ts';
import { sendMessages, stopAdvertising } from '../modules/messaging/index.ts';
import { ordersChanged } from '../modules/orders/index.ts';
import { advertisingRefused } from '../modules/privacy/index.ts';
import { type Job, subscribe } from '../platform/jobs.ts';

/** Every job of the product. */
export const jobs: readonly Job[] = [redeemFromOrdersJob, sendMessages, stopAdvertising];

/** Events and who hears them: a module reaches a module above it only here. */
export function connectEvents(): void {
  subscribe(ordersChanged, redeemFromOrdersJob, ({ workspaceId }) => ({ key: `loyalty.redeem:${workspaceId}` }));
  subscribe(advertisingRefused, stopAdvertising);
}

/** Work that comes back by the clock (UTC). */
export const crontab = '';
