import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { keyRoute, openRoute, type Route } from '../../../platform/http/route.ts';
import { defineEndpoint } from '../../../shared/endpoint.ts';
import type { Operation } from '../docs/operation.ts';
import { zSegmentEvent } from '../segment/contract.ts';
import { readSegmentEvents } from '../segment/read.ts';
import { recordWebEvents } from '../web-service.ts';

/** As much as a beacon may carry. */
const MAX_BODY_BYTES = 65_536;
const MAX_EVENTS = 200;
const SCRIPT_SECONDS = 3_600;

const getTracker = defineEndpoint({
  method: 'GET',
  path: '/t.js',
  access: 'anonymous',
  summary: 'The script for a shop’s own pages',
  output: z.object({}),
});

const track = defineEndpoint({
  method: 'POST',
  path: '/t',
  access: 'touchpoints:write',
  summary:
    'What the script in a shop’s pages tells: events as in the Segment specification, with or without a browser’s id',
  query: z.object({ key: z.string().optional() }),
  body: z.object({ batch: z.array(z.unknown()).max(MAX_EVENTS), sentAt: z.union([z.string(), z.number()]).optional() }),
  output: z.object({}),
});

let script: Buffer | undefined;

export const trackerRoutes: Route[] = [
  openRoute(getTracker, async ({ reply }) => {
    script ??= readFileSync(path.join(import.meta.dirname, 't.js'));
    void reply
      .headers({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': `public, max-age=${SCRIPT_SECONDS}`,
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      })
      .send(script);
    return {};
  }),
  keyRoute(
    track,
    async ({ db, actor, key, now, body, reply }) => {
      const events = readSegmentEvents(body.batch, { key, now, sentAt: body.sentAt, mayBeNobody: true });
      await recordWebEvents(db, actor, { key, way: 'tracker', events, now });
      void reply.status(204).send();
      return {};
    },
    { kinds: ['public'], bodyLimitBytes: MAX_BODY_BYTES, fromPages: true, byRow: true },
  ),
];

export const trackerOperations: readonly Operation[] = [
  {
    endpoint: track,
    name: { ko: '홈페이지 스크립트가 보내는 것', en: 'What the page script sends' },
    auth: 'key',
    empty: true,
    events: { field: 'batch', schema: zSegmentEvent },
    example: {
      body: { batch: [{ type: 'page', anonymousId: 'b-7f3a', messageId: 'page-1', properties: { path: '/menu' } }] },
    },
  },
];
