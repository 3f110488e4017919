import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay, zId, zInstant } from '../../shared/endpoint.ts';
import { zLapseState } from '../customers/contract.ts';
import { zDaypart, zRfmSegment } from './contract/kinds.ts';
import { zSaying } from './contract/pages.ts';

export * from './contract/kinds.ts';

/** One piece of a sentence, translated by `key` from the locale file `insights`. */
export const zSentencePart = z.object({
  key: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** True: belongs to the piece before it; false: stands after a dot. */
  joinsPrevious: z.boolean(),
});

const zItem = z.object({
  itemId: zId,
  name: z.string(),
  /** How she mostly has it (`2단계`); null when no way stands out. */
  option: z.string().nullable(),
  visits: z.number().int(),
  share: z.number(),
});
/** A habit with the visits it stands on. */
const zHabit = <V extends z.ZodType>(value: V) => z.object({ value, visits: z.number().int(), share: z.number() });

export const zPersonInsight = z.object({
  customerId: zId,
  /** Who she is to us in one line (FE-07), in the language asked for, and its pieces. */
  sentence: z.object({ text: z.string(), parts: z.array(zSentencePart) }),
  visits: z.number().int(),
  firstVisitOn: zDay.nullable(),
  lastVisitOn: zDay.nullable(),
  daysSinceLast: z.number().int().nullable(),
  /** Of them, days of a long closure: `lapse` and `reason` leave them out. */
  closedDays: z.number().int(),
  netMinor: zAmountMinor,
  worthPerMonthMinor: zAmountMinor.nullable(),
  /** What it is told without: an order that is much of the shop's sales. */
  worthNote: zSaying.nullable(),
  /** MT-14; `n` gaps of her own. */
  interval: z.object({ intervalDays: z.number(), source: z.enum(['own', 'shop']), n: z.number().int() }).nullable(),
  /** MT-15. */
  lapse: z.object({ ratio: z.number(), state: zLapseState }).nullable(),
  /** Why she stands in the list of 쉬는 손님; null while she keeps her rhythm. */
  reason: z.object({ key: z.string(), params: z.record(z.string(), z.number()), text: z.string() }).nullable(),
  /** The day the models name, as the outlook says it; else last visit and one interval, in the past when she is late. */
  nextExpectedOn: zDay.nullable(),
  usualWeekday: zHabit(z.number().int()).nullable(),
  usualHour: zHabit(z.number().int()).nullable(),
  usualDaypart: zHabit(zDaypart).nullable(),
  usualItems: z.array(zItem),
  /** MT-12 over 365 days. */
  rfm: z
    .object({
      recency: z.number().int(),
      frequency: z.number().int(),
      monetary: z.number().int(),
      segment: zRfmSegment,
    })
    .nullable(),
  /** What is expected of her, each sentence with its n and the day of the fit; empty where nothing is known (MT-14..18). */
  outlook: z.array(zSaying),
  /** Bookings she did not come to, from the second in 12 months on: a suggestion to a person, never a refusal (OP-37, PV-80). */
  noShows: zSaying.nullable(),
  /** Business days of visits, oldest first: the rhythm strip. */
  visitDays: z.array(zDay),
  /** When the mart last took something in; null before the first build. */
  asOf: zInstant.nullable(),
});
export type PersonInsight = z.infer<typeof zPersonInsight>;

export const getPersonInsight = defineEndpoint({
  method: 'GET',
  path: '/api/insights/people/:customerId',
  access: 'insights:read',
  summary: 'What the models know of one person, each figure with its n (FE-07, MT-10..15)',
  params: z.object({ customerId: zId }),
  query: z.object({ here: z.stringbool().default(false) }),
  output: zPersonInsight,
});

export const zRestingPerson = z.object({
  customerId: zId,
  name: z.string(),
  phoneMasked: z.string().nullable(),
  visits: z.number().int(),
  lastVisitOn: zDay,
  daysSinceLast: z.number().int(),
  /** Of them, days of a long closure: `ratio` leaves them out. */
  closedDays: z.number().int(),
  ratio: z.number(),
  state: zLapseState,
  worthPerMonthMinor: zAmountMinor,
  usualItem: z.string().nullable(),
  /** Advertising e-mail may reach her: an address that works and both consents. */
  mayEmail: z.boolean(),
  reason: z.object({ key: z.string(), params: z.record(z.string(), z.number()), text: z.string() }),
});
export type RestingPerson = z.infer<typeof zRestingPerson>;

/** MT-14: somebody must have come this often before her staying away says anything. */
export const RESTING_MIN_VISITS = 3;

export const listResting = defineEndpoint({
  method: 'GET',
  path: '/api/insights/resting',
  access: 'insights:read',
  summary: 'People behind their own rhythm, sorted by what they are worth, each with the reason (MT-15)',
  query: z.object({
    state: z
      .string()
      .transform((text) => text.split(',').filter((part) => part !== ''))
      .pipe(z.array(zLapseState).min(1))
      .default(['watch', 'lapsed']),
    minVisits: z.coerce.number().int().min(1).max(1000).default(RESTING_MIN_VISITS),
    /** `next` of the page before. */
    after: z
      .string()
      .regex(/^-?\d{1,15}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      .optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  output: z.object({
    people: z.array(zRestingPerson),
    next: z.string().nullable(),
    /** Of everybody in the states asked for, not only of this page. */
    total: z.object({ people: z.number().int(), worthPerMonthMinor: zAmountMinor, mayEmail: z.number().int() }),
    byState: z.array(
      z.object({
        state: zLapseState,
        people: z.number().int(),
        worthPerMonthMinor: zAmountMinor,
        mayEmail: z.number().int(),
      }),
    ),
    asOf: zInstant.nullable(),
  }),
});

/** A share with what it is a share of (MT-02). */
const zRate = z.object({ rate: z.number().nullable(), count: z.number().int(), n: z.number().int() });

export const getOverview = defineEndpoint({
  method: 'GET',
  path: '/api/insights/overview',
  access: 'insights:read',
  summary:
    'The shop at a glance: who is known, who comes back, what an order comes to, who is in which group (MT-03, MT-12, MT-13, MT-44)',
  output: z.object({
    today: zDay,
    windowDays: z.number().int(),
    customers: z.number().int(),
    /** MT-03. */
    identified: zRate,
    /** MT-13. */
    repeat: zRate,
    newToSecond: zRate,
    visitors: z.number().int(),
    newPeople: z.number().int(),
    medianInterval: z.object({ days: z.number(), people: z.number().int() }).nullable(),
    /** MT-44: of an order, and of a guest where orders say how many sat there; null without any. */
    averageCheck: z.object({
      perOrderMinor: zAmountMinor.nullable(),
      orders: z.number().int(),
      perCoverMinor: zAmountMinor.nullable(),
      covers: z.number().int(),
      /** What lifts it: one order that is much of the sales. */
      note: zSaying.nullable(),
    }),
    rfm: z.object({
      /** How the scores were made (MT-11). */
      method: z.enum(['quintiles', 'thresholds', 'mixed']),
      people: z.number().int(),
      /** What lifts the money of a group: one order that is much of the sales. */
      note: zSaying.nullable(),
      segments: z.array(z.object({ segment: zRfmSegment, people: z.number().int(), netMinor: zAmountMinor })),
    }),
    asOf: zInstant.nullable(),
  }),
});

const zWords = z.object({ ko: z.string(), en: z.string() });
export const zDefinition = z.object({
  key: z.string(),
  rule: z.string(),
  name: zWords,
  text: zWords,
  windowDays: z.number().int().nullable(),
  sources: z.array(z.string()),
  formula: zWords,
  /** What it counts and what it leaves out. */
  filter: zWords,
  unit: zWords,
});

export const listDefinitions = defineEndpoint({
  method: 'GET',
  path: '/api/insights/definitions',
  access: 'signed-in',
  summary: 'What each figure means, where it comes from and when it was last true (MT-01)',
  output: z.object({ definitions: z.array(zDefinition), asOf: zInstant.nullable() }),
});
