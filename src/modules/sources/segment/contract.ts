import { z } from 'zod';
import { defineEndpoint } from '../../../shared/endpoint.ts';
import { MAX_ROWS, zKey, zText } from '../fields.ts';

const zAnyId = z.union([zKey(200), z.number().transform(String)]);
const zFields = z.record(z.string().max(100), z.unknown());
/** Libraries send clocks as ISO 8601; what cannot be read is told apart later, so that the event is not lost. */
const zClock = z.union([z.string(), z.number()]).optional();

/** What every call of the Segment specification carries. Fields that it has and we do not use are left out. */
const zCommon = z.object({
  messageId: zKey(200).optional().describe('Sent again, the event is stored once'),
  anonymousId: zAnyId.nullish().describe('The browser or device'),
  userId: zAnyId.nullish().describe('The site’s own id of the person'),
  originalTimestamp: zClock,
  timestamp: zClock,
  sentAt: zClock.describe('The sender’s clock when it sent: a wrong clock is put right by it'),
  context: zFields.optional(),
});

export const zSegmentEvent = z.discriminatedUnion('type', [
  zCommon.extend({ type: z.literal('identify'), traits: zFields.optional() }),
  zCommon.extend({
    type: z.literal('track'),
    event: zText(200).pipe(z.string().min(1)),
    properties: zFields.optional(),
  }),
  zCommon.extend({ type: z.literal('page'), name: zText(200).nullish(), properties: zFields.optional() }),
  zCommon.extend({ type: z.literal('screen'), name: zText(200).nullish(), properties: zFields.optional() }),
  zCommon.extend({ type: z.literal('group'), groupId: zAnyId, traits: zFields.optional() }),
  zCommon.extend({ type: z.literal('alias'), previousId: zAnyId }),
]);
export type SegmentEvent = z.output<typeof zSegmentEvent>;

export const SEGMENT_TYPES = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;
type SegmentType = (typeof SEGMENT_TYPES)[number];

const SUMMARY: Readonly<Record<SegmentType, string>> = {
  identify: 'Says who a browser or user id is; telephone and e-mail become contact points, never consent (PV-08)',
  track: 'Something somebody did',
  page: 'A page somebody looked at',
  screen: 'A screen of an app somebody looked at',
  group:
    'Somebody belongs to a company: with a secret key the person is taken into it, and it is made when first told of (OP-06)',
  alias: 'Two ids are one person',
};

const output = z.object({ success: z.literal(true) });

export const segmentCalls = SEGMENT_TYPES.map((type) => ({
  type,
  endpoint: defineEndpoint({
    method: 'POST',
    path: `/v1/${type}`,
    access: 'touchpoints:write',
    summary: `Segment specification, \`${type}\`: ${SUMMARY[type]}`,
    body: z.record(z.string(), z.unknown()),
    output,
  }),
}));

export const segmentBatch = defineEndpoint({
  method: 'POST',
  path: '/v1/batch',
  access: 'touchpoints:write',
  summary: 'Segment specification, `batch`: what the libraries send. A bad event is left out and spoils no other',
  body: z.object({ batch: z.array(z.unknown()).max(MAX_ROWS), sentAt: zClock, context: zFields.optional() }),
  output,
});
