import {
  columnarJob,
  columnarNightJob,
  columnarOptions,
  FACTS_OF_PERSON,
  martRefreshed,
  refitPeopleJob,
  refreshEveryMartJob,
  refreshMartJob,
  refreshMartOptions,
} from '../mart/index.ts';
import {
  countCustomFieldPeople,
  customersChanged,
  customersImported,
  customersMerged,
  customersUnmerged,
  destroyUnconsentedValuesJob,
  duplicatesJob,
  duplicatesJobOptions,
  eraseCustomerRecord,
  findMergedCustomers,
  followMerges,
  mergeSureJob,
  openingPackJob,
  tagChangeJob,
  tidyIdentityJob,
  undoSureMergeJob,
} from '../modules/customers/index.ts';
import { demoWorkJob } from '../modules/demo/index.ts';
import {
  enterByGroupJob,
  enterByGroupOptions,
  eraseRunsOf,
  RUNS_OF_PERSON,
  tendEveryFlowJob,
  tendFlowsJob,
} from '../modules/flows/index.ts';
import { importJob, keepCustomersThat, uploadCleaningJob } from '../modules/imports/index.ts';
import {
  COUPONS_OF_PERSON,
  earnFromOrdersJob,
  earnFromOrdersOptions,
  eraseCouponsOf,
  findCustomersWithPoints,
  holdingsChanged,
  loyaltyNightJobs,
  redeemFromOrdersJob,
} from '../modules/loyalty/index.ts';
import {
  eraseMessagesOf,
  findMessagedCustomers,
  laneOptions,
  listenJob,
  MESSAGES_OF_PERSON,
  messagesQueued,
  noticesJob,
  sendMessages,
  stopAdvertising,
  stopAdvertisingNow,
} from '../modules/messaging/index.ts';
import { eraseOrdersOf, ORDERS_OF_PERSON, ordersChanged } from '../modules/orders/index.ts';
import {
  erasePlaysOf,
  findCustomersInPlays,
  leavePlayJob,
  PLAYS_OF_PERSON,
  tendPlaysJob,
} from '../modules/plays/index.ts';
import {
  advertisingRefused,
  CONSENTS_OF_PERSON,
  consentsChanged,
  countFieldPeopleWith,
  eraseWith,
  retentionJob,
  sensitiveRefused,
  stopAdvertisingWith,
} from '../modules/privacy/index.ts';
import {
  eraseMembershipsOf,
  followHoldersOptions,
  followMembersJob,
  followMembersOptions,
  MEMBERSHIPS_OF_PERSON,
  membersEntered,
  recountGroupsJob,
  recountGroupsOptions,
  sweepEveryGroupJob,
  sweepGroupsJob,
} from '../modules/segments/index.ts';
import { mailSelfLinkJob } from '../modules/selfservice/index.ts';
import {
  destroyBodiesJob,
  dueFeedsJob,
  eraseDeliveriesOf,
  fetchFeedJob,
  sweepDeliveriesJob,
  workDeliveryJob,
} from '../modules/sources/index.ts';
import { eraseTouchpointsOf, TOUCHPOINTS_OF_PERSON } from '../modules/touchpoints/index.ts';
import { shopOpened } from '../modules/workspace/index.ts';
import { type Job, subscribe } from '../platform/jobs.ts';

/** Every job of the product. */
export const jobs: readonly Job[] = [
  importJob,
  uploadCleaningJob,
  refreshMartJob,
  refreshEveryMartJob,
  columnarJob,
  columnarNightJob,
  refitPeopleJob,
  demoWorkJob,
  redeemFromOrdersJob,
  earnFromOrdersJob,
  ...loyaltyNightJobs,
  sendMessages,
  stopAdvertising,
  listenJob,
  noticesJob,
  mailSelfLinkJob,
  retentionJob,
  duplicatesJob,
  mergeSureJob,
  undoSureMergeJob,
  tidyIdentityJob,
  openingPackJob,
  destroyUnconsentedValuesJob,
  tagChangeJob,
  workDeliveryJob,
  destroyBodiesJob,
  sweepDeliveriesJob,
  fetchFeedJob,
  dueFeedsJob,
  followMembersJob,
  recountGroupsJob,
  sweepGroupsJob,
  sweepEveryGroupJob,
  leavePlayJob,
  tendPlaysJob,
  tendFlowsJob,
  tendEveryFlowJob,
  enterByGroupJob,
];

/** Events and who hears them: a module reaches a module above it only here. */
export function connectEvents(): void {
  subscribe(ordersChanged, refreshMartJob, refreshMartOptions);
  subscribe(ordersChanged, columnarJob, columnarOptions);
  subscribe(ordersChanged, redeemFromOrdersJob, ({ workspaceId, hasCoupons }) =>
    hasCoupons === false ? undefined : { key: `loyalty.redeem:${workspaceId}` },
  );
  subscribe(ordersChanged, earnFromOrdersJob, earnFromOrdersOptions);
  subscribe(shopOpened, openingPackJob);
  subscribe(messagesQueued, sendMessages, laneOptions);
  subscribe(advertisingRefused, stopAdvertising);
  stopAdvertisingWith(stopAdvertisingNow);
  subscribe(sensitiveRefused, destroyUnconsentedValuesJob);
  countFieldPeopleWith('customers', countCustomFieldPeople);
  keepCustomersThat({ reason: 'customer_in_play', find: findCustomersInPlays });
  keepCustomersThat({ reason: 'customer_has_points', find: findCustomersWithPoints });
  keepCustomersThat({ reason: 'customer_was_messaged', find: findMessagedCustomers });
  // Every module that keeps something of a person; test/erasure.test.ts finds one that is missing.
  eraseWith('orders', eraseOrdersOf);
  eraseWith('loyalty', eraseCouponsOf);
  eraseWith('messaging', eraseMessagesOf);
  eraseWith('flows', eraseRunsOf);
  eraseWith('plays', erasePlaysOf);
  eraseWith('touchpoints', eraseTouchpointsOf);
  eraseWith('sources', eraseDeliveriesOf);
  eraseWith('segments', eraseMembershipsOf);
  eraseWith('customers', eraseCustomerRecord);
  keepCustomersThat({ reason: 'customer_was_merged', find: findMergedCustomers });
  for (const follower of [
    CONSENTS_OF_PERSON,
    ORDERS_OF_PERSON,
    PLAYS_OF_PERSON,
    RUNS_OF_PERSON,
    COUPONS_OF_PERSON,
    MESSAGES_OF_PERSON,
    TOUCHPOINTS_OF_PERSON,
    MEMBERSHIPS_OF_PERSON,
    FACTS_OF_PERSON,
  ]) {
    followMerges(follower);
  }
  subscribe(customersImported, duplicatesJob, duplicatesJobOptions);
  subscribe(customersMerged, refreshMartJob, refreshMartOptions);
  subscribe(customersUnmerged, refreshMartJob, refreshMartOptions);
  // Two members who become one are one less.
  for (const event of [customersMerged, customersUnmerged]) subscribe(event, recountGroupsJob, recountGroupsOptions);
  subscribe(membersEntered, enterByGroupJob, enterByGroupOptions);
  // Groups follow once the facts they ask for are there.
  for (const event of [martRefreshed, customersChanged, consentsChanged]) {
    subscribe(event, followMembersJob, followMembersOptions);
  }
  subscribe(customersImported, followMembersJob, followMembersOptions);
  subscribe(holdingsChanged, followMembersJob, followHoldersOptions);
}

/** A line of the crontab: a run that has not begun is not joined by another of the same. */
const at = (when: string, job: string, options = '') => `${when} ${job} ?jobKey=cron:${job}${options}`;
/** Comes back so soon that one which failed need not be tried again before. */
const often = (when: string, job: string) => at(when, job, '&max=1');

/** Work that comes back by the clock (UTC): each night after Korea's shops have closed their day, when it is 5:10 there. */
export const crontab = `${[
  often('17 * * * *', uploadCleaningJob.name),
  at('10 20 * * *', refreshEveryMartJob.name),
  at('40 19 * * *', retentionJob.name),
  often('25 * * * *', tidyIdentityJob.name),
  at('50 20 * * *', 'loyalty:expireEvery'),
  at('40 20 * * *', destroyBodiesJob.name),
  often('50 * * * *', sweepDeliveriesJob.name),
  often('*/5 * * * *', dueFeedsJob.name),
  often('2 * * * *', sweepEveryGroupJob.name),
  often('3,8,13,18,23,28,33,38,43,48,53,58 * * * *', listenJob.name),
  at('20 1 * * *', noticesJob.name),
  often('7 * * * *', tendPlaysJob.name),
  often('1,6,11,16,21,26,31,36,41,46,51,56 * * * *', tendEveryFlowJob.name),
].join('\n')}\n`;
