import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';

export interface PlayValues {
  name: string;
  hypothesis: string;
  segmentId: string | null;
  rule: string;
  channel: string;
  offer: string;
  message: string;
  holdoutRate: number | null;
  measureDays: number;
  fixedCostMinor: number;
  kind: string;
  armName: string;
  otherArms: string;
  budgetMinor: number | null;
  offline: string | null;
}

/** Does nothing where the play is there already: whoever made its id asked twice. */
export function insertPlay(
  db: Db,
  row: PlayValues & {
    workspaceId: string;
    playId: string;
    previousPlayId: string | null;
    version: number;
    seed: string;
    createdBy: string | null;
    createdAt: Date;
  },
) {
  return db
    .insertInto('plays.play')
    .values({ ...row, state: 'draft', updatedAt: row.createdAt })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'playId']).doNothing())
    .returning('playId')
    .executeTakeFirst();
}

export function findPlay(db: Db, workspaceId: string, playId: string) {
  return db
    .selectFrom('plays.play')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('playId', '=', playId)
    .executeTakeFirst();
}

/** The play, held until the transaction ends: nobody changes or launches it meanwhile. */
export function lockPlay(db: Db, workspaceId: string, playId: string) {
  return db
    .selectFrom('plays.play')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('playId', '=', playId)
    .forUpdate()
    .executeTakeFirst();
}

/** Lets the plays of a workspace be launched one after another, until the transaction ends. */
export async function lockLaunches(db: Db, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`plays.launch:${workspaceId}`}, 0))`.execute(db);
}

export type PlayRow = NonNullable<Awaited<ReturnType<typeof findPlay>>>;

/** Which plays are asked for; everything left out leaves out none. */
interface PlayFilter {
  /** Without those that automations made for their steps. */
  made?: boolean;
  state?: string;
  hasBudget?: boolean;
  launched?: { from: string; until: string };
  /** For a screen; what is counted or looked after is asked for whole. */
  limit?: number;
}

/** Newest first. */
export function listPlayRows(db: Db, workspaceId: string, filter: PlayFilter = {}) {
  const { made = false, state, hasBudget = false, launched, limit } = filter;
  return db
    .selectFrom('plays.play')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .$if(made, (query) => query.where('kind', '<>', 'rolling'))
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? ''))
    .$if(hasBudget, (query) => query.where('budgetMinor', 'is not', null))
    .$if(launched !== undefined, (query) =>
      query.where('launchedOn', '>=', launched?.from ?? '').where('launchedOn', '<=', launched?.until ?? ''),
    )
    .orderBy('createdAt', 'desc')
    .orderBy('playId', 'desc')
    .$if(limit !== undefined, (query) => query.limit(limit ?? 0))
    .execute();
}

export function findPlays(db: Db, workspaceId: string, playIds: readonly string[]): Promise<PlayRow[]> {
  return db
    .selectFrom('plays.play')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('playId', '=', sql<string>`any(${playIds}::uuid[])`)
    .execute();
}

/** Changes a play that is still in `state`; undefined when it is not. */
export function updatePlayIn(
  db: Db,
  input: {
    workspaceId: string;
    playId: string;
    states: readonly string[];
    change: Partial<PlayValues> & {
      state?: string;
      seed?: string;
      launchedAt?: Date;
      launchedOn?: string;
      plannedEndOn?: string;
      messagePriceMinor?: number;
      foodCostRate?: number;
      excluded?: string;
      stoppedAt?: Date;
      finishedAt?: Date;
      decision?: string;
      learning?: string;
      leavesAt?: Date | null;
      expectedAudience?: number | null;
      askedBy?: string | null;
      askedAt?: Date | null;
      approvedBy?: string | null;
      approvedAt?: Date | null;
      sentBackNote?: string;
      updatedAt: Date;
    };
  },
) {
  return db
    .updateTable('plays.play')
    .set(input.change)
    .where('workspaceId', '=', input.workspaceId)
    .where('playId', '=', input.playId)
    .where('state', 'in', [...input.states])
    .returningAll()
    .executeTakeFirst();
}

export function deleteDraft(db: Db, workspaceId: string, playId: string) {
  return db
    .deleteFrom('plays.play')
    .where('workspaceId', '=', workspaceId)
    .where('playId', '=', playId)
    .where('state', '=', 'draft')
    .returning('playId')
    .executeTakeFirst();
}

/** Writes down who is in which arm, in one statement a few thousand at a time. */
export async function insertAssignments(
  db: Db,
  input: {
    workspaceId: string;
    playId: string;
    assignments: readonly { customerId: string; variant: string | null }[];
    /** Rolling plays: when these people entered. */
    enteredAt?: Date | undefined;
  },
): Promise<void> {
  await sql`insert into plays.assignment (workspace_id, play_id, customer_id, arm, variant, entered_at)
    select ${input.workspaceId}::uuid, ${input.playId}::uuid, a.customer_id,
      case when a.variant is null then 'holdout' else 'treatment' end, a.variant, ${input.enteredAt ?? null}::timestamptz
    from unnest(${input.assignments.map((a) => a.customerId)}::uuid[], ${input.assignments.map((a) => a.variant)}::text[]) as a (customer_id, variant)`.execute(
    db,
  );
}

/** Which of these people are in a play already, whatever their arm. */
export async function findAssigned(
  db: Db,
  input: { workspaceId: string; playId: string; customerIds: readonly string[] },
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ customerId: string }>`
    select customer_id from plays.assignment
    where workspace_id = ${input.workspaceId}::uuid and play_id = ${input.playId}::uuid
      and customer_id = any (${input.customerIds}::uuid[])`.execute(db);
  return new Set(rows.map((row) => row.customerId));
}

/** Which of these people a play treats: neither held out nor absent. */
export async function findTreated(
  db: Db,
  input: { workspaceId: string; playId: string; customerIds: readonly string[] },
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ customerId: string }>`
    select customer_id from plays.assignment
    where workspace_id = ${input.workspaceId}::uuid and play_id = ${input.playId}::uuid and arm = 'treatment'
      and customer_id = any (${input.customerIds}::uuid[])`.execute(db);
  return new Set(rows.map((row) => row.customerId));
}

/** People by arm, by play id; somebody drawn twice before she was merged counts once. A play without assignments is absent. */
export async function countArms(db: Db, workspaceId: string, playIds: readonly string[]) {
  const { rows } = await sql<{ playId: string; treated: number; holdout: number }>`
    select play_id, count(*) filter (where arm = 'treatment')::int as treated, count(*) filter (where arm = 'holdout')::int as holdout
    from plays.assignment where workspace_id = ${workspaceId}::uuid and play_id = any(${playIds}::uuid[])
      and merged_from is distinct from customer_id group by 1`.execute(db);
  return new Map(rows.map((row) => [row.playId, row]));
}

export async function listTreated(
  db: Db,
  workspaceId: string,
  playId: string,
): Promise<{ customerId: string; variant: string | null }[]> {
  return db
    .selectFrom('plays.assignment')
    .select(['customerId', 'variant'])
    .where('workspaceId', '=', workspaceId)
    .where('playId', '=', playId)
    .where('arm', '=', 'treatment')
    .where(({ eb, ref }) => eb('mergedFrom', 'is distinct from', ref('customerId')))
    .orderBy('customerId')
    .execute();
}

/** Every try of the chain this play belongs to, first to last. */
export async function listVersions(db: Db, workspaceId: string, playId: string) {
  const { rows } = await sql<{ playId: string; version: number; state: string }>`
    with recursive back as (
      select play_id, previous_play_id from plays.play where workspace_id = ${workspaceId}::uuid and play_id = ${playId}::uuid
      union
      select p.play_id, p.previous_play_id from plays.play p join back b on p.play_id = b.previous_play_id
      where p.workspace_id = ${workspaceId}::uuid
    ), chain as (
      select play_id from back
      union
      select p.play_id from plays.play p join chain c on p.previous_play_id = c.play_id where p.workspace_id = ${workspaceId}::uuid
    )
    select p.play_id, p.version, p.state from plays.play p join chain c using (play_id)
    where p.workspace_id = ${workspaceId}::uuid order by p.version, p.created_at`.execute(db);
  return rows;
}

/** Coupons that plays gave out and how many came back, over all launched plays: what to expect of the next. */
export async function listPlayIdsWithCoupons(db: Db, workspaceId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('plays.play')
    .select('playId')
    .where('workspaceId', '=', workspaceId)
    .where('state', 'in', ['running', 'stopped', 'finished'])
    .where(
      sql<boolean>`(offer ->> 'kind' <> 'none' or jsonb_path_exists(other_arms, '$[*].offer.kind ? (@ <> "none")'))`,
    )
    .execute();
  return rows.map((row) => row.playId);
}

/** Which of these people are assigned in a play, whatever its state, or named by the use of a leaflet's code. */
export async function findCustomersInPlays(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await sql<{ customerId: string }>`
    select customer_id from plays.assignment
    where workspace_id = ${workspaceId}::uuid and customer_id = any (${customerIds}::uuid[])
    union select customer_id from plays.code_use_person
    where workspace_id = ${workspaceId}::uuid and customer_id = any (${customerIds}::uuid[])`.execute(db);
  return rows.map((row) => row.customerId);
}
