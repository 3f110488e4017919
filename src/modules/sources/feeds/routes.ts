import { type Route, route } from '../../../platform/http/route.ts';
import * as contract from './contract.ts';
import { createFeed, fetchFeedNow, listFeedItems, listFeeds, removeFeed } from './service.ts';

export const feedRoutes: Route[] = [
  route(contract.listFeeds, async ({ db, actor }) => ({ feeds: await listFeeds(db, actor) })),
  route(contract.createFeed, ({ context, db, actor, body }) => createFeed(context, db, actor, body)),
  route(contract.removeFeed, async ({ db, actor, params }) => {
    await removeFeed(db, actor, params.feedId);
    return {};
  }),
  route(contract.fetchFeedNow, async ({ db, actor, params }) => {
    await fetchFeedNow(db, actor, params.feedId);
    return {};
  }),
  route(contract.listFeedItems, async ({ db, actor, query }) => ({
    items: await listFeedItems(db, actor, query.limit),
  })),
];
