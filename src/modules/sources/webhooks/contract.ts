import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay, zId, zInstant, zPlaceInLine } from '../../../shared/endpoint.ts';

export const PLATFORMS = ['shopify', 'square', 'toast', 'cafe24', 'generic'] as const;
export const zPlatform = z.enum(PLATFORMS);
export type Platform = z.infer<typeof zPlatform>;

/** How a generic sender proves who it is; the four platforms have a way of their own. */
export const SIGNINGS = ['platform', 'none', 'header', 'hmac_hex', 'hmac_base64'] as const;
export const zSigning = z.enum(SIGNINGS);

const zHeaderName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9-]{0,60}$/);
const zSecret = z.string().trim().min(8).max(500);
const zLabel = z.string().trim().min(1).max(80);

/** Where a field stands in a body: `order.items`, `data.0.id`; empty is the body itself. */
const zPath = z.string().trim().max(200);

/** What a generic body can say of the person behind it; none of it is a consent (PV-08). */
const PERSON_FIELDS = ['customerId', 'name', 'phone', 'email', 'cardNo'] as const;
export const ORDER_FIELDS = [
  'orderNo',
  'orderedAt',
  'updatedAt',
  'currency',
  'amount',
  'itemName',
  'channel',
  'tableNo',
  'covers',
  'couponCode',
  ...PERSON_FIELDS,
] as const;
export const LINE_FIELDS = ['itemName', 'itemCode', 'quantity', 'amount', 'options', 'refunded'] as const;
export const TOUCHPOINT_FIELDS = ['id', 'at', 'kind', 'channel', ...PERSON_FIELDS] as const;

const zPaths = <const K extends readonly string[]>(fields: K) =>
  z.partialRecord(z.enum(fields as unknown as [K[number], ...K[number][]]), zPath);

const mapBase = {
  version: z.literal(1),
  /** Path of a list of records; empty when the body is one record. */
  records: zPath.default(''),
  /** A delivery platform: whatever it says of the person is left out (OP-20). */
  anonymous: z.boolean().default(false),
};

/** Which field of a generic body is what. */
export const zGenericMap = z.discriminatedUnion('kind', [
  z.object({
    ...mapBase,
    kind: z.literal('order'),
    fields: zPaths(ORDER_FIELDS).refine((fields) => fields.orderNo !== undefined && fields.orderedAt !== undefined),
    /** Path of the list of lines inside a record; empty when the order is one amount. */
    lines: zPath.default(''),
    lineFields: zPaths(LINE_FIELDS).default({}),
    /** Path and values that say that the order was cancelled. */
    cancelled: z.object({ path: zPath, values: z.array(z.string().trim().min(1).max(60)).max(20) }).optional(),
  }),
  z.object({
    ...mapBase,
    kind: z.literal('touchpoint'),
    phase: z.enum(['before', 'during', 'after']),
    /** What happened, when no field says it: `reservation.requested`. */
    kindWord: z
      .string()
      .trim()
      .regex(/^[\p{L}\p{N}_.]{0,60}$/u)
      .default(''),
    fields: zPaths(TOUCHPOINT_FIELDS),
    /** Fields kept with it: name → path. */
    payload: z.record(z.string().trim().min(1).max(60), zPath).default({}),
  }),
]);
export type GenericMap = z.infer<typeof zGenericMap>;

/** Why a delivery could not be taken. Never holds what stood in the body. */
export const zProblem = z.object({
  code: z.enum([
    'not_json',
    'shape',
    'currency',
    'amount',
    'date',
    'map_missing',
    'resident_number',
    'too_many_lines',
    'body_gone',
    'unexpected',
  ]),
  /** Where in the body. */
  path: z.string().optional(),
  found: z.string().optional(),
  expected: z.string().optional(),
});

export const IGNORED = ['test', 'other_topic', 'not_settled', 'nothing_inside'] as const;
export const NOTES = ['full_refund_assumed', 'tip_left_out', 'person_left_out'] as const;

/** What became of a delivery. */
export const zDeliveryResult = z.object({
  orders: z.array(z.object({ orderId: zId.nullable(), what: z.enum(['created', 'amended', 'unchanged', 'waiting']) })),
  touchpoints: z.number().int(),
  ignored: z.enum(IGNORED).nullable(),
  notes: z.array(z.enum(NOTES)),
});
export type DeliveryResult = z.infer<typeof zDeliveryResult>;

export const DELIVERY_STATES = ['received', 'done', 'failed', 'dead'] as const;
const zDeliveryState = z.enum(DELIVERY_STATES);

export const zDelivery = z.object({
  deliveryId: zId,
  connectionId: zId,
  label: z.string(),
  topic: z.string(),
  receivedAt: zInstant,
  workedAt: zInstant.nullable(),
  /** Times the same event came again. */
  repeats: z.number().int(),
  state: zDeliveryState,
  attempts: z.number().int(),
  problem: zProblem.nullable(),
  result: zDeliveryResult.nullable(),
});
export type Delivery = z.infer<typeof zDelivery>;

export const zConnection = z.object({
  connectionId: zId,
  platform: zPlatform,
  label: z.string(),
  source: z.string(),
  /** Where the platform sends to; null for whoever may not manage connections. */
  url: z.string().nullable(),
  hasSecret: z.boolean(),
  signing: zSigning,
  signatureHeader: z.string(),
  map: zGenericMap.nullable(),
  /** The old address and secret go on until then. */
  previousUntil: zInstant.nullable(),
  createdAt: zInstant,
  lastReceivedAt: zInstant.nullable(),
  received: z.number().int(),
  waiting: z.number().int(),
  dead: z.number().int(),
});
export type Connection = z.infer<typeof zConnection>;

const connectionParams = z.object({ connectionId: zId });

export const listConnections = defineEndpoint({
  method: 'GET',
  path: '/api/connections',
  access: 'sources:read',
  summary: 'Tills and shops that tell by webhook, with what came from each',
  output: z.object({ connections: z.array(zConnection) }),
});

export const createConnection = defineEndpoint({
  method: 'POST',
  path: '/api/connections',
  access: 'sources:manage',
  summary: 'Makes a connection and its address. The secret is sealed and shown to nobody again',
  body: z
    .object({
      platform: zPlatform,
      label: zLabel,
      secret: zSecret.optional(),
      signing: zSigning.default('platform'),
      signatureHeader: zHeaderName.default(''),
    })
    .refine(({ platform, signing }) => (platform === 'generic') === (signing !== 'platform'), {
      path: ['signing'],
      error: 'platform',
    })
    .refine(({ signing, secret }) => signing === 'none' || secret !== undefined, { path: ['secret'], error: 'secret' })
    .refine(
      ({ signing, signatureHeader }) =>
        !['header', 'hmac_hex', 'hmac_base64'].includes(signing) || signatureHeader !== '',
      {
        path: ['signatureHeader'],
        error: 'header',
      },
    ),
  output: zConnection,
});

export const updateConnection = defineEndpoint({
  method: 'PATCH',
  path: '/api/connections/:connectionId',
  access: 'sources:manage',
  summary: 'Changes the name, the secret (the old one goes on for a day) or the map of a connection',
  params: connectionParams,
  body: z.object({ label: zLabel, secret: zSecret, map: zGenericMap }).partial(),
  output: zConnection,
});

export const rotateAddress = defineEndpoint({
  method: 'POST',
  path: '/api/connections/:connectionId/address',
  access: 'sources:manage',
  summary: 'Gives a connection a new address; the old one goes on for a day',
  params: connectionParams,
  output: zConnection,
});

export const removeConnection = defineEndpoint({
  method: 'DELETE',
  path: '/api/connections/:connectionId',
  access: 'sources:manage',
  summary: 'Closes a connection and destroys the deliveries kept of it. Orders and touchpoints stay',
  params: connectionParams,
  output: z.object({}),
});

export const testConnection = defineEndpoint({
  method: 'POST',
  path: '/api/connections/:connectionId/test',
  access: 'sources:manage',
  summary: 'Sends a signed test delivery through the same door; it is read and stored nowhere else',
  params: connectionParams,
  output: z.object({ deliveryId: zId }),
});

const zPreviewLine = z.object({
  itemName: z.string(),
  kind: z.string(),
  quantity: z.number(),
  amountMinor: zAmountMinor,
});

export const previewMap = defineEndpoint({
  method: 'POST',
  path: '/api/connections/:connectionId/preview',
  access: 'sources:manage',
  summary: 'What a generic body would become under a map; nothing is stored',
  params: connectionParams,
  body: z.object({ map: zGenericMap, sample: z.string().max(200_000) }),
  output: z.object({
    problem: zProblem.nullable(),
    orders: z.array(
      z.object({
        orderNo: z.string(),
        orderedAt: zInstant,
        channel: z.string(),
        hasPerson: z.boolean(),
        lines: z.array(zPreviewLine),
      }),
    ),
    touchpoints: z.array(
      z.object({ kind: z.string(), at: zInstant, hasPerson: z.boolean(), keys: z.array(z.string()) }),
    ),
  }),
});

export const listDeliveries = defineEndpoint({
  method: 'GET',
  path: '/api/deliveries',
  access: 'sources:read',
  summary: 'What came by webhook, newest first; the dead letters with `state=dead`',
  query: z.object({
    connectionId: zId.optional(),
    source: z.string().optional(),
    state: zDeliveryState.optional(),
    day: zDay.optional(),
    /** `next` of the page before. */
    before: zPlaceInLine.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({ deliveries: z.array(zDelivery), next: z.string().nullable() }),
});

export const getDelivery = defineEndpoint({
  method: 'GET',
  path: '/api/deliveries/:deliveryId',
  access: 'sources:read',
  summary: 'One delivery with its body, in which everything that may be personal is hidden',
  params: z.object({ deliveryId: zId }),
  output: zDelivery.extend({
    /** Null once destroyed. */
    maskedBody: z.string().nullable(),
    headers: z.record(z.string(), z.string()),
  }),
});

export const replayDelivery = defineEndpoint({
  method: 'POST',
  path: '/api/deliveries/:deliveryId/replay',
  access: 'sources:manage',
  summary: 'Works on a failed delivery again, as when it had just come',
  params: z.object({ deliveryId: zId }),
  output: z.object({ replayed: z.number().int() }),
});

export const replayConnection = defineEndpoint({
  method: 'POST',
  path: '/api/connections/:connectionId/replay',
  access: 'sources:manage',
  summary: 'Works on every failed delivery of a connection again',
  params: connectionParams,
  output: z.object({ replayed: z.number().int() }),
});

export const receiveHook = defineEndpoint({
  method: 'POST',
  path: '/hooks/:token',
  access: 'anonymous',
  summary: 'Where platforms send to: the signature is checked on the raw body, the body is stored and worked on later',
  params: z.object({ token: z.string().max(100) }),
  output: z.object({ received: z.literal(true) }),
});
