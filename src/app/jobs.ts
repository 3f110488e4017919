import { demoWorkJob } from '../modules/demo/index.ts';
import { refreshMartJob, refreshMartOptions } from '../mart/index.ts';
import { importJob, uploadCleaningJob } from '../modules/imports/index.ts';
import { redeemFromOrdersJob } from '../modules/loyalty/index.ts';
import { sendMessages, stopAdvertising } from '../modules/messaging/index.ts';
import { ordersChanged } from '../modules/orders/index.ts';
import { advertisingRefused } from '../modules/privacy/index.ts';
import { type Job, subscribe } from '../platform/jobs.ts';

/** A crontab takes no dot in a name. */
const hourlyUploadCleaning = { ...uploadCleaningJob, name: 'imports/cleanUploads' };

/** Every job of the product. */
export const jobs: readonly Job[] = [importJob, hourlyUploadCleaning, refreshMartJob, demoWorkJob, redeemFromOrdersJob, sendMessages, stopAdvertising];

/** Events and who hears them: a module reaches a module above it only here. */
export function connectEvents(): void {
  subscribe(ordersChanged, refreshMartJob, refreshMartOptions);
  subscribe(ordersChanged, redeemFromOrdersJob, ({ workspaceId }) => ({ key: `loyalty.redeem:${workspaceId}` }));
  subscribe(advertisingRefused, stopAdvertising);
}

/** Work that comes back by the clock (UTC). */
export const crontab = '17 * * * * imports/cleanUploads';
