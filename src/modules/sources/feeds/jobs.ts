import { z } from 'zod';
import { defineJob } from '../../../platform/jobs.ts';
import { followFeed, queueDueFeeds } from './follow.ts';

/** Looks at one feed. */
export const fetchFeedJob = defineJob({
  name: 'sources.fetchFeed',
  payload: z.object({ workspaceId: z.string(), feedId: z.string() }),
  run: (context, payload) => followFeed(context, payload),
});

/** Queues the feeds whose time has come; comes back every few minutes. */
export const dueFeedsJob = defineJob({
  name: 'sources:dueFeeds',
  payload: z.object({}).loose(),
  run: (context) => queueDueFeeds(context, fetchFeedJob),
});
