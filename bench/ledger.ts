/**
 * Claim: the ledger keeps its books under eight tills at once — queues of tablets, retries, refunds — for a million movements.
 * The floor writes the same movements and entries in the same batches into two plain tables: no purse, no lots, no check.
 */
import { sql } from 'kysely';
import { openContext } from '../src/app/context.ts';
import { readConfig } from '../src/platform/config.ts';
import { newId } from '../src/shared/ids.ts';
import { runTills } from '../test/eight-tills.ts';
import { findLedgerFaults } from '../test/factories-ledger.ts';
import { asOwner, type Finding, newHome, setUpShop } from './product.ts';

const PEOPLE = 40_000;
const BATCH = 400;
const NOW = new Date('2026-11-21T12:00:00+09:00');
/** What a million has to keep up to be done in twenty minutes. */
const GOAL_PER_SECOND = 1_000_000 / 1_200;

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
};

/** The same rows without their meaning. */
function runFloor(home: string, movements: number): Promise<number> {
  return asOwner(home, async (owner) => {
    await owner.query(`drop schema if exists floor cascade; create schema floor;
      create table floor.movement (movement_id uuid primary key, key text unique, at timestamptz);
      create table floor.entry (movement_id uuid, entry_no int, account_id uuid, amount bigint, primary key (movement_id, entry_no))`);
    const account = newId();
    return secondsOf(async () => {
      for (let from = 0; from < movements; from += BATCH) {
        const ids = Array.from({ length: BATCH }, () => newId());
        await owner.query('begin');
        await owner.query(
          'insert into floor.movement select m.id, m.key, $3 from unnest($1::uuid[], $2::text[]) as m (id, key)',
          [ids, ids.map((_, at) => `floor:${from + at}`), NOW],
        );
        await owner.query(
          'insert into floor.entry select m.id, e.no, $2, e.no from unnest($1::uuid[]) as m (id) cross join generate_series(1, 2) as e (no)',
          [ids, account],
        );
        await owner.query('commit');
      }
    });
  });
}

export async function benchLedger({ movements }: { movements: number }): Promise<Finding[]> {
  const { home, remove } = newHome();
  try {
    const { workspaceId } = await setUpShop(home);
    const { context, close } = await openContext({ ...readConfig({ home }), logLevel: 'error' });
    try {
      const db = context.database.of(workspaceId);
      const people = Array.from({ length: PEOPLE }, () => newId());
      await sql`insert into customers.customer (workspace_id, customer_id, name, source)
        select ${workspaceId}::uuid, person, '', 'bench' from unnest(${people}::uuid[]) as person`.execute(db);
      let booked = 0;
      const seconds = await secondsOf(async () => {
        booked = await runTills(db, { workspaceId, people, movements });
      });
      const faults = await findLedgerFaults(db, workspaceId);
      if (faults.length > 0) throw new Error(`the books are wrong: ${faults.slice(0, 3).join(', ')}`);
      const floorPerSecond = booked / (await runFloor(home, booked));
      const perSecond = booked / seconds;
      return [
        {
          what: `${booked.toLocaleString('en')} movements of eight tills, told in batches, one in ten again (balanced, none twice)`,
          measured: `${Math.round(perSecond).toLocaleString('en')}/s, ${seconds.toFixed(0)} s`,
          floor: `${Math.round(floorPerSecond).toLocaleString('en')}/s`,
          ratio: (perSecond / floorPerSecond).toFixed(2),
          goal: '1,000,000 within 20 minutes',
          holds: perSecond >= GOAL_PER_SECOND,
        },
      ];
    } finally {
      await close();
    }
  } finally {
    remove();
  }
}
