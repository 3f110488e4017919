import type { z } from 'zod';
import {
  countIdentified,
  findHugeOrders,
  findLastSalesDay,
  findPeopleFit,
  findSetApart,
  getFunnel,
  isFitUnderWay,
  listAcquisition,
  listClosures,
  listExpectedDays,
  listRegularPeople,
  listRegularStates,
  marginRateOf,
  refitPeople,
} from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { maskName } from '../../shared/mask.ts';
import { addDays, addMonths, businessDayOf } from '../../shared/time.ts';
import { zLapseState } from '../customers/index.ts';
import { recordAccess } from '../staff/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import type { getCohorts, getRegulars } from './contract/pages.ts';
import { reportCohorts } from './menu-report.ts';
import { NO_NEXT_VISIT } from './rules/describe-outlook.ts';
import { sayCohortClosure, sayHugeSales, saySalesEnd, sayWhileFitted, sayWrongClock } from './rules/say-doubts.ts';
import { type PeopleVerdict, sayFunnel, sayIdentified, sayPeopleVerdict, sayStates } from './rules/say-people.ts';
import { sayIn } from './rules/saying.ts';
import { listSourceCosts } from './store.ts';

const DAY_MS = 86_400_000;
const dayOf = (number: number) => new Date(number * DAY_MS).toISOString().slice(0, 10);
/** Days drawn ahead. */
const DAYS_AHEAD = 14;
/** People listed on the page. */
const PEOPLE_SHOWN = 100;
const WINDOW_DAYS = 365;
/** Closures told beside the cohorts: the latest. */
const SAID_CLOSURES = 2;

/** What the latest fit of everybody was worth; undefined before the first. */
async function findVerdict(db: Db, workspaceId: string): Promise<(PeopleVerdict & { fittedAt: Date }) | undefined> {
  const [last, setApart] = await Promise.all([findPeopleFit(db, workspaceId), findSetApart(db, workspaceId)]);
  if (!last) return undefined;
  const { result, model, warnings, fittedAt } = last;
  const { spread, closures, ...rest } = result;
  return {
    ...rest,
    model,
    warnings,
    fittedAt,
    rhythm: spread,
    closures: closures.map(({ from, to }) => ({ from: dayOf(from), to: dayOf(to) })),
    setApart,
  };
}

/**
 * Regulars: what may be trusted, how many keep their rhythm, who is expected when, and the people worth most, masked;
 * logged. @throws AppError forbidden
 */
export async function getRegularsPage(
  db: Db,
  actor: Actor,
  { minVisits, now }: { minVisits: number; now: Date },
): Promise<z.output<typeof getRegulars.output>> {
  actor.require('insights:read');
  const { workspaceId, locale } = actor;
  const today = businessDayOf(now, await getWorkspace(db, workspaceId));
  const [told, isUnderWay, end, known, states, days, people] = await Promise.all([
    findVerdict(db, workspaceId),
    isFitUnderWay(db, workspaceId),
    findLastSalesDay(db, { workspaceId, today }),
    countIdentified(db, { workspaceId, today, days: WINDOW_DAYS }),
    listRegularStates(db, { workspaceId, today }),
    listExpectedDays(db, { workspaceId, today, days: DAYS_AHEAD }),
    listRegularPeople(db, { workspaceId, today, minVisits, limit: PEOPLE_SHOWN }),
    recordAccess(db, actor, { action: 'list', subject: 'regulars' }, now),
  ]);
  const byState = states.map(({ state, ...rest }) => ({
    state: state === null ? null : zLapseState.parse(state),
    ...rest,
  }));
  const verdict = told && {
    ...told,
    // That sales have ended is said first, and by itself.
    closures: told.closures.filter(({ from }) => end === undefined || from <= end.lastSaleOn),
  };
  const said = [
    end ? saySalesEnd(end) : [],
    sayStates(byState, end ? [] : days),
    sayIdentified(known) ?? [],
    verdict ? sayPeopleVerdict(verdict) : [],
  ].flat();
  return {
    sentences: sayWhileFitted(said, { isUnderWay, hasFit: told !== undefined }).map((saying) => sayIn(locale, saying)),
    isUnderWay,
    states: byState,
    salesEndedOn: end?.lastSaleOn ?? null,
    expected: end ? [] : days,
    allPeople: people[0]?.allPeople ?? 0,
    people: people.map(({ name, state, ownIntervalDays, allPeople: _all, ...person }) => ({
      ...person,
      name: maskName(name),
      state: state === null ? null : zLapseState.parse(state),
      rhythm: ownIntervalDays === null ? ('shop' as const) : ('own' as const),
      ...(end ? NO_NEXT_VISIT : {}),
    })),
    fit: verdict
      ? {
          model: verdict.model,
          warnings: [...verdict.warnings],
          people: verdict.people,
          repeaters: verdict.repeaters,
          actual: verdict.actual,
          expected: verdict.calibrated ?? verdict.expected,
          holdoutWeeks: verdict.holdoutWeeks,
        }
      : null,
    metrics: [
      'visitInterval',
      'lapse',
      'nextVisit',
      'pAlive',
      'value12m',
      'identifiedShare',
      ...(verdict?.setApart ? ['setApart'] : []),
    ],
    asOf: verdict?.fittedAt.toISOString() ?? null,
  };
}

/**
 * `insights rhythm`: each person's rhythm, lapse and next visit as a range, by id only, how many there are in all, and when
 * sales ended, if they did: then nobody has a date. @throws AppError forbidden
 */
export async function reportRhythm(db: Db, actor: Actor, { today, limit }: { today: string; limit: number }) {
  actor.require('insights:read');
  const { workspaceId } = actor;
  const [people, end, fit] = await Promise.all([
    listRegularPeople(db, { workspaceId, today, minVisits: 1, limit }),
    findLastSalesDay(db, { workspaceId, today }),
    findPeopleFit(db, workspaceId),
  ]);
  return {
    people: people.map(({ name: _name, allPeople: _all, ...person }) => ({ ...person, ...(end ? NO_NEXT_VISIT : {}) })),
    allPeople: people[0]?.allPeople ?? 0,
    end,
    /** Days of next visits have been worked out: the server does it every night. */
    isFitted: fit !== undefined,
  };
}

/** Fits everybody anew now, and says what it was worth. @throws AppError forbidden */
export async function refitNow(db: Db, actor: Actor, now: Date) {
  actor.require('insights:read');
  const fit = await refitPeople(db, { workspaceId: actor.workspaceId, now });
  const verdict = await findVerdict(db, actor.workspaceId);
  return {
    ...fit,
    sentences: verdict ? sayPeopleVerdict(verdict).map((saying) => sayIn(actor.locale, saying)) : [],
  };
}

/**
 * Months in which the shop was closed from the first day to the last: nobody could come. Worked: 06-20 to 08-03 → July.
 */
export function closedMonthsOf(closures: readonly { from: string; to: string }[]): string[] {
  return closures.flatMap(({ from, to }) => {
    const months: string[] = [];
    for (let month = `${from.slice(0, 7)}-01`; month <= to; month = addMonths(month, 1)) {
      if (month >= from && addMonths(month, 1) <= addDays(to, 1)) months.push(month.slice(0, 7));
    }
    return months;
  });
}

/**
 * Cohorts by month of the first visit, the funnel from the first visit to the regular, and where people came from at what
 * cost (MT-13, MT-19, MT-22). @throws AppError forbidden
 */
export async function getCohortsPage(db: Db, actor: Actor, now: Date): Promise<z.output<typeof getCohorts.output>> {
  actor.require('insights:read');
  const { workspaceId, locale } = actor;
  const workspace = await getWorkspace(db, workspaceId);
  const today = businessDayOf(now, workspace);
  const [{ cohorts, setApart }, isUnderWay, known, funnel, sources, costs, closures, huge] = await Promise.all([
    reportCohorts(db, actor, { until: today }),
    isFitUnderWay(db, workspaceId),
    countIdentified(db, { workspaceId, today, days: WINDOW_DAYS }),
    getFunnel(db, { workspaceId, today, days: WINDOW_DAYS }),
    listAcquisition(db, { workspaceId, today, days: WINDOW_DAYS }),
    listSourceCosts(db, { workspaceId, today, days: WINDOW_DAYS }),
    listClosures(db, workspaceId),
    findHugeOrders(db, { workspaceId, from: addDays(today, 1 - WINDOW_DAYS), until: today }),
  ]);
  const told = [
    setApart ? sayWrongClock(setApart) : [],
    huge ? sayHugeSales(huge) : [],
    closures.slice(-SAID_CLOSURES).map(sayCohortClosure),
  ].flat();
  const marginRate = marginRateOf(workspace);
  const costOf = new Map(costs.map(({ source, costMinor }) => [source, costMinor]));
  return {
    sentences: sayWhileFitted([sayFunnel(funnel), told, sayIdentified(known) ?? []].flat(), { isUnderWay }).map(
      (saying) => sayIn(locale, saying),
    ),
    windowDays: WINDOW_DAYS,
    funnel,
    cohorts,
    closedMonths: closedMonthsOf(closures),
    setApart: setApart ?? null,
    sources: sources.map((source) => {
      const costMinor = costOf.get(source.source) ?? null;
      const perPerson = costMinor === null || source.people === 0 ? null : costMinor / source.people;
      const marginAMonth = (source.worthPerMonthMinor * marginRate) / Math.max(1, source.people);
      return {
        ...source,
        costMinor,
        costPerPersonMinor: perPerson === null ? null : Math.round(perPerson),
        paybackMonths: perPerson === null || marginAMonth <= 0 ? null : perPerson / marginAMonth,
      };
    }),
    metrics: ['cohortRetention', 'funnel', 'acquisitionCost', 'identifiedShare', ...(setApart ? ['setApart'] : [])],
  };
}
