import { systemActor } from '../../../platform/actor.ts';
import { shiftDays } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import { inTransaction } from '../../../platform/db.ts';
import { enqueue, type Job } from '../../../platform/jobs.ts';
import { redactResidentNumbers } from '../../../shared/resident-number.ts';
import { type NewTouchpoint, recordTouchpoints } from '../../touchpoints/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import type { FeedProblem } from './contract.ts';
import { fetchFeed } from './fetch-feed.ts';
import type { FeedItem } from './parse-feed.ts';
import { findFeedRow, listDueFeeds, updateFeed } from './store.ts';

const MINUTE_MS = 60_000;

/** Queues every feed that is due, in all workspaces; one that waits already is not queued twice. */
export async function queueDueFeeds(context: Context, job: Job): Promise<void> {
  for (const payload of await listDueFeeds(context.database.outside, context.clock.now()))
    await enqueue(context.database.outside, job, payload, {
      key: `sources.fetchFeed:${payload.feedId}`,
      maxAttempts: 3,
    });
}

/** Looks at a feed and records what is new; looked at twice, the second brings nothing. `allowPrivate` is for tests. */
export async function followFeed(
  context: Context,
  input: { workspaceId: string; feedId: string; allowPrivate?: boolean },
): Promise<void> {
  const { workspaceId, feedId, allowPrivate = false } = input;
  const db = context.database.of(workspaceId);
  const feed = await findFeedRow(db, workspaceId, feedId);
  if (!feed) return;
  const { url, etag, lastModified, source, label, everyMinutes } = feed;
  const kind = feed.kind === 'review' ? 'review' : 'news';
  const fetched = await fetchFeed(url, { etag, lastModified, allowPrivate });
  // Loaded with the first feed: most shops follow none.
  const { parseFeed } = await import('./parse-feed.ts');
  const items = fetched.state === 'new' ? parseFeed(fetched.text) : [];
  const problem: FeedProblem | null =
    fetched.state === 'failed' ? fetched.problem : items === undefined ? { code: 'not_a_feed' } : null;
  const wall = context.clock.now();
  const { clockOffsetDays } = await getRecentWorkspace(db, workspaceId);
  const now = shiftDays(wall, clockOffsetDays);
  const phase = kind === 'news' ? 'before' : 'after';
  await inTransaction(db, async (db) => {
    const recorded = await recordTouchpoints(db, systemActor(workspaceId, clockOffsetDays), {
      from: { source, way: 'feed', label, phase },
      touchpoints: (items ?? []).map((item) => toTouchpoint(item, { kind, phase, now })),
      now,
    });
    await updateFeed(db, workspaceId, feedId, {
      fetchedAt: now,
      nextFetchAt: new Date(wall.getTime() + everyMinutes * MINUTE_MS),
      error: problem === null ? null : JSON.stringify(problem),
      ...(fetched.state === 'new' && problem === null
        ? { etag: fetched.etag, lastModified: fetched.lastModified }
        : {}),
      newItems: recorded.filter(({ status }) => status === 'recorded').length,
    });
  });
}

function toTouchpoint(
  item: FeedItem,
  { kind, phase, now }: { kind: 'news' | 'review'; phase: 'before' | 'after'; now: Date },
): NewTouchpoint {
  const { id, at, title, text, url, rating } = item;
  return {
    // What a feed dates into the future has not happened.
    at: at && at < now ? at : now,
    phase,
    kind: kind === 'news' ? 'news.published' : 'review.received',
    idempotencyKey: id,
    payload: {
      title: redactResidentNumbers(title),
      text: redactResidentNumbers(text),
      url,
      ...(rating === null ? {} : { rating }),
    },
  };
}
