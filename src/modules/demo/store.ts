import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import type { DeliveredOffer, DemoState } from './rules.ts';
import { computeOfferValue } from './rules.ts';

/** Makers of a demo shop wait for each other, so that there is only one. Any fixed number. */
const CREATE_LOCK = 4_300_005;

export function lockCreation(db: Db) {
  return sql`select pg_advisory_xact_lock(${CREATE_LOCK})`.execute(db);
}

export function insertState(db: Db, state: Omit<DemoState, 'failedAt'> & { workspaceId: string }) {
  return db.insertInto('demo.state').values(state).execute();
}

export async function findState(db: Db, workspaceId: string): Promise<DemoState | undefined> {
  const row = await db.selectFrom('demo.state').selectAll().where('workspaceId', '=', workspaceId).executeTakeFirst();
  return row && { ...row, step: row.step as DemoState['step'] };
}

/** @throws AppError not_found outside the demo */
export async function getState(db: Db, workspaceId: string): Promise<DemoState> {
  const state = await findState(db, workspaceId);
  if (!state) throw new AppError('not_found', 'no demo shop here');
  return state;
}

export function updateState(db: Db, workspaceId: string, change: Partial<DemoState>) {
  return db.updateTable('demo.state').set(change).where('workspaceId', '=', workspaceId).execute();
}

/** Asks for more days; zero rows while earlier work is under way. */
export function updateWorkUntil(db: Db, workspaceId: string, work: { workAfter: string; workUntil: string }) {
  return db
    .updateTable('demo.state')
    .set({ ...work, step: 'days', failedAt: null })
    .where('workspaceId', '=', workspaceId)
    .where('step', '=', 'done')
    .returning('workspaceId')
    .executeTakeFirst();
}

export function listOfferRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('demo.offer')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .orderBy('receivedOn')
    .orderBy('playId')
    .execute();
}

/** Keeps offers the people now know of; one that is kept already stays as it is. */
export async function insertOffers(db: Db, workspaceId: string, offers: readonly DeliveredOffer[]): Promise<void> {
  if (offers.length === 0) return;
  const column = <T>(pick: (offer: DeliveredOffer) => T) => offers.map(pick);
  await sql`
    insert into demo.offer (workspace_id, play_id, person_id, received_on, value_minor, coupon_code)
    select ${workspaceId}, o.* from unnest(
      ${column((o) => o.playId)}::uuid[], ${column((o) => o.personId)}::text[], ${column((o) => o.receivedOn)}::date[],
      ${column((o) => computeOfferValue(o.coupon))}::bigint[], ${column((o) => o.coupon?.code ?? null)}::text[]
    ) as o on conflict do nothing`.execute(db);
}
