import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { requireCustomer } from '../../customers/index.ts';
import { recordAccess } from '../../staff/index.ts';
import type { Holdings } from '../contract/points.ts';
import { type Command, type Recorded, recordMovements } from '../ledger/service.ts';
import { latestProgramme, listProgrammes } from '../programme/service.ts';
import { readHoldings } from './holdings.ts';
import { notBooked } from './words.ts';

/** When something is asked: the business day, and the moment. */
export interface Asked {
  today: string;
  now: Date;
}

/** The rules in force on a day. */
export async function readSettings(db: Db, workspaceId: string, today: string) {
  return latestProgramme(await listProgrammes(db, workspaceId), today).settings;
}

/** What a person holds today, by the rules in force. */
export async function showHoldings(db: Db, workspaceId: string, customerId: string, today: string): Promise<Holdings> {
  const settings = await readSettings(db, workspaceId, today);
  return readHoldings(db, { workspaceId, customerId, settings, today });
}

/** Books one movement of a person who is there. @throws AppError not_found | conflict */
export async function book(
  db: Db,
  actor: Actor,
  command: Omit<Command, 'at' | 'businessDay' | 'owner' | 'madeBy'> & Asked & { customerId: string },
): Promise<{ holdings: Holdings }> {
  const { workspaceId, accountId } = actor;
  const { customerId, today, now, ...rest } = command;
  await requireCustomer(db, workspaceId, customerId);
  return inTransaction(db, async (db) => {
    const owner = { customerId, mergedFrom: null };
    const asked = { ...rest, owner, at: now, businessDay: today, madeBy: accountId };
    const [recorded] = await recordMovements(db, { workspaceId, commands: [asked], now });
    requireBooked(recorded);
    const result = rest.action.kind;
    await recordAccess(db, actor, { action: 'edit', subject: `loyalty of ${customerId}`, result }, now);
    return { holdings: await showHoldings(db, workspaceId, customerId, today) };
  });
}

function requireBooked(recorded: Recorded | undefined): void {
  if (recorded?.status === 'refused') throw notBooked();
}
