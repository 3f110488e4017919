import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { listNewsAndReviews } from '../../touchpoints/index.ts';
import {
  type createFeed as createEndpoint,
  type Feed,
  type listFeedItems as itemsEndpoint,
  zFeedProblem,
} from './contract.ts';
import { isPrivateUrl } from './fetch-feed.ts';
import { fetchFeedJob } from './jobs.ts';
import { deleteFeed, findFeedRow, insertFeed, listFeedRows } from './store.ts';

function show(row: NonNullable<Awaited<ReturnType<typeof findFeedRow>>>): Feed {
  const { feedId, url, label, kind, source, everyMinutes, fetchedAt, nextFetchAt, error, items } = row;
  return {
    feedId,
    url,
    label,
    kind: kind === 'review' ? 'review' : 'news',
    source,
    everyMinutes,
    fetchedAt: fetchedAt?.toISOString() ?? null,
    nextFetchAt: nextFetchAt.toISOString(),
    problem: error === null ? null : zFeedProblem.parse(error),
    items,
  };
}

/** Feeds in the order in which they were added. @throws AppError forbidden */
export async function listFeeds(db: Db, actor: Actor): Promise<Feed[]> {
  actor.require('sources:read');
  return (await listFeedRows(db, actor.workspaceId)).map(show);
}

/** Follows a feed and looks at it at once. @throws AppError forbidden | invalid_input (an address inside somebody's own network) | conflict (followed already) */
export async function createFeed(
  context: Context,
  db: Db,
  actor: Actor,
  input: z.output<(typeof createEndpoint)['body']>,
): Promise<Feed> {
  actor.require('sources:manage');
  if (await isPrivateUrl(input.url)) throw privateAddress();
  const { workspaceId } = actor;
  const feedId = newId();
  const now = context.clock.now();
  return inTransaction(db, async (db) => {
    const row = { workspaceId, feedId, ...input, source: `feed-${feedId.slice(-8)}`, nextFetchAt: now, createdAt: now };
    if (!(await insertFeed(db, row))) {
      throw new AppError('conflict', 'the feed is followed already', {
        userMessage: { ko: '이미 보고 있는 주소예요.', en: 'This address is followed already.' },
      });
    }
    await enqueue(db, fetchFeedJob, { workspaceId, feedId }, { key: `sources.fetchFeed:${feedId}`, maxAttempts: 3 });
    const stored = await findFeedRow(db, workspaceId, feedId);
    if (!stored) throw new AppError('not_found', 'no such feed');
    return show(stored);
  });
}

function privateAddress(): AppError {
  return new AppError('invalid_input', 'the address of a feed is private', {
    userMessage: {
      ko: '이 주소는 우리 가게 안쪽 네트워크를 가리켜요. 인터넷에 열려 있는 주소를 적어 주세요. 아무것도 저장하지 않았어요.',
      en: 'This address points inside a private network. Enter one that is open on the internet. Nothing was stored.',
    },
    details: { issues: [{ path: 'body.url', message: 'private address' }] },
  });
}

/** @throws AppError forbidden | not_found */
export async function removeFeed(db: Db, actor: Actor, feedId: string): Promise<void> {
  actor.require('sources:manage');
  if (!(await deleteFeed(db, actor.workspaceId, feedId))) throw new AppError('not_found', 'no such feed');
}

/** Looks at a feed as soon as a worker is free. @throws AppError forbidden | not_found */
export async function fetchFeedNow(db: Db, actor: Actor, feedId: string): Promise<void> {
  actor.require('sources:manage');
  const { workspaceId } = actor;
  if (!(await findFeedRow(db, workspaceId, feedId))) throw new AppError('not_found', 'no such feed');
  await enqueue(db, fetchFeedJob, { workspaceId, feedId }, { key: `sources.fetchFeed:${feedId}`, maxAttempts: 3 });
}

/** The latest items of all feeds. @throws AppError forbidden */
export async function listFeedItems(
  db: Db,
  actor: Actor,
  limit: number,
): Promise<z.input<(typeof itemsEndpoint)['output']>['items']> {
  actor.require('sources:read');
  const rows = await listNewsAndReviews(db, actor.workspaceId, limit);
  return rows.map(({ at, touchpointId, source, kind, payload }) => {
    const said = payload as { title?: unknown; text?: unknown; url?: unknown; rating?: unknown };
    const text = (value: unknown) => (typeof value === 'string' ? value : '');
    return {
      at: at.toISOString(),
      id: touchpointId,
      source,
      kind,
      title: text(said.title),
      text: text(said.text),
      url: text(said.url),
      rating: typeof said.rating === 'number' ? said.rating : null,
    };
  });
}
