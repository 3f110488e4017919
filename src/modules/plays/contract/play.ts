import { z } from 'zod';
import { zAmountMinor, zDay, zId, zInstant } from '../../../shared/endpoint.ts';
import { zCouponOffer } from '../../loyalty/contract.ts';
import { zSendChannel } from '../../messaging/contract.ts';
import { zBoundedRule } from '../../segments/contract.ts';

/** waiting: for somebody who may approve it. leaving: approved, can be taken back until it goes. */
export const PLAY_STATES = ['draft', 'waiting', 'leaving', 'running', 'stopped', 'finished'] as const;
/** once: everybody on one day. rolling: people enter one by one, as automations do. offline: nobody is assigned. */
export const PLAY_KINDS = ['once', 'rolling', 'offline'] as const;
export const zPlayKind = z.enum(PLAY_KINDS);
export const zPlayState = z.enum(PLAY_STATES);
export const zPlayChannel = zSendChannel;

/** The item it is about: while that is sold out it goes to nobody. */
const zOfferedItem = { itemId: zId.optional() };

/** What people get: nothing but the words, or a coupon with a code of its own per person. */
export const zOffer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none'), ...zOfferedItem }),
  zCouponOffer.extend({
    kind: z.literal('amount'),
    validDays: z.number().int().min(1).max(365),
    ...zOfferedItem,
  }),
  zCouponOffer.extend({
    kind: z.literal('percent'),
    value: z.number().int().min(1).max(100),
    validDays: z.number().int().min(1).max(365),
    ...zOfferedItem,
  }),
]);
export type Offer = z.infer<typeof zOffer>;

export const zPlayMessage = z.object({
  subject: z.string().trim().max(200),
  body: z.string().trim().max(10_000),
  locale: z.enum(['ko', 'en']),
  /** Of KakaoTalk: as text message where it cannot deliver, to whoever agreed to advertising by text message (AD-32). */
  smsFallback: z.boolean().optional(),
  /** Of text messages: a picture of this play, which makes them MMS. */
  pictureId: zId.optional(),
});

export const MAX_MEASURE_DAYS = 365;

export const ARM_KEYS = ['a', 'b', 'c', 'd', 'e'] as const;
export const zArmKey = z.enum(ARM_KEYS);
export type ArmKey = z.infer<typeof zArmKey>;
/** Arms beside the first: at most four, so five in all and the hold-out. */
export const MAX_OTHER_ARMS = 4;

/** One of the messages of a play that are compared: its words, its offer, its channel. */
export const zArmDraft = z.object({
  key: zArmKey,
  name: z.string().trim().max(60).default(''),
  channel: zPlayChannel.default('email'),
  offer: zOffer.default({ kind: 'none' }),
  message: zPlayMessage.default({ subject: '', body: '', locale: 'ko' }),
});
export type ArmDraft = z.output<typeof zArmDraft>;

export const zOtherArms = z
  .array(zArmDraft.extend({ key: z.enum(['b', 'c', 'd', 'e']) }))
  .max(MAX_OTHER_ARMS)
  .refine((arms) => new Set(arms.map(({ key }) => key)).size === arms.length, 'two arms with one key');

/** `table`: said by staff at the table; nothing is printed, and nobody brings a code. */
export const OFFLINE_MEDIA = ['leaflet', 'poster', 'street_event', 'table', 'other'] as const;

/** A leaflet, a poster, a street event: what it gives to whoever brings its code, and how it can be compared. */
export const zOffline = z
  .object({
    medium: z.enum(OFFLINE_MEDIA),
    place: z.string().trim().max(120).default(''),
    copies: z.number().int().min(0).max(10_000_000).default(0),
    /** Off the bill for whoever brings the code, minor units; 0: nothing but the greeting. */
    discountMinor: zAmountMinor.min(0).default(0),
    /** Out on some days and in on others, drawn by chance: the only way in which an effect can be told without people held out. */
    switchback: z.boolean().default(false),
    /** A set tried at the tables (MT-80): whoever orders the first item is offered the second, on the drawn days only. */
    pair: z
      .object({ withItemId: zId, offeredItemId: zId })
      .refine(({ withItemId, offeredItemId }) => withItemId !== offeredItemId, 'a set is of two items')
      .nullable()
      .default(null),
  })
  .refine(
    ({ pair, medium, switchback }) => (pair !== null) === (medium === 'table') && (pair === null || switchback),
    'a set is offered at the table, on drawn days',
  );
export type Offline = z.output<typeof zOffline>;

/** What a person decides about a play; everything but the name may come later, while it is a draft. */
export const zPlayDraft = z.object({
  name: z.string().trim().min(1).max(120),
  hypothesis: z.string().trim().max(1_000).default(''),
  segmentId: zId.nullable().default(null),
  rule: zBoundedRule,
  channel: zPlayChannel.default('email'),
  offer: zOffer.default({ kind: 'none' }),
  message: zPlayMessage.default({ subject: '', body: '', locale: 'ko' }),
  /** Share held back, 0–1; null: the default by the size of the audience (MT-30). */
  holdoutRate: z.number().min(0.01).max(0.5).nullable().default(null),
  measureDays: z.number().int().min(1).max(MAX_MEASURE_DAYS).default(28),
  /** Labour, print: what the play costs whatever happens. */
  fixedCostMinor: zAmountMinor.min(0).default(0),
  kind: zPlayKind.default('once'),
  /** What the arm of `channel`, `offer` and `message` is called when there are others. */
  armName: z.string().trim().max(60).default(''),
  otherArms: zOtherArms.default([]),
  /** What it may cost at most: more is not sent, and what waits then is stopped. Null: no ceiling of its own. */
  budgetMinor: zAmountMinor.min(1).nullable().default(null),
  /** With kind `offline`, and only then. */
  offline: zOffline.nullable().default(null),
});
export type PlayDraft = z.output<typeof zPlayDraft>;

export const zExclusion = z.object({ reason: z.string(), count: z.number().int() });

export const zPlay = zPlayDraft.extend({
  playId: zId,
  version: z.number().int(),
  previousPlayId: zId.nullable(),
  state: zPlayState,
  launchedOn: zDay.nullable(),
  launchedAt: zInstant.nullable(),
  plannedEndOn: zDay.nullable(),
  stoppedAt: zInstant.nullable(),
  finishedAt: zInstant.nullable(),
  /** When it goes, while it can still be taken back. */
  leavesAt: zInstant.nullable(),
  askedAt: zInstant.nullable(),
  approvedAt: zInstant.nullable(),
  /** Why it came back; empty when it did not. */
  sentBackNote: z.string(),
  /** Of an offline action, for its QR and for the till; empty for all others. */
  code: z.string(),
  excluded: z.array(zExclusion),
  decision: z.enum(['keep', 'change', 'stop']).nullable(),
  learning: z.string(),
  createdAt: zInstant,
});
export type Play = z.output<typeof zPlay>;

/** Which play a path names. */
export const zPlayId = z.object({ playId: zId });
