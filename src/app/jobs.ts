import { refreshEveryMartJob, refreshMartJob, refreshMartOptions } from '../mart/index.ts';
import { countCustomFieldPeople, openingPackJob, tagChangeJob } from '../modules/customers/index.ts';
import { demoWorkJob } from '../modules/demo/index.ts';
import { importJob, keepCustomersThat, uploadCleaningJob } from '../modules/imports/index.ts';
import { redeemFromOrdersJob } from '../modules/loyalty/index.ts';
import { findMessagedCustomers, sendMessages, stopAdvertising } from '../modules/messaging/index.ts';
import { ordersChanged } from '../modules/orders/index.ts';
import { findCustomersInPlays } from '../modules/plays/index.ts';
import { advertisingRefused, countFieldPeopleWith } from '../modules/privacy/index.ts';
import { destroyBodiesJob, dueFeedsJob, fetchFeedJob, workDeliveryJob } from '../modules/sources/index.ts';
import { shopOpened } from '../modules/workspace/index.ts';
import { type Job, subscribe } from '../platform/jobs.ts';

/** Every job of the product. */
export const jobs: readonly Job[] = [
  importJob,
  uploadCleaningJob,
  refreshMartJob,
  refreshEveryMartJob,
  demoWorkJob,
  redeemFromOrdersJob,
  sendMessages,
  stopAdvertising,
  openingPackJob,
  tagChangeJob,
  workDeliveryJob,
  destroyBodiesJob,
  fetchFeedJob,
  dueFeedsJob,
];

/** Events and who hears them: a module reaches a module above it only here. */
export function connectEvents(): void {
  subscribe(ordersChanged, refreshMartJob, refreshMartOptions);
  subscribe(ordersChanged, redeemFromOrdersJob, ({ workspaceId, hasCoupons }) =>
    hasCoupons === false ? undefined : { key: `loyalty.redeem:${workspaceId}` },
  );
  subscribe(shopOpened, openingPackJob);
  subscribe(advertisingRefused, stopAdvertising);
  countFieldPeopleWith('customers', countCustomFieldPeople);
  keepCustomersThat({ reason: 'customer_in_play', find: findCustomersInPlays });
  keepCustomersThat({ reason: 'customer_was_messaged', find: findMessagedCustomers });
}

/** Work that comes back by the clock (UTC): each night after Korea's shops have closed their day, when it is 5:10 there. */
export const crontab = `
17 * * * * ${uploadCleaningJob.name}
10 20 * * * ${refreshEveryMartJob.name}
40 20 * * * ${destroyBodiesJob.name}
*/5 * * * * ${dueFeedsJob.name}
`;
