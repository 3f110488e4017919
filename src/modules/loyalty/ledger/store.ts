import { sql } from 'kysely';
import { type Db, noteGrowth } from '../../../platform/db.ts';
import type { Entry, MovementKind, NewLot, Unit } from './rules.ts';

/** A record of a person: whose account it is, whoever shows her now. */
export interface Owner {
  customerId: string;
  /** The record that was named before two became one. */
  mergedFrom: string | null;
}

export const originOf = ({ customerId, mergedFrom }: Owner) => mergedFrom ?? customerId;

export interface AccountRow {
  accountId: string;
  unit: Unit;
  customerId: string;
  mergedFrom: string | null;
  balance: number;
}

/**
 * Opens the accounts that are missing and holds all accounts of these people to the end of the transaction, in one order
 * everywhere, so that two tills wait for each other and never for ever.
 */
export async function lockAccounts(
  db: Db,
  workspaceId: string,
  wanted: readonly (Owner & { unit: Unit; accountId: string })[],
): Promise<AccountRow[]> {
  const sorted = [...wanted].sort((a, b) => (originOf(a) < originOf(b) ? -1 : 1));
  const units = sorted.map(({ unit }) => unit);
  const origins = sorted.map(originOf);
  // Those that are there already are left out: meeting one that another till moves would wait for it out of order. Each
  // person is one look-up in an index whatever was known of the table when the plan was made: `offset 0` keeps it so, and
  // each condition below fits one index only (an account of the shop has no person).
  await sql`insert into loyalty.account (workspace_id, account_id, unit, role, customer_id, merged_from)
    select ${workspaceId}::uuid, w.account_id, w.unit, 'person', w.customer_id, w.merged_from
    from unnest(${sorted.map(({ accountId }) => accountId)}::uuid[], ${units}::text[],
      ${sorted.map(({ customerId }) => customerId)}::uuid[], ${sorted.map(({ mergedFrom }) => mergedFrom)}::uuid[], ${origins}::uuid[])
      with ordinality as w (account_id, unit, customer_id, merged_from, origin, place)
    where not exists (select from loyalty.account o
      where o.workspace_id = ${workspaceId}::uuid and o.unit = w.unit and o.role = 'person' and o.customer_id is not null
        and (case when o.merged_from is null then o.customer_id else o.merged_from end) = w.origin offset 0)
    order by w.place
    on conflict do nothing`.execute(db);
  const { rows } = await sql<AccountRow>`
    select a.account_id, a.unit, a.customer_id, a.merged_from, a.balance
    from loyalty.account a
    where a.workspace_id = ${workspaceId}::uuid and a.account_id = any(array(
      select shown.account_id
      from unnest(${units}::text[], ${origins}::uuid[]) as w (unit, origin)
      cross join lateral (
        select o.customer_id from loyalty.account o
        where o.workspace_id = ${workspaceId}::uuid and o.unit = w.unit and o.role = 'person' and o.customer_id is not null
          and (case when o.merged_from is null then o.customer_id else o.merged_from end) = w.origin offset 0) named
      cross join lateral (
        select o.account_id from loyalty.account o
        where o.workspace_id = ${workspaceId}::uuid and o.customer_id = named.customer_id and o.unit = w.unit
        offset 0) shown))
    order by a.account_id
    for update of a`.execute(db);
  return rows;
}

export function listOpenLots(db: Db, workspaceId: string, accountIds: readonly string[]) {
  return db
    .selectFrom('loyalty.lot as l')
    .innerJoin('loyalty.movement as m', (join) =>
      join.onRef('m.workspaceId', '=', 'l.workspaceId').onRef('m.movementId', '=', 'l.movementId'),
    )
    .select(['l.lotId', 'l.accountId', 'l.remaining', 'l.expiresOn', 'm.receiptId'])
    .where('l.workspaceId', '=', workspaceId)
    .where('l.accountId', '=', sql<string>`any(${[...accountIds]}::uuid[])`)
    .where('l.remaining', '>', 0)
    .execute();
}

/** Balances as they stand now: a row that was locked is read again, because it may have moved while we waited. */
export function listBalances(db: Db, workspaceId: string, accountIds: readonly string[]) {
  return db
    .selectFrom('loyalty.account')
    .select(['accountId', 'balance'])
    .where('workspaceId', '=', workspaceId)
    .where('accountId', '=', sql<string>`any(${[...accountIds]}::uuid[])`)
    .execute();
}

export interface MovementRow {
  movementId: string;
  unit: Unit;
  kind: MovementKind;
  idempotencyKey: string;
  at: Date;
  businessDay: string;
  recordedAt: Date;
  till: string;
  receiptId: string | null;
  reverses: string | null;
  reason: string;
  madeBy: string | null;
}

export function listMovementsByKey(db: Db, workspaceId: string, keys: readonly string[]) {
  return db
    .selectFrom('loyalty.movement')
    .select(['movementId', 'idempotencyKey'])
    .where('workspaceId', '=', workspaceId)
    .where('idempotencyKey', '=', sql<string>`any(${[...keys]}::text[])`)
    .execute();
}

/** What was spent on a sale and not given back yet, lot by lot; a use that was undone counts nothing. */
export async function listTaken(db: Db, workspaceId: string, receiptIds: readonly string[]) {
  const { rows } = await sql<{
    receiptId: string;
    unit: Unit;
    lotId: string | null;
    accountId: string;
    expiresOn: string | null;
    used: number;
    taken: number;
  }>`
    select m.receipt_id, m.unit, e.lot_id, e.account_id, l.expires_on,
      coalesce(-sum(e.amount) filter (where m.kind = 'use'), 0)::bigint as used, -sum(e.amount)::bigint as taken
    from loyalty.movement m
    join loyalty.entry e on e.workspace_id = m.workspace_id and e.movement_id = m.movement_id
    join loyalty.account a on a.workspace_id = e.workspace_id and a.account_id = e.account_id and a.role = 'person'
    left join loyalty.lot l on l.workspace_id = e.workspace_id and l.lot_id = e.lot_id
    where m.workspace_id = ${workspaceId}::uuid and m.receipt_id = any(${[...receiptIds]}::uuid[])
      and (m.kind = 'use' or (m.kind = 'refund_reversal' and exists (
        select from loyalty.entry s join loyalty.account sa on sa.workspace_id = s.workspace_id and sa.account_id = s.account_id
        where s.workspace_id = m.workspace_id and s.movement_id = m.movement_id and sa.role = 'spent')))
    group by m.receipt_id, m.unit, e.lot_id, e.account_id, l.expires_on`.execute(db);
  return rows;
}

/** What one use took, lot by lot. */
export async function listTakenBy(db: Db, workspaceId: string, movementId: string) {
  const { rows } = await sql<{ lotId: string; accountId: string; expiresOn: string | null; amount: number }>`
    select e.lot_id, e.account_id, l.expires_on, -e.amount as amount from loyalty.entry e
    join loyalty.lot l on l.workspace_id = e.workspace_id and l.lot_id = e.lot_id
    where e.workspace_id = ${workspaceId}::uuid and e.movement_id = ${movementId}::uuid and e.amount < 0`.execute(db);
  return rows;
}

export interface NewMovement {
  movement: MovementRow;
  entries: readonly Entry[];
  lots: readonly NewLot[];
}

/** Writes movements with their lots and entries; the database posts the entries and refuses what does not balance. */
export async function insertMovements(db: Db, workspaceId: string, made: readonly NewMovement[]): Promise<void> {
  const movements = made.map(({ movement }) => movement);
  const column = <K extends keyof MovementRow>(key: K) => movements.map((row) => row[key]);
  await sql`insert into loyalty.account (workspace_id, account_id, unit, role)
    select ${workspaceId}::uuid, gen_random_uuid(), u.unit, r.role
    from unnest(${[...new Set(column('unit'))]}::text[]) as u (unit), unnest(array['issued', 'spent', 'expired', 'adjusted', 'cash']) as r (role)
    where not exists (select from loyalty.account a where a.workspace_id = ${workspaceId}::uuid and a.unit = u.unit and a.role = r.role
      and a.role <> 'person')
    on conflict do nothing`.execute(db);
  await sql`insert into loyalty.movement
      (workspace_id, movement_id, unit, kind, idempotency_key, at, business_day, recorded_at, till, receipt_id, reverses, reason, made_by)
    select ${workspaceId}::uuid, m.* from unnest(${column('movementId')}::uuid[], ${column('unit')}::text[], ${column('kind')}::text[],
      ${column('idempotencyKey')}::text[], ${movements.map(({ at }) => at.toISOString())}::timestamptz[], ${column('businessDay')}::date[],
      ${movements.map(({ recordedAt }) => recordedAt.toISOString())}::timestamptz[], ${column('till')}::text[], ${column('receiptId')}::uuid[],
      ${column('reverses')}::uuid[], ${column('reason')}::text[], ${column('madeBy')}::uuid[]) as m`.execute(db);
  const lots = made.flatMap(({ movement, lots }) => lots.map((lot) => ({ ...lot, movementId: movement.movementId })));
  if (lots.length > 0) {
    await sql`insert into loyalty.lot (workspace_id, lot_id, account_id, movement_id, amount, expires_on)
      select ${workspaceId}::uuid, l.* from unnest(${lots.map(({ lotId }) => lotId)}::uuid[], ${lots.map(({ accountId }) => accountId)}::uuid[],
        ${lots.map(({ movementId }) => movementId)}::uuid[], ${lots.map(({ amount }) => amount)}::bigint[],
        ${lots.map(({ expiresOn }) => expiresOn)}::date[]) as l`.execute(db);
  }
  const entries = made.flatMap(({ movement, entries }) =>
    entries.map((entry, at) => ({
      movementId: movement.movementId,
      entryNo: at + 1,
      unit: movement.unit,
      accountId: 'role' in entry ? null : entry.accountId,
      role: 'role' in entry ? entry.role : null,
      lotId: 'role' in entry ? null : entry.lotId,
      amount: entry.amount,
    })),
  );
  const entry = <K extends keyof (typeof entries)[number]>(key: K) => entries.map((row) => row[key]);
  await sql`insert into loyalty.entry (workspace_id, movement_id, entry_no, unit, account_id, lot_id, amount)
    select ${workspaceId}::uuid, e.movement_id, e.entry_no, e.unit, coalesce(e.account_id, shop.account_id), e.lot_id, e.amount
    from unnest(${entry('movementId')}::uuid[], ${entry('entryNo')}::int[], ${entry('unit')}::text[], ${entry('accountId')}::uuid[],
      ${entry('role')}::text[], ${entry('lotId')}::uuid[], ${entry('amount')}::bigint[])
      as e (movement_id, entry_no, unit, account_id, role, lot_id, amount)
    left join loyalty.account shop on shop.workspace_id = ${workspaceId}::uuid and shop.unit = e.unit and shop.role = e.role
      and shop.role <> 'person'`.execute(db);
  await noteGrowth(db, ['loyalty.account', 'loyalty.movement', 'loyalty.lot', 'loyalty.entry'], made.length);
}
