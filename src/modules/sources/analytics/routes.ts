import { createHash } from 'node:crypto';
import { keyRoute, type Route } from '../../../platform/http/route.ts';
import { newId } from '../../../shared/ids.ts';
import type { Operation } from '../docs/operation.ts';
import { type ReadEvent, recordWebEvents } from '../web-service.ts';
import { collect, debugCollect, MAX_BODY_BYTES } from './contract.ts';
import { readMeasurement, toTouchpoint } from './rules.ts';

const OPTIONS = { kinds: ['secret', 'public'] as const, bodyLimitBytes: MAX_BODY_BYTES, fromPages: true, byRow: true };

/** What the health board calls what Google's validation server would say. */
const MEASURED: Readonly<Record<string, string>> = { VALUE_REQUIRED: 'missing' };

const hash = (text: string) => createHash('sha256').update(text).digest('base64url');

export const analyticsRoutes: Route[] = [
  keyRoute(
    collect,
    async ({ db, actor, key, now, body, reply }) => {
      const { from, events, messages } = readMeasurement(body);
      const touchpoints = events.map(
        (event): ReadEvent =>
          from &&
          toTouchpoint(event, {
            from,
            source: key.source,
            receivedAt: now,
            isAttested: key.kind === 'secret',
            hash,
            newKey: newId,
          }),
      );
      const [wrong] = messages;
      // Counted once, as one request that said something wrong.
      const ignored = wrong ? [{ path: wrong.fieldPath, reason: MEASURED[wrong.validationCode] ?? 'wrong_value' }] : [];
      await recordWebEvents(db, actor, { key, way: 'analytics', events: [...touchpoints, ...ignored], now });
      void reply.status(204).send();
      return {};
    },
    OPTIONS,
  ),
  keyRoute(debugCollect, async ({ body }) => ({ validationMessages: readMeasurement(body).messages }), OPTIONS),
];

const body = {
  client_id: '123456.7654321',
  user_id: 'm-1042',
  timestamp_micros: '1795142400000000',
  events: [
    {
      name: 'purchase',
      params: {
        transaction_id: 'T_12345',
        value: 30_000,
        currency: 'KRW',
        items: [{ item_name: '마라탕', quantity: 2 }],
      },
    },
  ],
};

export const analyticsOperations: readonly Operation[] = [
  {
    endpoint: collect,
    name: { ko: '구글 애널리틱스 4 측정 프로토콜', en: 'GA4 Measurement Protocol' },
    auth: 'api_secret',
    empty: true,
    example: { query: { measurement_id: 'G-DANGOL' }, body },
  },
  {
    endpoint: debugCollect,
    name: { ko: '측정 프로토콜 확인', en: 'Measurement Protocol, check' },
    auth: 'api_secret',
    example: { query: { measurement_id: 'G-DANGOL' }, body },
  },
];
