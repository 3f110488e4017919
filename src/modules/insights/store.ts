import { type Db } from '../../platform/db.ts';
import { newId } from '../../shared/ids.ts';
import { addDays } from '../../shared/time.ts';

/** What was spent on each source in months that touch the last days up to today. */
export async function listSourceCosts(
  db: Db,
  { workspaceId, today, days }: { workspaceId: string; today: string; days: number },
): Promise<{ source: string; costMinor: number }[]> {
  return db
    .selectFrom('insights.sourceCost')
    .select(['source', (eb) => eb.fn.sum<number>('costMinor').as('costMinor')])
    .where('workspaceId', '=', workspaceId)
    .where('month', '>', addDays(today, -days))
    .where('month', '<=', today)
    .groupBy('source')
    .execute();
}

export async function upsertSourceCost(
  db: Db,
  row: { workspaceId: string; source: string; month: string; costMinor: number },
): Promise<void> {
  await db
    .insertInto('insights.sourceCost')
    .values(row)
    .onConflict((oc) => oc.columns(['workspaceId', 'source', 'month']).doUpdateSet({ costMinor: row.costMinor }))
    .execute();
}

const DECISION_COLUMNS = [
  'decisionId',
  'kind',
  'subject',
  'action',
  'note',
  'finding',
  'state',
  'dueOn',
  'createdAt',
  'closedAt',
] as const;

/** Decisions in a state, the newest first. */
export function listDecisionRows(db: Db, workspaceId: string, state: string) {
  return db
    .selectFrom('insights.decision')
    .select(DECISION_COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .where('state', '=', state)
    .orderBy('createdAt', 'desc')
    .limit(500)
    .execute();
}

export async function insertDecision(
  db: Db,
  decision: {
    workspaceId: string;
    kind: string;
    subject: string;
    action: string;
    note: string;
    finding: object;
    dueOn: string | null;
    createdAt: Date;
    createdBy: string | null;
  },
): Promise<string> {
  const decisionId = newId();
  await db
    .insertInto('insights.decision')
    .values({ ...decision, decisionId, finding: JSON.stringify(decision.finding) })
    .execute();
  return decisionId;
}

/** Closes or re-opens; false when there is no such decision. */
export async function updateDecisionState(
  db: Db,
  {
    workspaceId,
    decisionId,
    state,
    closedAt,
  }: { workspaceId: string; decisionId: string; state: string; closedAt: Date | null },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('insights.decision')
    .set({ state, closedAt })
    .where('workspaceId', '=', workspaceId)
    .where('decisionId', '=', decisionId)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
