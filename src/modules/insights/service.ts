import type { z } from 'zod';
import {
  definitions,
  findDateTest,
  findHugeOfPerson,
  findHugeOrders,
  findLastSalesDay,
  findOpenDay,
  findPeopleFit,
  findPersonFacts,
  findPersonModel,
  findShopFacts,
  getOverviewRow,
  listNoShowsOfPerson,
  listRestingRows,
  listRestingTotals,
  listRfm,
  listVisitDays,
  type PersonModel,
  type RestingRow,
  type UsualItemFact,
} from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { nameWithOption } from '../../shared/item-name.ts';
import { maskName, maskPhone } from '../../shared/mask.ts';
import { addDays, businessDayOf, daysBetween } from '../../shared/time.ts';
import { findCustomer, zLapseState } from '../customers/index.ts';
import { recordAccess } from '../staff/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import {
  type getOverview as overviewEndpoint,
  type PersonInsight,
  type RestingPerson,
  RFM_SEGMENTS,
  type listResting as restingEndpoint,
  zDaypart,
} from './contract.ts';
import { findRfmOfPerson } from './rfm-of-person.ts';
import { describeOutlook, NO_NEXT_VISIT } from './rules/describe-outlook.ts';
import {
  computeLapse,
  computeWorthPerMonthMinor,
  describeLapseReason,
  describePerson,
  scoreRfm,
  type UsualHour,
  type VisitInterval,
} from './rules/index.ts';
import { sayHugeCheck, sayHugeSales, sayHugeWorth } from './rules/say-doubts.ts';
import { REPEATED_NO_SHOW, sayRepeatedNoShow } from './rules/say-menu.ts';
import { sayIn } from './rules/saying.ts';

/** Visits drawn as a strip; two a week for four years. */
const MAX_VISIT_DAYS = 400;
/** MT-10: the year that RFM and the rates look at. */
const WINDOW_DAYS = 365;

type Facts = NonNullable<Awaited<ReturnType<typeof findPersonFacts>>>;

function intervalOf(facts: {
  visits: number;
  ownIntervalDays: number | null;
  intervalDays: number | null;
}): VisitInterval | undefined {
  if (facts.intervalDays === null) return undefined;
  const n = Math.max(0, facts.visits - 1);
  return { intervalDays: facts.intervalDays, source: facts.ownIntervalDays === null ? 'shop' : 'own', n };
}

function usualOf(facts: Facts): UsualHour {
  const { usualWeekday, usualWeekdayVisits, usualWeekdayShare, usualHour, usualHourVisits, usualHourShare } = facts;
  const daypart = zDaypart.nullable().parse(facts.usualDaypart);
  return {
    n: facts.visits,
    ...(usualWeekday === null
      ? {}
      : { weekday: { value: usualWeekday, count: usualWeekdayVisits ?? 0, share: usualWeekdayShare ?? 0 } }),
    ...(usualHour === null
      ? {}
      : { hour: { value: usualHour, count: usualHourVisits ?? 0, share: usualHourShare ?? 0 } }),
    ...(daypart === null
      ? {}
      : { daypart: { value: daypart, count: facts.usualDaypartVisits ?? 0, share: facts.usualDaypartShare ?? 0 } }),
  };
}

const habit = <V>(part: { value: V; count: number; share: number } | undefined) =>
  part ? { value: part.value, visits: part.count, share: part.share } : null;

/**
 * What the models know of one person; logged. Somebody who came today, or with `here`, is described as standing at the
 * counter: her gap is then the one before this visit.
 * @throws AppError forbidden | not_found
 */
export async function getPersonInsight(
  db: Db,
  actor: Actor,
  customerId: string,
  { here, now }: { here: boolean; now: Date },
): Promise<PersonInsight> {
  actor.require('insights:read');
  const { workspaceId } = actor;
  const workspace = await getWorkspace(db, workspaceId);
  const today = businessDayOf(now, workspace);
  const shopFacts = findShopFacts(db, workspaceId);
  const [, person, facts, shop, days, model, end, dates, [repeated], huge, rfm] = await Promise.all([
    recordAccess(db, actor, { action: 'view', subject: customerId }, now),
    findCustomer(db, workspaceId, customerId),
    findPersonFacts(db, workspaceId, customerId),
    shopFacts,
    listVisitDays(db, { workspaceId, customerId, today, limit: MAX_VISIT_DAYS }),
    findPersonModel(db, workspaceId, customerId),
    findLastSalesDay(db, { workspaceId, today }),
    findDateTest(db, workspaceId),
    listNoShowsOfPerson(db, { workspaceId, customerId, today, ...REPEATED_NO_SHOW }),
    findHugeOfPerson(db, { workspaceId, customerId, until: today }),
    shopFacts.then(
      (shop) => shop && findRfmOfPerson(db, { workspaceId, customerId, today, builtAt: shop.refreshedAt }),
    ),
  ]);
  if (!person) throw new AppError('not_found', 'no such customer');
  const asOf = shop?.refreshedAt.toISOString() ?? null;
  const visitDays = days.map((day) => day.visitedOn).toReversed();
  const noShows = repeated ? sayIn(actor.locale, sayRepeatedNoShow(repeated)) : null;
  if (!facts) return { ...nothingKnown(customerId, actor.locale), noShows, asOf };

  const cameToday = facts.lastVisitOn === today;
  const isHere = here || cameToday;
  const interval = intervalOf(facts);
  const lastBefore = cameToday ? facts.previousVisitOn : facts.lastVisitOn;
  const daysSinceLast = Math.max(0, daysBetween(facts.lastVisitOn, today));
  const gapDays = lastBefore === null ? undefined : Math.max(0, daysBetween(lastBefore, today));
  const closedDays = facts.closedDaysSince;
  const closedInGap = cameToday ? facts.closedDaysBefore : closedDays;
  const lapseOf = (gap: { daysSinceLast: number; closedDays: number }) =>
    interval && computeLapse({ ...gap, intervalDays: interval.intervalDays });
  const lapse = lapseOf({ daysSinceLast, closedDays });
  const lapseBefore = gapDays === undefined ? undefined : lapseOf({ daysSinceLast: gapDays, closedDays: closedInGap });
  const usual = usualOf(facts);
  const usualItems = facts.usualItems as UsualItemFact[];
  // MT-14: below three visits the interval is other people's, and tells nothing of hers.
  const hasRhythm = interval?.source === 'own';
  const sentence = describePerson(
    {
      visits: facts.visits,
      interval,
      lapse: lapseBefore?.state,
      daysSinceLast: gapDays,
      closedDays: closedInGap,
      usual,
      usualItems: usualItems.map((item) => ({ ...item, n: facts.visits })),
      isHere,
    },
    actor.locale,
  );
  const isLate = interval && lapse && lapse.state !== 'on_rhythm';
  return {
    customerId,
    sentence,
    visits: facts.visits,
    firstVisitOn: facts.firstVisitOn,
    lastVisitOn: facts.lastVisitOn,
    daysSinceLast,
    closedDays,
    netMinor: facts.netMinor,
    worthPerMonthMinor: huge
      ? computeWorthPerMonthMinor({
          spendMinor: facts.netMinor - huge.netMinor,
          activeDays: daysBetween(facts.firstVisitOn, facts.lastVisitOn),
        })
      : facts.worthPerMonthMinor,
    worthNote: huge ? sayIn(actor.locale, sayHugeWorth(huge, workspace.currency)) : null,
    interval: interval ?? null,
    lapse: hasRhythm && lapse ? lapse : null,
    reason: isLate ? describeLapseReason({ interval, daysSinceLast, closedDays }, actor.locale) : null,
    nextExpectedOn: end ? null : await nextOf(db, { workspaceId, today, facts, model, interval, lapse }),
    usualWeekday: habit(usual.weekday),
    usualHour: habit(usual.hour),
    usualDaypart: habit(usual.daypart),
    usualItems,
    rfm: rfm ?? null,
    outlook: model
      ? describeOutlook(end ? { ...model, ...NO_NEXT_VISIT } : model, {
          fittedOn: businessDayOf(model.fittedAt, workspace),
          currency: workspace.currency,
          dates: dates?.onRhythm,
          late:
            hasRhythm && lapse && (lapse.state === 'due' || lapse.state === 'watch')
              ? { intervalDays: interval.intervalDays, days: daysSinceLast - closedDays }
              : undefined,
        }).map((saying) => sayIn(actor.locale, saying))
      : [],
    noShows,
    visitDays,
    asOf,
  };
}

/**
 * The day that the sentence of the models names. Where the shop's rhythms are not learnt yet, the day her own rhythm says;
 * nobody else gets one: who rests, whose past says nothing of her, who has been here once (decision 0022).
 */
async function nextOf(
  db: Db,
  input: {
    workspaceId: string;
    today: string;
    facts: Pick<Facts, 'lastVisitOn' | 'closedDaysSince'>;
    model: PersonModel | undefined;
    interval: VisitInterval | undefined;
    lapse: ReturnType<typeof computeLapse> | undefined;
  },
): Promise<string | null> {
  const { workspaceId, today, facts, model, interval, lapse } = input;
  if (model?.expectedNextOn) return model.expectedNextOn;
  if (interval?.source !== 'own' || lapse?.state === 'lapsed') return null;
  const isLearnt = model && (await findPeopleFit(db, workspaceId))?.result.spread;
  if (isLearnt) return null;
  const day = addDays(facts.lastVisitOn, facts.closedDaysSince + Math.round(interval.intervalDays));
  return findOpenDay(db, { workspaceId, today, day });
}

function nothingKnown(customerId: string, locale: 'ko' | 'en'): PersonInsight {
  const sentence = describePerson(
    {
      visits: 0,
      interval: undefined,
      lapse: undefined,
      daysSinceLast: undefined,
      closedDays: 0,
      usual: undefined,
      usualItems: [],
      isHere: false,
    },
    locale,
  );
  return {
    customerId,
    sentence,
    visits: 0,
    firstVisitOn: null,
    lastVisitOn: null,
    daysSinceLast: null,
    closedDays: 0,
    netMinor: 0,
    worthPerMonthMinor: null,
    worthNote: null,
    interval: null,
    lapse: null,
    reason: null,
    nextExpectedOn: null,
    usualWeekday: null,
    usualHour: null,
    usualDaypart: null,
    usualItems: [],
    rfm: null,
    outlook: [],
    noShows: null,
    visitDays: [],
    asOf: null,
  };
}

function toResting(row: RestingRow, locale: 'ko' | 'en'): RestingPerson {
  const interval = intervalOf(row) ?? { intervalDays: row.intervalDays, source: 'shop' as const, n: 0 };
  const item = row.usualItems[0];
  return {
    customerId: row.customerId,
    name: maskName(row.name),
    phoneMasked: row.phone === null ? null : maskPhone(row.phone),
    visits: row.visits,
    lastVisitOn: row.lastVisitOn,
    daysSinceLast: row.daysSinceLast,
    closedDays: row.closedDays,
    ratio: row.lapseRatio,
    state: zLapseState.parse(row.lapse),
    worthPerMonthMinor: row.worthPerMonthMinor,
    usualItem: item ? nameWithOption(item.name, item.option) : null,
    mayEmail: row.mayEmail,
    reason: describeLapseReason({ interval, daysSinceLast: row.daysSinceLast, closedDays: row.closedDays }, locale),
  };
}

/** People behind their rhythm, the one worth most first, masked; logged. @throws AppError forbidden */
export async function listResting(
  db: Db,
  actor: Actor,
  query: z.output<(typeof restingEndpoint)['query']> & { now: Date },
): Promise<z.output<(typeof restingEndpoint)['output']>> {
  actor.require('insights:read');
  const { workspaceId } = actor;
  const today = businessDayOf(query.now, await getWorkspace(db, workspaceId));
  const [afterWorth, afterId] = query.after?.split(':') ?? [];
  const [rows, totals, shop] = await Promise.all([
    listRestingRows(db, {
      workspaceId,
      today,
      minVisits: query.minVisits,
      states: query.state,
      afterId: afterId ?? null,
      afterWorthMinor: afterWorth ?? null,
      limit: query.limit + 1,
    }),
    listRestingTotals(db, { workspaceId, today, minVisits: query.minVisits }),
    findShopFacts(db, workspaceId),
    recordAccess(db, actor, { action: 'list', subject: `resting ${query.state.join(',')}` }, query.now),
  ]);
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  const byState = totals.map(({ lapse, ...total }) => ({ state: zLapseState.parse(lapse), ...total }));
  const asked = byState.filter(({ state }) => query.state.includes(state));
  const sum = (pick: (total: (typeof asked)[number]) => number) => asked.reduce((total, one) => total + pick(one), 0);
  return {
    people: shown.map((row) => toResting(row, actor.locale)),
    next: rows.length > query.limit && last ? `${last.worthPerMonthMinor}:${last.customerId}` : null,
    total: {
      people: sum((one) => one.people),
      worthPerMonthMinor: sum((one) => one.worthPerMonthMinor),
      mayEmail: sum((one) => one.mayEmail),
    },
    byState,
    asOf: shop?.refreshedAt.toISOString() ?? null,
  };
}

const rate = (count: number, n: number) => ({ rate: n === 0 ? null : count / n, count, n });

/** The shop at a glance over the last 365 business days. @throws AppError forbidden */
export async function getOverview(
  db: Db,
  actor: Actor,
  now: Date,
): Promise<z.output<(typeof overviewEndpoint)['output']>> {
  actor.require('insights:read');
  const { workspaceId } = actor;
  const workspace = await getWorkspace(db, workspaceId);
  const today = businessDayOf(now, workspace);
  const [row, people, shop, huge] = await Promise.all([
    getOverviewRow(db, { workspaceId, today, days: WINDOW_DAYS }),
    listRfm(db, { workspaceId, today }),
    findShopFacts(db, workspaceId),
    findHugeOrders(db, { workspaceId, from: addDays(today, 1 - WINDOW_DAYS), until: today }),
  ]);
  const methods = new Set([
    scoreRfm({ values: people.map((one) => one.recencyDays), measure: 'recency' }).method,
    scoreRfm({ values: people.map((one) => one.frequency), measure: 'frequency' }).method,
  ]);
  const [method] = methods;
  return {
    today,
    windowDays: WINDOW_DAYS,
    customers: row.customers,
    identified: rate(row.identifiedOrders, row.orders),
    repeat: rate(row.repeaters, row.visitors),
    newToSecond: rate(row.cohortReturned, row.cohort),
    visitors: row.visitors,
    newPeople: row.newPeople,
    medianInterval:
      shop?.medianIntervalDays == null ? null : { days: shop.medianIntervalDays, people: shop.medianIntervalPeople },
    averageCheck: {
      perOrderMinor: row.orders === 0 ? null : Math.round(row.netMinor / row.orders),
      orders: row.orders,
      perCoverMinor: row.covers === 0 ? null : Math.round(row.coversNetMinor / row.covers),
      covers: row.covers,
      note: huge ? sayIn(actor.locale, sayHugeCheck(huge, workspace.currency)) : null,
    },
    rfm: {
      method: methods.size === 1 && method ? method : 'mixed',
      people: people.length,
      note: huge ? sayIn(actor.locale, sayHugeSales(huge)) : null,
      segments: RFM_SEGMENTS.map((segment) => {
        const members = people.filter((one) => one.segment === segment);
        return { segment, people: members.length, netMinor: members.reduce((sum, one) => sum + one.monetaryMinor, 0) };
      }),
    },
    asOf: shop?.refreshedAt.toISOString() ?? null,
  };
}

/** What each figure means, and when the mart was last brought up to date. */
export async function listDefinitions(db: Db, actor: Actor) {
  const shop = await findShopFacts(db, actor.workspaceId);
  return {
    definitions: definitions.map((definition) => ({ ...definition, sources: [...definition.sources] })),
    asOf: shop?.refreshedAt.toISOString() ?? null,
  };
}
