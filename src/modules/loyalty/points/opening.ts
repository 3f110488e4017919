import { sql } from 'kysely';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { type Command, recordMovements } from '../ledger/service.ts';
import { expiryOf } from '../programme/rules.ts';
import { latestProgramme, listProgrammes } from '../programme/service.ts';

/** What a movement says of itself on a person's card; the shop's books are kept in Korean and English alike. */
const REASON = '파일에서 옮겨 온 포인트 (moved in from a file)';
const PEOPLE_AT_ONCE = 1_000;

/** What a file says somebody had elsewhere. */
export interface OpeningBalance {
  customerId: string;
  mergedFrom: string | null;
  points: number;
}

interface OpeningRow {
  movementId: string;
  customerId: string;
  mergedFrom: string | null;
  amount: number;
}

/** Openings that stand: of these people, or of one batch. */
async function listOpenings(
  db: Db,
  workspaceId: string,
  of: { customerIds: readonly string[] } | { batchId: string },
): Promise<OpeningRow[]> {
  const { rows } = await sql<OpeningRow>`
    select m.movement_id, a.customer_id, a.merged_from, e.amount
    from loyalty.account a
    join loyalty.entry e on e.workspace_id = a.workspace_id and e.account_id = a.account_id
    join loyalty.movement m on m.workspace_id = e.workspace_id and m.movement_id = e.movement_id
    where a.workspace_id = ${workspaceId}::uuid and a.unit = 'points' and a.role = 'person' and a.customer_id is not null
      and ${
        'batchId' in of
          ? sql`m.idempotency_key like ${`opening:${of.batchId}:%`}`
          : sql`m.idempotency_key like 'opening:%' and a.customer_id = any(${[...of.customerIds]}::uuid[])`
      }
      and not exists (select from loyalty.movement u where u.workspace_id = m.workspace_id and u.idempotency_key = 'undo:' || m.movement_id)`.execute(
    db,
  );
  return rows;
}

/**
 * Gives people the points they had elsewhere (OP-53: an adjustment with its reason), once each: somebody who has an
 * opening that stands gets no second one, whichever file comes again. Nothing and less than nothing is not booked.
 * @returns how many people got points
 */
export async function openBalances(
  db: Db,
  input: {
    workspaceId: string;
    batchId: string;
    balances: readonly OpeningBalance[];
    madeBy: string | null;
    today: string;
    now: Date;
  },
): Promise<number> {
  const { workspaceId, batchId, madeBy, today, now } = input;
  const wanted = new Map(
    input.balances.filter(({ points }) => points > 0).map((balance) => [balance.customerId, balance]),
  );
  if (wanted.size === 0) return 0;
  const { settings } = latestProgramme(await listProgrammes(db, workspaceId), today);
  const expiresOn = expiryOf({ ...settings, unit: 'points' }, today);
  const people = [...wanted.values()];
  let opened = 0;
  return inTransaction(db, async (db) => {
    for (let from = 0; from < people.length; from += PEOPLE_AT_ONCE) {
      const some = people.slice(from, from + PEOPLE_AT_ONCE);
      const customerIds = some.map(({ customerId }) => customerId);
      const open = new Set((await listOpenings(db, workspaceId, { customerIds })).map((row) => row.customerId));
      const commands = some
        .filter(({ customerId }) => !open.has(customerId))
        .map(
          ({ customerId, mergedFrom, points }): Command => ({
            key: `opening:${batchId}:${customerId}`,
            unit: 'points',
            owner: {
              customerId,
              mergedFrom,
            },
            action: {
              kind: 'adjust',
              amount: points,
              expiresOn,
            },
            at: now,
            businessDay: today,
            reason: REASON,
            madeBy,
          }),
        );
      const recorded = await recordMovements(db, { workspaceId, commands, now });
      opened += recorded.filter(({ status }) => status === 'done').length;
    }
    return opened;
  });
}

/** Takes back the openings of a batch; points that were spent meanwhile cannot be, and their person keeps what is left. */
export async function takeBackOpenings(
  db: Db,
  input: { workspaceId: string; batchId: string; today: string; now: Date },
): Promise<void> {
  const { workspaceId, batchId, today, now } = input;
  const openings = await listOpenings(db, workspaceId, { batchId });
  const commands = openings.map(
    ({ movementId, customerId, mergedFrom, amount }): Command => ({
      key: `undo:${movementId}`,
      unit: 'points',
      owner: {
        customerId,
        mergedFrom,
      },
      action: {
        kind: 'adjust',
        amount: -amount,
        expiresOn: null,
      },
      at: now,
      businessDay: today,
      reverses: movementId,
      reason: REASON,
    }),
  );
  await recordMovements(db, { workspaceId, commands, now });
}

/** Of these people those who hold points, stamps or prepaid money, or whose sales earned some. */
export async function findCustomersWithPoints(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ customerId: string }>`
    select customer_id from loyalty.account
    where workspace_id = ${workspaceId}::uuid and balance <> 0 and customer_id = any(${[...customerIds]}::uuid[])
    union select customer_id from loyalty.receipt
    where workspace_id = ${workspaceId}::uuid and customer_id = any(${[...customerIds]}::uuid[])`.execute(db);
  return rows.map(({ customerId }) => customerId);
}
