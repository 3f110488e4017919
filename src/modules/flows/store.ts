import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';

export function listFlowRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('flows.flow')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .orderBy('createdAt')
    .orderBy('flowId')
    .execute();
}

/** Automations that are on and begin when somebody comes into this group. */
export async function listFlowIdsOfGroup(db: Db, workspaceId: string, segmentId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('flows.flow')
    .select('flowId')
    .where('workspaceId', '=', workspaceId)
    .where('state', '=', 'on')
    .where(sql`document #>> '{trigger,kind}'`, '=', 'group')
    .where(sql`document #>> '{trigger,segmentId}'`, '=', segmentId)
    .orderBy('createdAt')
    .orderBy('flowId')
    .execute();
  return rows.map(({ flowId }) => flowId);
}

export function findFlow(db: Db, workspaceId: string, flowId: string) {
  return db
    .selectFrom('flows.flow')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('flowId', '=', flowId)
    .executeTakeFirst();
}

export type FlowRow = NonNullable<Awaited<ReturnType<typeof findFlow>>>;

/** The flow, held until the transaction ends: nobody switches, changes or enters it meanwhile. */
export function lockFlow(db: Db, workspaceId: string, flowId: string) {
  return db
    .selectFrom('flows.flow')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('flowId', '=', flowId)
    .forUpdate()
    .executeTakeFirst();
}

export function findReadyMade(db: Db, workspaceId: string, readyKey: string) {
  return db
    .selectFrom('flows.flow')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('readyKey', '=', readyKey)
    .executeTakeFirst();
}

/** Whether any automation is on: one that is paused stands still. */
export async function hasFlowsOn(db: Db, workspaceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('flows.flow')
    .select('flowId')
    .where('workspaceId', '=', workspaceId)
    .where('state', '=', 'on')
    .executeTakeFirst();
  return row !== undefined;
}

/** Undefined when it is there already: the same ready-made one, or the same id. */
export function insertFlow(
  db: Db,
  row: {
    workspaceId: string;
    flowId: string;
    readyKey: string | null;
    name: string;
    document: string;
    createdBy: string | null;
    createdAt: Date;
  },
) {
  return db
    .insertInto('flows.flow')
    .values({ ...row, version: 1, state: 'off', updatedAt: row.createdAt })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

export function insertVersion(
  db: Db,
  row: {
    workspaceId: string;
    flowId: string;
    version: number;
    document: string;
    createdBy: string | null;
    createdAt: Date;
  },
) {
  return db.insertInto('flows.version').values(row).execute();
}

export function updateFlowRow(
  db: Db,
  workspaceId: string,
  flowId: string,
  change: {
    name?: string;
    document?: string;
    version?: number;
    state?: 'on' | 'off' | 'paused';
    switchedOnAt?: Date;
    switchedOnBy?: string | null;
    askedAt?: Date | null;
    askedBy?: string | null;
    sentBackNote?: string;
    switchedOffAt?: Date;
    updatedAt: Date;
  },
) {
  return db
    .updateTable('flows.flow')
    .set(change)
    .where('workspaceId', '=', workspaceId)
    .where('flowId', '=', flowId)
    .execute();
}

export function listVersionRows(db: Db, workspaceId: string, flowId: string) {
  return db
    .selectFrom('flows.version')
    .select(['version', 'document', 'createdAt'])
    .where('workspaceId', '=', workspaceId)
    .where('flowId', '=', flowId)
    .orderBy('version', 'desc')
    .execute();
}

export function findVersion(db: Db, workspaceId: string, flowId: string, version: number) {
  return db
    .selectFrom('flows.version')
    .select('document')
    .where('workspaceId', '=', workspaceId)
    .where('flowId', '=', flowId)
    .where('version', '=', version)
    .executeTakeFirst();
}

/** Plays behind the steps of a flow, of all its versions and rounds. */
export function listStepPlays(db: Db, workspaceId: string, flowId: string) {
  return db
    .selectFrom('flows.stepPlay')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('flowId', '=', flowId)
    .orderBy('version')
    .orderBy('round')
    .execute();
}

export interface StepKey {
  workspaceId: string;
  flowId: string;
  version: number;
  stepKey: string;
  round: number;
}

export function findStepPlay(db: Db, key: StepKey) {
  return db
    .selectFrom('flows.stepPlay')
    .select('playId')
    .where('workspaceId', '=', key.workspaceId)
    .where('flowId', '=', key.flowId)
    .where('version', '=', key.version)
    .where('stepKey', '=', key.stepKey)
    .where('round', '=', key.round)
    .executeTakeFirst();
}

export function insertStepPlay(db: Db, row: StepKey & { playId: string }) {
  return db.insertInto('flows.stepPlay').values(row).execute();
}

/** How many are inside of each flow, have reached its end, or have left it. */
export async function countRuns(db: Db, workspaceId: string) {
  const { rows } = await sql<{ flowId: string; inside: number; done: number; departed: number }>`
    select flow_id, count(*) filter (where state = 'active')::int as inside, count(*) filter (where state = 'done')::int as done,
      count(*) filter (where state = 'left')::int as departed
    from flows.run where workspace_id = ${workspaceId}::uuid group by 1`.execute(db);
  return new Map(rows.map((row) => [row.flowId, row]));
}

/** Of one flow: people waiting before each step, and why people left. */
export async function countInside(db: Db, workspaceId: string, flowId: string) {
  const { rows } = await sql<{ state: string; key: string; count: number }>`
    select state, case state when 'active' then coalesce(step_key, '') else reason end as key, count(*)::int as count
    from flows.run where workspace_id = ${workspaceId}::uuid and flow_id = ${flowId}::uuid and state <> 'done' group by 1, 2`.execute(
    db,
  );
  return rows;
}

interface Entering {
  workspaceId: string;
  flowId: string;
  entries: readonly { customerId: string; entryKey: string }[];
  /** Before which instant somebody must have entered last; null: she never may again. */
  since: Date | null;
  /** Whether somebody who is inside may come in once more, for another happening. */
  whileInside: boolean;
}

/** Of an entry `e`: whether nothing that let the person in before stands in its way. */
const mayEnter = ({ workspaceId, flowId, since, whileInside }: Entering) => sql`
  not exists (select from flows.run r where r.workspace_id = ${workspaceId}::uuid and r.flow_id = ${flowId}::uuid
    and r.customer_id = e.customer_id
    and ((r.state = 'active' and not ${whileInside}::boolean) or r.entry_key = e.entry_key or ${since}::timestamptz is null or r.entered_at > ${since}::timestamptz)
    and not (r.state = 'left' and r.reason = 'transaction_gone' and r.entry_key <> e.entry_key)
    and not (r.state = 'done' and r.reason = 'points_given' and r.entry_key <> e.entry_key)
    and not ((r.entry_key like 'points:%' and e.entry_key like 'stamps:%') or (r.entry_key like 'stamps:%' and e.entry_key like 'points:%')))`;

/**
 * Lets people in who may enter: not inside already, not let in by this happening before, and last in before `since`
 * (null: never); points and stamps that end do not stand in each other's way, nor does a round that ended untold because its
 * order or booking was gone or because all her points that end were given to her. Each entry is a round of its own. Ids of
 * those who entered.
 */
export async function insertRuns(
  db: Db,
  input: Entering & { version: number; firstStep: string | null; now: Date },
): Promise<string[]> {
  const { workspaceId, flowId, version, firstStep, entries, now } = input;
  const { rows } = await sql<{ customerId: string }>`
    with entering as (
      select e.customer_id, e.entry_key, row_number() over (partition by e.customer_id order by e.nth) as nth
      from unnest(${entries.map((one) => one.customerId)}::uuid[], ${entries.map((one) => one.entryKey)}::text[])
        with ordinality as e (customer_id, entry_key, nth)
      where ${mayEnter(input)}
    )
    insert into flows.run (workspace_id, run_id, flow_id, version, customer_id, entry_key, round, step_key, due_at, state, entered_at)
    select ${workspaceId}::uuid, gen_random_uuid(), ${flowId}::uuid, ${version}::int, e.customer_id, e.entry_key,
      e.nth + (select coalesce(max(r.round), 0) from flows.run r where r.workspace_id = ${workspaceId}::uuid and r.flow_id = ${flowId}::uuid
        and r.customer_id = e.customer_id),
      ${firstStep}::text, ${now}::timestamptz, 'active', ${now}::timestamptz
    from entering e
    on conflict do nothing
    returning customer_id`.execute(db);
  return rows.map((row) => row.customerId);
}

/** Those whom one of these happenings could let in now, by the same rule as `insertRuns`; each once. */
export async function findEnterable(db: Db, input: Entering): Promise<string[]> {
  const { entries } = input;
  const { rows } = await sql<{ customerId: string }>`
    select e.customer_id
    from unnest(${entries.map((one) => one.customerId)}::uuid[], ${entries.map((one) => one.entryKey)}::text[])
      with ordinality as e (customer_id, entry_key, nth)
    where ${mayEnter(input)}
    group by e.customer_id order by min(e.nth)`.execute(db);
  return rows.map((row) => row.customerId);
}

/** Runs whose next step is due, oldest first; those of a paused flow wait. */
export function listDueRuns(db: Db, workspaceId: string, now: Date, limit: number) {
  return db
    .selectFrom('flows.run as r')
    .select(['r.runId', 'r.flowId', 'r.version', 'r.customerId', 'r.round', 'r.stepKey', 'r.entryKey', 'r.enteredAt'])
    .where('r.workspaceId', '=', workspaceId)
    .where('r.state', '=', 'active')
    .where('r.dueAt', '<=', now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('flows.flow as f')
            .select('f.flowId')
            .whereRef('f.workspaceId', '=', 'r.workspaceId')
            .whereRef('f.flowId', '=', 'r.flowId')
            .where('f.state', '=', 'paused'),
        ),
      ),
    )
    .orderBy('r.dueAt')
    .orderBy('r.runId')
    .limit(limit)
    .execute();
}

export type DueRun = Awaited<ReturnType<typeof listDueRuns>>[number];

export function listActiveRuns(db: Db, workspaceId: string, flowId: string) {
  return db
    .selectFrom('flows.run')
    .select(['runId', 'customerId'])
    .where('workspaceId', '=', workspaceId)
    .where('flowId', '=', flowId)
    .where('state', '=', 'active')
    .execute();
}

/** Takes runs on from the step they stand at; one that has moved meanwhile is left as it is. */
export async function moveRuns(
  db: Db,
  input: {
    workspaceId: string;
    from: string | null;
    /** `reason`: why nothing went to her at this step; empty where something did. Left out: the step had nothing to give. */
    moves: readonly {
      runId: string;
      to: string | null;
      dueAt: Date;
      choice?: string | undefined;
      reason?: string | undefined;
    }[];
  },
): Promise<void> {
  const { workspaceId, from, moves } = input;
  await sql`
    update flows.run r set step_key = m.step_key, due_at = m.due_at, reason = coalesce(m.reason, r.reason),
      choices = case when m.choice is null then r.choices else r.choices || jsonb_build_object(${from}::text, m.choice) end
    from unnest(${moves.map((one) => one.runId)}::uuid[], ${moves.map((one) => one.to)}::text[],
      ${moves.map((one) => one.dueAt)}::timestamptz[], ${moves.map((one) => one.choice ?? null)}::jsonb[],
      ${moves.map((one) => one.reason ?? null)}::text[]) as m (run_id, step_key, due_at, choice, reason)
    where r.workspace_id = ${workspaceId}::uuid and r.run_id = m.run_id and r.state = 'active'
      and r.step_key is not distinct from ${from}::text`.execute(db);
}

/** Ends runs that have not ended; of one that is done it stays written why nothing went to her at its last message. */
export async function endRuns(
  db: Db,
  input: {
    workspaceId: string;
    runIds: readonly string[];
    state: 'done' | 'left';
    reason: string;
    now: Date;
  },
): Promise<void> {
  if (input.runIds.length === 0) return;
  await db
    .updateTable('flows.run')
    .set({
      state: input.state,
      endedAt: input.now,
      ...(input.reason === '' ? {} : { reason: input.reason }),
    })
    .where('workspaceId', '=', input.workspaceId)
    .where('runId', '=', sql<string>`any(${input.runIds}::uuid[])`)
    .where('state', '=', 'active')
    .execute();
}

/** What was chosen for runs at a step before, so that a repeated step chooses the same. */
export async function findChoices(
  db: Db,
  workspaceId: string,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, Record<string, unknown>>> {
  const { rows } = await sql<{ runId: string; choices: Record<string, unknown> }>`
    select run_id, choices from flows.run where workspace_id = ${workspaceId}::uuid and run_id = any(${runIds}::uuid[])`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.runId, row.choices]));
}

/** Writes hints down, once a run and step. */
export async function insertHints(
  db: Db,
  input: {
    workspaceId: string;
    flowId: string;
    stepKey: string;
    text: string;
    people: readonly { runId: string; customerId: string }[];
    shownUntil: string;
    now: Date;
  },
): Promise<void> {
  const { workspaceId, flowId, stepKey, text, people, shownUntil, now } = input;
  await sql`
    insert into flows.hint (workspace_id, hint_id, flow_id, run_id, step_key, customer_id, text, shown_from, shown_until)
    select ${workspaceId}::uuid, gen_random_uuid(), ${flowId}::uuid, p.run_id, ${stepKey}::text, p.customer_id, ${text}::text, ${now}::timestamptz,
      ${shownUntil}::date
    from unnest(${people.map((one) => one.runId)}::uuid[], ${people.map((one) => one.customerId)}::uuid[]) as p (run_id, customer_id)
    on conflict do nothing`.execute(db);
}

export function listHintRows(db: Db, input: { workspaceId: string; customerId: string; today: string; now: Date }) {
  return db
    .selectFrom('flows.hint as h')
    .innerJoin('flows.flow as f', (join) =>
      join.onRef('f.workspaceId', '=', 'h.workspaceId').onRef('f.flowId', '=', 'h.flowId'),
    )
    .select(['h.hintId', 'h.text', 'h.shownUntil', 'f.name as flowName'])
    .where('h.workspaceId', '=', input.workspaceId)
    .where('h.customerId', '=', input.customerId)
    .where('h.saidAt', 'is', null)
    .where('h.shownFrom', '<=', input.now)
    .where('h.shownUntil', '>=', input.today)
    .where('f.state', '=', 'on')
    .orderBy('h.shownFrom')
    .execute();
}

/** False when there is no such hint of hers. */
export async function markSaid(
  db: Db,
  input: { workspaceId: string; customerId: string; hintId: string; by: string | null; now: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('flows.hint')
    .set((eb) => ({
      saidAt: eb.fn.coalesce('saidAt', eb.val(input.now)),
      saidBy: eb.fn.coalesce('saidBy', eb.val(input.by)),
    }))
    .where('workspaceId', '=', input.workspaceId)
    .where('customerId', '=', input.customerId)
    .where('hintId', '=', input.hintId)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
