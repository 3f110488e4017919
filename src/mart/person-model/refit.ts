import { sql } from 'kysely';
import { type Db, inTransaction } from '../../platform/db.ts';
import { daysBetween } from '../../shared/time.ts';
import { ontoOpenDays } from '../models/closed-days.ts';
import { outlookOf, type PeopleChoice, type PeopleFit } from '../models/repeat/choose.ts';
import { foreseeVisit, type RhythmSpread } from '../models/rhythm/next-visit.ts';
import type { PaceTest } from '../models/rhythm/pace-test.ts';
import { runOffThread } from '../off-thread/index.ts';
import { defineQuery } from '../query.ts';
import { findPeopleFit, type PeopleResult, recordBackTest } from './back-test.ts';
import { type CollectFrom, collectPeople, type PersonSummary, summarise } from './collect.ts';
import { dayOfNumber, numberOfDay, readCalendar, streamVisits } from './read.ts';
import { readShopTerms } from './shop.ts';

const writeModels = defineQuery<never, 'workspaceId' | 'fittedAt' | 'rows'>('person_model');
const countFuture = defineQuery<{ orders: number }, 'workspaceId' | 'until'>('future_order');
/** People written by one statement. */
const PAGE = 2_000;
const WEEK = 7;

/** What a fit of everybody gave. */
export interface Refit {
  model: string;
  people: number;
  repeaters: number;
  warnings: string[];
  result: PeopleResult;
}

/**
 * Fits everybody anew and keeps the back-test: chooses between the models by hold-out (MT-17), writes mart.person_model.
 * The fit runs in a thread of its own; readers see the old figures until the new ones are all there. `now` is the
 * workspace's now; orders dated after it are left out and counted.
 */
export async function refitPeople(db: Db, { workspaceId, now }: { workspaceId: string; now: Date }): Promise<Refit> {
  const startedAt = performance.now();
  const terms = await readShopTerms(db, workspaceId, now);
  const [calendar, future, shopFact] = await Promise.all([
    readCalendar(db, workspaceId, terms.today),
    countFuture.run(db, { workspaceId, until: terms.today }),
    db.selectFrom('mart.shopFact').selectAll().where('workspaceId', '=', workspaceId).executeTakeFirst(),
  ]);
  const from: CollectFrom & { marginRate: number } = {
    calendar,
    until: numberOfDay(terms.today),
    shopMedianDays: shopFact?.medianIntervalDays ?? null,
    unit: terms.unit,
    marginRate: terms.marginRate,
  };
  const visits = streamVisits(db, { workspaceId, calendar, until: terms.today, customerIds: null });
  const { summaries, columns, spread, lapse, dates, pace } = await collectPeople(visits, from);
  const choice = withPace(await runOffThread('choosePeopleModel', columns), pace);
  const result: PeopleResult = {
    people: choice.people,
    repeaters: choice.repeaters,
    shopMedianDays: from.shopMedianDays,
    fit: choice.fit,
    candidates: choice.candidates,
    actual: choice.actual,
    expected: choice.expected,
    calibrated: choice.calibrated,
    holdoutWeeks: columns.holdoutWeeks,
    spread: spread ?? null,
    lapse,
    dates: dates ?? null,
    pace: pace ?? null,
    closures: calendar.closures,
    futureOrders: future[0]?.orders ?? 0,
    seconds: Math.round(performance.now() - startedAt) / 1_000,
  };
  const holdoutDays = Math.round(columns.holdoutWeeks * WEEK);
  await inTransaction(db, async (db) => {
    await sql`select pg_advisory_xact_lock(4300026, hashtext(${workspaceId}))`.execute(db);
    await writePeople(db, { workspaceId, now, summaries, fit: choice.fit, spread, from, today: terms.today });
    await db
      .deleteFrom('mart.personModel')
      .where('workspaceId', '=', workspaceId)
      .where('fittedAt', '<', now)
      .execute();
    await recordBackTest(db, workspaceId, {
      subject: 'people',
      model: choice.fit?.model ?? 'rhythm',
      fittedAt: now,
      fromDay: calendar.firstDay === null ? null : dayOfNumber(calendar.firstDay),
      untilDay: dayOfNumber(from.until - holdoutDays),
      testedUntilDay: terms.today,
      result,
      warnings: choice.warnings,
    });
  });
  return {
    model: choice.fit?.model ?? 'rhythm',
    people: choice.people,
    repeaters: choice.repeaters,
    warnings: choice.warnings,
    result,
  };
}

/** Of everybody's model nothing is left where people no longer come as they did: neither a fit to both, nor that none was found. */
function withPace(
  choice: PeopleChoice,
  pace: PaceTest | undefined,
): Omit<PeopleChoice, 'warnings'> & { warnings: string[] } {
  if (!pace?.hasDrifted || choice.warnings.includes('drift')) return choice;
  const others = choice.warnings.filter((warning) => !EXPLAINED_BY_DRIFT.has(warning));
  return { ...choice, fit: null, warnings: ['drift_by_time', ...others] };
}
const EXPLAINED_BY_DRIFT = new Set(['degenerate', 'not_converged', 'no_dropout', 'spend_follows_visits']);

/**
 * Brings the figures of some people up to date with the parameters of the last fit: after an order, in milliseconds. Does
 * nothing before the first fit. Who has no visits any more (merged, undone) has no row any more.
 */
export async function updatePersonModels(
  db: Db,
  { workspaceId, customerIds, now }: { workspaceId: string; customerIds: readonly string[]; now: Date },
): Promise<void> {
  if (customerIds.length === 0) return;
  const last = await findPeopleFit(db, workspaceId);
  if (!last) return;
  const terms = await readShopTerms(db, workspaceId, now);
  const calendar = await readCalendar(db, workspaceId, terms.today);
  const from = {
    calendar,
    until: numberOfDay(terms.today),
    shopMedianDays: last.result.shopMedianDays,
    unit: terms.unit,
    marginRate: terms.marginRate,
  };
  const summaries: PersonSummary[] = [];
  for await (const history of streamVisits(db, { workspaceId, calendar, until: terms.today, customerIds })) {
    summaries.push(summarise(history, from));
  }
  const { fit, spread } = last.result;
  await inTransaction(db, async (db) => {
    await sql`select pg_advisory_xact_lock(4300026, hashtext(${workspaceId}))`.execute(db);
    // Dated as the fit whose parameters they are: the next fit replaces them with everybody else's.
    const fittedAt = last.fittedAt;
    await writePeople(db, {
      workspaceId,
      now: fittedAt,
      summaries,
      fit,
      spread: spread ?? undefined,
      from,
      today: terms.today,
    });
    const kept = new Set(summaries.map(({ customerId }) => customerId));
    const gone = customerIds.filter((customerId) => !kept.has(customerId));
    if (gone.length === 0) return;
    await db
      .deleteFrom('mart.personModel')
      .where('workspaceId', '=', workspaceId)
      .where('customerId', 'in', gone)
      .execute();
  });
}

interface WriteInput {
  workspaceId: string;
  now: Date;
  summaries: readonly PersonSummary[];
  fit: PeopleFit | null;
  spread: RhythmSpread | undefined;
  from: CollectFrom & { marginRate: number };
  today: string;
}

async function writePeople(db: Db, input: WriteInput): Promise<void> {
  for (let at = 0; at < input.summaries.length; at += PAGE) {
    const rows = input.summaries.slice(at, at + PAGE).map((summary) => rowOf(summary, input));
    await writeModels.run(db, { workspaceId: input.workspaceId, fittedAt: input.now, rows: JSON.stringify(rows) });
    // Between two pages somebody else's request is answered.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function rowOf(person: PersonSummary, { fit, spread, from, today }: WriteInput) {
  const { x, tx, T, mean, intervalDays, gaps, daysSinceLast } = person;
  const outlook = fit && outlookOf(fit, { history: { x, tx, T }, mean, marginRate: from.marginRate });
  const next =
    spread && intervalDays !== undefined ? foreseeVisit(spread, { intervalDays, gaps, daysSinceLast }) : undefined;
  const minor = (value: number | undefined) => (value === undefined ? null : Math.round(value * from.unit));
  // Counted from her last visit on the shop's own clock; closures lie behind us, so both clocks run alike from today on.
  const behind =
    daysBetween(dayOfNumber(person.lastDay), today) -
    (from.calendar.clock(from.until) - from.calendar.clock(person.lastDay));
  const after = (days: number) => person.lastDay + behind + days;
  const range = ([from, to]: [number, number]): [number, number] => [after(from), after(to)];
  const open =
    next &&
    ontoOpenDays(
      { expected: after(next.expected), half: range(next.half), most: range(next.most) },
      from.calendar.isClosed,
    );
  const on = (day: number | undefined) => (day === undefined ? null : dayOfNumber(day));
  return {
    customerId: person.customerId,
    model: fit?.model ?? 'rhythm',
    nVisits: person.visits,
    pAlive: outlook?.alive ?? null,
    visits12m: outlook?.visits12m ?? null,
    valueMinor: minor(outlook?.value12m?.mid),
    valueLowMinor: minor(outlook?.value12m?.low),
    valueHighMinor: minor(outlook?.value12m?.high),
    nextOn: on(open?.expected),
    halfFromOn: on(open?.half[0]),
    halfToOn: on(open?.half[1]),
    fromOn: on(open?.most[0]),
    toOn: on(open?.most[1]),
  };
}
