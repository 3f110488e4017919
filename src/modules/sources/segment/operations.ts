import type { Operation } from '../docs/operation.ts';
import { segmentBatch, segmentCalls, zSegmentEvent } from './contract.ts';

const WHO = { userId: 'm-1042', anonymousId: 'b-7f3a' };

const BODIES: Readonly<Record<(typeof segmentCalls)[number]['type'], object>> = {
  identify: { ...WHO, messageId: 'i-1', traits: { name: '김하나', phone: '010-1234-5678', plan: 'vip' } },
  track: { ...WHO, messageId: 't-1', event: 'Menu Opened', properties: { menu: '마라탕' } },
  page: {
    anonymousId: 'b-7f3a',
    messageId: 'p-1',
    name: 'Menu',
    properties: { path: '/menu', referrer: 'https://search.example.com/' },
  },
  screen: { ...WHO, messageId: 's-1', name: 'Coupons' },
  group: { ...WHO, messageId: 'g-1', groupId: 'acme' },
  alias: { userId: 'm-1042', previousId: 'guest-88', messageId: 'a-1' },
};

export const segmentOperations: readonly Operation[] = [
  ...segmentCalls.map(
    ({ type, endpoint }): Operation => ({
      endpoint,
      name: { ko: `Segment 규격 ${type}`, en: `Segment ${type}` },
      auth: 'basic',
      example: { body: BODIES[type] },
    }),
  ),
  {
    endpoint: segmentBatch,
    name: { ko: 'Segment 규격 묶음', en: 'Segment batch' },
    auth: 'basic',
    events: { field: 'batch', schema: zSegmentEvent },
    example: {
      body: {
        batch: [
          { type: 'track', ...BODIES.track },
          { type: 'page', ...BODIES.page },
        ],
      },
    },
  },
];
