import { refreshMartJob, refreshMartOptions } from '../mart/index.ts';
import { demoWorkJob } from '../modules/demo/index.ts';
import { importJob, keepCustomersThat, uploadCleaningJob } from '../modules/imports/index.ts';
import { redeemFromOrdersJob } from '../modules/loyalty/index.ts';
import { findMessagedCustomers, sendMessages, stopAdvertising } from '../modules/messaging/index.ts';
import { ordersChanged } from '../modules/orders/index.ts';
import { findCustomersInPlays } from '../modules/plays/index.ts';
import { advertisingRefused } from '../modules/privacy/index.ts';
import { type Job, subscribe } from '../platform/jobs.ts';

/** A crontab takes no dot in a name. */
const hourlyUploadCleaning = { ...uploadCleaningJob, name: 'imports/cleanUploads' };

/** Every job of the product. */
export const jobs: readonly Job[] = [
  importJob,
  hourlyUploadCleaning,
  refreshMartJob,
  demoWorkJob,
  redeemFromOrdersJob,
  sendMessages,
  stopAdvertising,
];

/** Events and who hears them: a module reaches a module above it only here. */
export function connectEvents(): void {
  subscribe(ordersChanged, refreshMartJob, refreshMartOptions);
  subscribe(ordersChanged, redeemFromOrdersJob, ({ workspaceId }) => ({ key: `loyalty.redeem:${workspaceId}` }));
  subscribe(advertisingRefused, stopAdvertising);
  keepCustomersThat({ reason: 'customer_in_play', find: findCustomersInPlays });
  keepCustomersThat({ reason: 'customer_was_messaged', find: findMessagedCustomers });
}

/** Work that comes back by the clock (UTC). */
export const crontab = '17 * * * * imports/cleanUploads';
