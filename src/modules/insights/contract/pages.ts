import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay, zId, zInstant } from '../../../shared/endpoint.ts';
import { zLapseState } from '../../customers/contract.ts';
import { DAYPART_KEYS } from './kinds.ts';

/**
 * One sentence in the language asked for; `key` and `params` for a screen that says it its own way; `metrics` are its figures, as
 * keys of GET /api/insights/definitions.
 */
export const zSaying = z.object({
  key: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  text: z.string(),
  metrics: z.array(z.string()),
});
/** Every page begins with sentences and ends with the keys of its figures in GET /api/insights/definitions. */
export const page = { sentences: z.array(zSaying), metrics: z.array(z.string()) };

export const getRegulars = defineEndpoint({
  method: 'GET',
  path: '/api/insights/regulars',
  access: 'insights:read',
  summary: 'Regulars: what may be trusted, who keeps the rhythm, who is due when, worth of twelve months (MT-14..18)',
  query: z.object({ minVisits: z.coerce.number().int().min(1).max(1000).default(5) }),
  output: z.object({
    ...page,
    states: z.array(
      z.object({
        state: zLapseState.nullable(),
        people: z.number().int(),
        valued: z.number().int(),
        value12mMinor: zAmountMinor,
        visits12m: z.number(),
      }),
    ),
    /** Facts and models are being worked out anew. */
    isUnderWay: z.boolean(),
    /** People with so many visits; the first of them are listed, by value where it is known, else by worth a month. */
    allPeople: z.number().int(),
    /** The last day with a sale, where none has come for days: nobody is expected then. Null where sales go on. */
    salesEndedOn: zDay.nullable(),
    /** People whose next visit is expected on each coming day. */
    expected: z.array(z.object({ day: zDay, people: z.number().int() })),
    people: z.array(
      z.object({
        customerId: zId,
        name: z.string(),
        visits: z.number().int(),
        firstVisitOn: zDay,
        lastVisitOn: zDay,
        daysSinceLast: z.number().int(),
        /** Of them, days of a long closure, which `state` leaves out. */
        closedDays: z.number().int(),
        rhythm: z.enum(['own', 'shop']),
        intervalDays: z.number().nullable(),
        state: zLapseState.nullable(),
        usualWeekday: z.number().int().nullable(),
        usualWeekdayVisits: z.number().int().nullable(),
        usualHour: z.number().int().nullable(),
        usualHourVisits: z.number().int().nullable(),
        worthPerMonthMinor: zAmountMinor,
        model: z.string().nullable(),
        pAlive: z.number().nullable(),
        visits12m: z.number().nullable(),
        value12mMinor: zAmountMinor.nullable(),
        value12mLowMinor: zAmountMinor.nullable(),
        value12mHighMinor: zAmountMinor.nullable(),
        expectedNextOn: zDay.nullable(),
        expectedHalfFromOn: zDay.nullable(),
        expectedHalfToOn: zDay.nullable(),
        expectedFromOn: zDay.nullable(),
        expectedToOn: zDay.nullable(),
      }),
    ),
    /** Null before the first fit. Never parameters. */
    fit: z
      .object({
        model: z.string(),
        warnings: z.array(z.string()),
        people: z.number().int(),
        repeaters: z.number().int(),
        actual: z.number(),
        expected: z.number().nullable(),
        holdoutWeeks: z.number(),
      })
      .nullable(),
    asOf: zInstant.nullable(),
  }),
});
export type RegularsPage = z.output<(typeof getRegulars)['output']>;

export const getCohorts = defineEndpoint({
  method: 'GET',
  path: '/api/insights/cohorts',
  access: 'insights:read',
  summary: 'Cohorts by month, the funnel to the regular, sources with their cost (MT-13, MT-19, MT-22)',
  output: z.object({
    ...page,
    windowDays: z.number().int(),
    funnel: z.object({
      first: z.number().int(),
      second: z.number().int(),
      regular: z.number().int(),
      lapsed: z.number().int(),
      lostEarly: z.number().int(),
    }),
    cohorts: z.array(z.object({ cohort: z.string(), people: z.array(z.number().int()) })),
    /** Months in which the shop was closed from the first day to the last, 'YYYY-MM'. */
    closedMonths: z.array(z.string()),
    /** Orders that a wrong clock of the till dated, the latest day first: in none of these figures. Null without any. */
    setApart: z
      .object({
        orders: z.number().int(),
        last: zDay,
        first: zDay,
        /** The first of them. */
        rows: z.array(
          z.object({
            orderId: zId,
            orderNo: z.string(),
            source: z.string(),
            businessDay: zDay,
            netMinor: zAmountMinor,
            customerId: zId.nullable(),
          }),
        ),
      })
      .nullable(),
    sources: z.array(
      z.object({
        source: z.string(),
        people: z.number().int(),
        cameAgain: z.number().int(),
        regulars: z.number().int(),
        netMinor: zAmountMinor,
        worthPerMonthMinor: zAmountMinor,
        value12mMinor: zAmountMinor,
        /** Null where nobody said what it cost. */
        costMinor: zAmountMinor.nullable(),
        costPerPersonMinor: zAmountMinor.nullable(),
        paybackMonths: z.number().nullable(),
      }),
    ),
  }),
});
export type CohortsPage = z.output<(typeof getCohorts)['output']>;

const zPairOf = <V extends z.ZodType>(value: V) => z.tuple([value, value]);

export const getPairs = defineEndpoint({
  method: 'GET',
  path: '/api/insights/pairs',
  access: 'insights:read',
  summary:
    'What sells together, by daypart, and what people have next, with false discoveries held down (MT-80, MT-81)',
  output: z.object({
    ...page,
    windowDays: z.number().int(),
    n: z.number().int(),
    verdict: z.enum(['pairs', 'chance', 'too_few']),
    /** Of each part of the day, the whole day first: pairs found; the first of them are listed. */
    found: z.array(z.object({ daypart: z.enum(['all', ...DAYPART_KEYS]), pairs: z.number().int() })),
    sequencesFound: z.number().int(),
    pairs: z.array(
      z.object({
        daypart: z.enum(['all', ...DAYPART_KEYS]),
        itemIds: zPairOf(zId),
        names: zPairOf(z.string()),
        n: z.number().int(),
        count: z.number().int(),
        /** Baskets with both that chance gives among parties and baskets of the same size, and how many times that it is. */
        expected: z.number(),
        liftAtSize: z.number().nullable(),
        support: z.number(),
        /** Of baskets with the first, the share with the second. */
        confidence: z.number(),
        lift: z.number(),
        /** 95 % interval of the lift. */
        liftCi: zPairOf(z.number()),
        leverage: z.number(),
        conviction: z.number().nullable(),
        /** False-discovery rate at which it is found. */
        q: z.number(),
        sentence: zSaying,
        /** For a play: half the tables that order the first are offered the set. */
        trial: z.object({
          withItemId: zId,
          offeredItemId: zId,
          attachRate: z.number(),
          tablesAWeek: z.number(),
          /** One of the two is sold out now: nobody is offered what is not there. */
          isSoldOut: z.boolean(),
        }),
      }),
    ),
    sequences: z.array(
      z.object({
        itemIds: zPairOf(zId),
        names: zPairOf(z.string()),
        people: z.number().int(),
        count: z.number().int(),
        rate: z.number(),
        usualRate: z.number(),
        lift: z.number().nullable(),
        q: z.number(),
        sentence: zSaying,
      }),
    ),
  }),
});
export type PairsPage = z.output<(typeof getPairs)['output']>;
export type Pair = PairsPage['pairs'][number];

export const getMenu = defineEndpoint({
  method: 'GET',
  path: '/api/insights/menu',
  access: 'insights:read',
  summary: 'Menu by popularity and margin, with alarms on trends, prices and names (MT-40)',
  output: z.object({
    ...page,
    from: zDay,
    until: zDay,
    items: z.array(
      z.object({
        itemId: zId,
        name: z.string(),
        category: z.string(),
        units: z.number(),
        share: z.number(),
        price: z.number(),
        cost: z.number(),
        costIsKnown: z.boolean(),
        margin: z.number(),
        class: z.enum(['star', 'plowhorse', 'puzzle', 'dog']).nullable(),
        /** Pieces a week, the oldest of twelve first. */
        weeks: z.array(z.number()),
        actions: z.array(z.string()),
        hasOpenDecision: z.boolean(),
      }),
    ),
    /** Of each category that has classes: popular from this share of its pieces, profitable from this margin. */
    cuts: z.array(z.object({ category: z.string(), popularFrom: z.number(), meanMargin: z.number() })),
    alarms: z.array(
      z.object({
        itemId: zId,
        kind: z.enum(['falling', 'rising', 'price_changed', 'renamed']),
        before: z.number(),
        after: z.number(),
        n: z.number(),
        renamedTo: zId.nullable(),
        sentence: zSaying,
      }),
    ),
    /** First sold in the last four weeks, the latest first; `allOrders` are the shop's since that day. */
    newItems: z.array(
      z.object({
        itemId: zId,
        name: z.string(),
        category: z.string(),
        since: zDay,
        days: z.number().int(),
        orders: z.number().int(),
        units: z.number(),
        allOrders: z.number().int(),
        sentence: zSaying,
      }),
    ),
  }),
});
export type MenuPage = z.output<(typeof getMenu)['output']>;

export const getHours = defineEndpoint({
  method: 'GET',
  path: '/api/insights/hours',
  access: 'insights:read',
  summary: 'A mean hour of each weekday over twelve weeks, open days only',
  output: z.object({
    ...page,
    from: zDay,
    until: zDay,
    openDays: z.number().int(),
    cells: z.array(
      z.object({
        /** 1 Monday … 7 Sunday, of the business day. */
        weekday: z.number().int(),
        hour: z.number().int(),
        /** Open days it is the mean of. */
        n: z.number().int(),
        orders: z.number(),
        salesMinor: zAmountMinor,
        covers: z.number(),
      }),
    ),
  }),
});

const zRiskKind = z.enum(['concentration', 'refunds', 'points', 'no_show']);

export const getRisks = defineEndpoint({
  method: 'GET',
  path: '/api/insights/risks',
  access: 'insights:read',
  summary: 'What is worth a second look, as suggestions only (PV-80)',
  output: z.object({
    ...page,
    windowDays: z.number().int(),
    n: z.number().int(),
    /** What was looked at: orders, orders under a name of staff, people, booked parties; 0 where nothing is recorded. */
    looked: z.array(
      z.object({
        kind: zRiskKind,
        n: z.number().int(),
        /** What stood out; the first of them are listed. */
        found: z.number().int(),
      }),
    ),
    risks: z.array(
      z.object({
        kind: zRiskKind,
        /** The order or the person it is about, where it is about one. */
        subject: zId.nullable(),
        sentence: zSaying,
      }),
    ),
  }),
});
