import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import { newId } from '../../shared/ids.ts';

const zTails = z.object({ half: z.number(), most: z.number() });
const zSpread = z.object({
  gaps: z.number(),
  groups: z.array(z.object({ ratios: z.array(z.number()), gaps: z.number(), tails: zTails })),
  heldHalf: z.number(),
  heldMost: z.number(),
});
const zModel = z.enum(['bg-nbd', 'mbg-nbd', 'pareto-nbd']);
const zParams = z.record(z.string(), z.number());

/** What is kept of a fit of everybody: enough to apply it to somebody again, and what it was worth. */
export const zPeopleResult = z.object({
  people: z.number(),
  repeaters: z.number(),
  shopMedianDays: z.number().nullable(),
  fit: z
    .object({
      model: zModel,
      params: zParams,
      spend: z.object({ p: z.number(), q: z.number(), v: z.number() }).nullable(),
      // What an older version kept had other bounds: until the next night the model's own stand in.
      ranges: z.array(
        z.object({
          upTo: z.number(),
          visits: z.number(),
          lowFrom: z.number().default(0.1),
          highTo: z.number().default(0.9),
        }),
      ),
    })
    .nullable(),
  candidates: z.array(
    z.object({
      model: zModel,
      params: zParams,
      warnings: z.array(z.string()),
      deviance: z.number().nullable(),
      expected: z.number(),
    }),
  ),
  /** Visits of the hold-out: what came, what the best model had expected, and that brought to what came before. */
  actual: z.number(),
  expected: z.number().nullable(),
  calibrated: z.number().nullable(),
  holdoutWeeks: z.number(),
  spread: zSpread.nullable(),
  /** The lapse rule held against what came (MT-20); null in what was kept before it was tested. */
  lapse: z.object({ lapsed: z.number(), cameBack: z.number(), days: z.number() }).nullable().default(null),
  /** The dates of next visits held against what came; null where they could not be, and in what was kept before; so is `onRhythm`. */
  dates: z
    .object({
      told: z.number(),
      came: z.number(),
      early: z.number(),
      half: z.number(),
      late: z.number(),
      most: z.number(),
      onRhythm: z.object({ came: z.number(), early: z.number() }).nullable().default(null),
      days: z.number(),
    })
    .nullable()
    .default(null),
  /** Visits of four weeks against the pace people had before the hold-out; null where too few, and in what was kept before. */
  pace: z.object({ expected: z.number(), actual: z.number(), hasDrifted: z.boolean() }).nullable().default(null),
  closures: z.array(z.object({ from: z.number(), to: z.number() })),
  /** Orders dated after the day of the fit, which were left out. */
  futureOrders: z.number(),
  seconds: z.number(),
});
/** What a fit of everybody found, as it is kept. */
export type PeopleResult = z.infer<typeof zPeopleResult>;

/** Back-tests of one subject that are kept: half a year of nights. */
const KEPT = 180;

/** A fit with what it was worth. */
export interface BackTest {
  subject: string;
  model: string;
  fittedAt: Date;
  fromDay: string | null;
  untilDay: string | null;
  testedUntilDay: string | null;
  result: unknown;
  warnings: string[];
}

/** Keeps a back-test, and forgets those older than the last 180 of its subject. */
export async function recordBackTest(db: Db, workspaceId: string, test: BackTest): Promise<void> {
  await db
    .insertInto('mart.backTest')
    .values({ workspaceId, backTestId: newId(), ...test, result: JSON.stringify(test.result) })
    .execute();
  const oldest = await db
    .selectFrom('mart.backTest')
    .select('fittedAt')
    .where('workspaceId', '=', workspaceId)
    .where('subject', '=', test.subject)
    .orderBy('fittedAt', 'desc')
    .offset(KEPT)
    .limit(1)
    .executeTakeFirst();
  if (!oldest) return;
  await db
    .deleteFrom('mart.backTest')
    .where('workspaceId', '=', workspaceId)
    .where('subject', '=', test.subject)
    .where('fittedAt', '<=', oldest.fittedAt)
    .execute();
}

/** The latest back-test of a subject; undefined before the first fit. */
export async function findBackTest(db: Db, workspaceId: string, subject: string) {
  return db
    .selectFrom('mart.backTest')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('subject', '=', subject)
    .orderBy('fittedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** How the dates of next visits did in the latest fit, without the rest of it: a card does not wait for that. Null where untested. */
export async function findDateTest(db: Db, workspaceId: string): Promise<PeopleResult['dates']> {
  const found = await db
    .selectFrom('mart.backTest')
    .select(sql`result -> 'dates'`.as('dates'))
    .where('workspaceId', '=', workspaceId)
    .where('subject', '=', 'people')
    .orderBy('fittedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return zPeopleResult.shape.dates.parse(found?.dates ?? undefined);
}

/** The latest fit of everybody; undefined before the first. */
export async function findPeopleFit(db: Db, workspaceId: string) {
  const found = await findBackTest(db, workspaceId, 'people');
  return found && { ...found, result: zPeopleResult.parse(found.result) };
}
