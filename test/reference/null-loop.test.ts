import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { convertOnlineRetail } from '../../scripts/online-retail-to-canonical.ts';
import { listPlayOutcomes, refreshMart } from '../../src/mart/index.ts';
import { importSales } from '../../src/modules/imports/index.ts';
import {
  assignArm,
  createPlay,
  decideVerdict,
  getPlayResult,
  launchPlay,
  summariseArms,
} from '../../src/modules/plays/index.ts';
import { createTestContext } from '../database.ts';
import { buildShop } from '../factories.ts';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data/online_retail/online_retail.csv.gz');
const hasData = existsSync(DATA);
if (!hasData) console.info('skipped: the Online Retail data set is not beside the project');

const TIMEOUT_MS = 600_000;
const LAST_DAY_BEFORE = '2011-08-31';
const LAUNCH_DAY = '2011-09-01';
const LAUNCHED_AT = new Date('2011-09-01T00:00:00+01:00');
/** The day after the last sale of the file. */
const READ_DAY = '2011-12-10';
const MEASURE_DAYS = 84;
const LAST_MEASURED_DAY = '2011-11-23';
const SEEDS = 2000;
/** What 200 draws of an honest 95 % interval give, with room for chance: 190 ± 3 standard deviations, widened by the issue. */
const COVERAGE = { low: 0.9, high: 0.98 };
/**
 * One draw in forty would call nothing a success if spending were normal; it is skewed, and in a hold-out of forty people the
 * interval misses more often upwards: 117 of these 2,000 draws. More must not.
 */
const MOST_WORKED = 0.06;
/** Of three draws with one chance in twenty each, all three find something once in 8,000 runs; the 200 draws below are the test. */
const MOST_FOUND_OF_THREE = 2;

/** Splits the canonical file: what was known on the day of the launch, and what came after. */
async function splitAtLaunch(file: string, before: string, after: string): Promise<void> {
  const [first, second] = [createWriteStream(before), createWriteStream(after)];
  let isHeader = true;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const text = `${line}\n`;
    if (isHeader || (line.split(',')[1] ?? '').slice(0, 10) <= LAST_DAY_BEFORE) first.write(text);
    if (isHeader || (line.split(',')[1] ?? '').slice(0, 10) > LAST_DAY_BEFORE) second.write(text);
    isHeader = false;
  }
  await Promise.all([first, second].map((stream) => new Promise<void>((resolve) => stream.end(() => resolve()))));
}

const coversZero = (ci: readonly number[] | null | undefined) => ci != null && (ci[0] ?? 1) <= 0 && (ci[1] ?? -1) >= 0;

describe.skipIf(!hasData)('a play in which nothing is sent, on real sales', () => {
  it('finds nothing in 90–98 % of 2,000 draws: nothing was sent, so nothing may be found', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const context = await createTestContext();
    const shop = await buildShop(context, {
      currency: 'GBP',
      timeZone: 'Europe/London',
      dayEndsAtHour: 0,
      pack: 'retail',
    });
    const { db, workspaceId } = shop;
    const actor = shop.actor();
    const file = (name: string) => path.join(context.config.home, name);
    await convertOnlineRetail(DATA, file('all.csv'));
    await splitAtLaunch(file('all.csv'), file('before.csv'), file('after.csv'));
    await importSales(context, actor, { source: file('before.csv'), fileName: 'before.csv' });
    await refreshMart(db, { workspaceId, now: LAUNCHED_AT });

    const draft = {
      name: 'Nothing is sent',
      hypothesis: 'nothing happens',
      segmentId: null,
      rule: {
        all: [
          { fact: 'visits' as const, atLeast: 3 },
          { fact: 'lapse' as const, in: ['watch' as const, 'lapsed' as const] },
        ],
      },
      channel: 'none' as const,
      offer: { kind: 'none' as const },
      message: { subject: '', body: '', locale: 'en' as const },
      holdoutRate: null,
      measureDays: MEASURE_DAYS,
      fixedCostMinor: 0,
    };
    const launched: string[] = [];
    const setPlannedEnd = (playIds: string[], plannedEndOn: string) =>
      db.updateTable('plays.play').set({ plannedEndOn }).where('playId', 'in', playIds).execute();
    for (const seed of ['first', 'second', 'third']) {
      const { playId } = await createPlay(db, actor, draft, LAUNCHED_AT);
      const { treated, holdout } = await launchPlay(context, actor, {
        playId,
        seed,
        today: LAUNCH_DAY,
        now: LAUNCHED_AT,
      });
      expect(holdout).toBeGreaterThan(30);
      expect(treated).toBeGreaterThan(holdout);
      launched.push(playId);
      // Nothing is sent, so one play's hold-out may belong to the next as well: it is measured to its end till then.
      await setPlannedEnd([playId], LAST_DAY_BEFORE);
    }
    await setPlannedEnd(launched, LAST_MEASURED_DAY);
    await importSales(context, actor, { source: file('after.csv'), fileName: 'after.csv' });

    let found = 0;
    for (const playId of launched) {
      const result = await getPlayResult(context, actor, { playId, today: READ_DAY });
      expect(result.treated.conversions).toBeGreaterThan(0);
      expect(['unknown', 'worked', 'made_things_worse']).toContain(result.verdict);
      if (result.verdict !== 'unknown') found += 1;
    }
    expect(found).toBeLessThanOrEqual(MOST_FOUND_OF_THREE);

    const [playId = ''] = launched;
    const play = await db.selectFrom('plays.play').selectAll().where('playId', '=', playId).executeTakeFirstOrThrow();
    const people = await listPlayOutcomes(db, {
      workspaceId,
      playId,
      launchedAt: LAUNCHED_AT,
      launchedOn: LAUNCH_DAY,
      until: play.plannedEndOn ?? '',
    });
    // Ids are made anew at every run; drawn by the file's own numbers, the 200 draws are the same every time.
    const known = await db.selectFrom('customers.externalId').select(['customerId', 'externalId']).execute();
    const externalIds = new Map(known.map((row) => [row.customerId, row.externalId]));
    const covered = { spend: 0, conversion: 0 };
    let worked = 0;
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const arms = { treatment: [] as typeof people, holdout: [] as typeof people };
      for (const person of people) {
        arms[
          assignArm({
            playId: 'null loop',
            playSeed: `seed ${seed}`,
            customerId: externalIds.get(person.customerId) ?? '',
            holdoutRate: play.holdoutRate ?? 0,
          })
        ].push(person);
      }
      const { treated, holdout } = summariseArms({ treated: arms.treatment, holdout: arms.holdout });
      const result = decideVerdict({
        treated,
        holdout,
        costMinor: 0,
        plannedEndOn: play.plannedEndOn ?? '',
        today: READ_DAY,
        detectable: undefined,
      });
      if (result.verdict === 'worked') worked += 1;
      if (coversZero(result.spend?.ci)) covered.spend += 1;
      if (coversZero(result.conversion?.ci)) covered.conversion += 1;
    }
    console.info(
      `${people.length} people; of ${SEEDS} intervals cover zero: spend ${covered.spend}, conversion ${covered.conversion}; worked ${worked}`,
    );
    expect(worked / SEEDS).toBeLessThanOrEqual(MOST_WORKED);
    for (const count of Object.values(covered)) {
      expect(count / SEEDS).toBeGreaterThanOrEqual(COVERAGE.low);
      expect(count / SEEDS).toBeLessThanOrEqual(COVERAGE.high);
    }
  });
});
