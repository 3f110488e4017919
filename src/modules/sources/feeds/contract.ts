import { z } from 'zod';
import { defineEndpoint, zId, zInstant } from '../../../shared/endpoint.ts';
import { mustBe } from '../../../shared/must-be.ts';

export const FEED_KINDS = ['news', 'review'] as const;

/** Why a feed could not be read. */
export const FEED_PROBLEMS = ['unreachable', 'private_address', 'status', 'too_large', 'not_a_feed'] as const;
export const zFeedProblem = z.object({ code: z.enum(FEED_PROBLEMS), status: z.number().int().optional() });
export type FeedProblem = z.infer<typeof zFeedProblem>;

export const zFeed = z.object({
  feedId: zId,
  url: z.string(),
  label: z.string(),
  kind: z.enum(FEED_KINDS),
  source: z.string(),
  everyMinutes: z.number().int(),
  fetchedAt: zInstant.nullable(),
  nextFetchAt: zInstant,
  problem: zFeedProblem.nullable(),
  /** Items taken from it so far. */
  items: z.number().int(),
});
export type Feed = z.infer<typeof zFeed>;

export const listFeeds = defineEndpoint({
  method: 'GET',
  path: '/api/feeds',
  access: 'sources:read',
  summary: 'News and review feeds with how the last look went',
  output: z.object({ feeds: z.array(zFeed) }),
});

const feedParams = z.object({ feedId: zId });

export const createFeed = defineEndpoint({
  method: 'POST',
  path: '/api/feeds',
  access: 'sources:manage',
  summary: 'Follows an RSS or Atom feed; what it brings are touchpoints of the shop, not of a person',
  body: z.object({
    url: z
      .url()
      .max(500)
      .refine(
        (url) => /^https?:\/\//.test(url) && !/^https?:\/\/[^/]*@/.test(url),
        mustBe({
          ko: 'http:// 또는 https://로 시작하고 아이디나 비밀번호가 없는 주소여야 해요.',
          en: 'This must be an address that begins with http:// or https:// and holds no name or password.',
        }),
      ),
    label: z.string().trim().min(1).max(80),
    kind: z.enum(FEED_KINDS),
    everyMinutes: z.number().int().min(15).max(10_080).default(60),
  }),
  output: zFeed,
});

export const removeFeed = defineEndpoint({
  method: 'DELETE',
  path: '/api/feeds/:feedId',
  access: 'sources:manage',
  summary: 'Stops following a feed; what it brought stays',
  params: feedParams,
  output: z.object({}),
});

export const fetchFeedNow = defineEndpoint({
  method: 'POST',
  path: '/api/feeds/:feedId/fetch',
  access: 'sources:manage',
  summary: 'Looks at a feed as soon as possible',
  params: feedParams,
  output: z.object({}),
});

export const listFeedItems = defineEndpoint({
  method: 'GET',
  path: '/api/feeds/items',
  access: 'sources:read',
  summary: 'The latest news and reviews from all feeds',
  query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
  output: z.object({
    items: z.array(
      z.object({
        at: zInstant,
        id: zId,
        source: z.string(),
        kind: z.string(),
        title: z.string(),
        text: z.string(),
        url: z.string(),
        rating: z.number().nullable(),
      }),
    ),
  }),
});
