import { type Db, inTransaction } from '../../../platform/db.ts';
import { emit } from '../../../platform/jobs.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { holdingsChanged } from '../events.ts';
import { type Action, applyAction, computeAvailable, type Purse, type Unit } from './rules.ts';
import {
  insertMovements,
  listBalances,
  listMovementsByKey,
  listOpenLots,
  listTaken,
  listTakenBy,
  lockAccounts,
  type NewMovement,
  type Owner,
  originOf,
} from './store.ts';

/** One movement that is asked for. */
export interface Command {
  /** Whoever asks makes it up once: asked again, it is the same movement. */
  key: string;
  unit: Unit;
  owner: Owner;
  action: Exclude<Action, { kind: 'reverse_use' }> | { kind: 'reverse_use'; amount: number; expiresOn: string | null };
  /** When it happened, which may be before it is told. */
  at: Date;
  businessDay: string;
  till?: string;
  receiptId?: string | null;
  reverses?: string | null;
  reason?: string;
  madeBy?: string | null;
  /** Who gets a transfer. */
  to?: Owner;
}

/** What became of a command, in their order. `known`: it was there already, and nothing was done. */
export type Recorded =
  | { status: 'done'; movementId: string; available: number }
  | { status: 'known'; movementId: string; available: number }
  | { status: 'refused'; reason: 'not_enough' | 'nothing'; available: number };

const purseKey = (unit: Unit, owner: Owner) => `${unit} ${originOf(owner)}`;

/** Purses of people, held to the end of the transaction; found by unit and record. */
export interface HeldPurses {
  of(unit: Unit, owner: Owner): { purse: Purse; accountId: string; shownAs: Owner };
}

/**
 * Holds what people have to the end of the transaction of `db`: whoever else wants to move it waits. Accounts that are
 * missing are opened.
 */
export async function holdPurses(
  db: Db,
  workspaceId: string,
  wanted: readonly { unit: Unit; owner: Owner }[],
): Promise<HeldPurses> {
  const byKey = new Map(
    wanted.map(({ unit, owner }) => [purseKey(unit, owner), { ...owner, unit, accountId: newId() }]),
  );
  const accounts = await lockAccounts(db, workspaceId, [...byKey.values()]);
  const ids = accounts.map(({ accountId }) => accountId);
  const [balances, lots] = [await listBalances(db, workspaceId, ids), await listOpenLots(db, workspaceId, ids)];
  const balanceOf = new Map(balances.map(({ accountId, balance }) => [accountId, balance]));
  const lotsOf = Map.groupBy(lots, ({ accountId }) => accountId);
  const purses = new Map<string, Purse>();
  const held = new Map<string, { purse: Purse; accountId: string; shownAs: Owner }>();
  for (const account of accounts) {
    const { accountId, unit, customerId, mergedFrom } = account;
    const person = `${unit} ${customerId}`;
    const purse: Purse = purses.get(person) ?? { balances: new Map(), lots: [] };
    purses.set(person, purse);
    purse.balances.set(accountId, balanceOf.get(accountId) ?? 0);
    purse.lots.push(...(lotsOf.get(accountId) ?? []));
    held.set(purseKey(unit, account), { purse, accountId, shownAs: { customerId, mergedFrom } });
  }
  return {
    of(unit, owner) {
      const found = held.get(purseKey(unit, owner));
      if (!found) throw new AppError('internal', 'a purse that is not held');
      return found;
    },
  };
}

/**
 * Books movements in their order, each once however often it is told, all or nothing; a movement that cannot be (more than
 * there is) is refused and the others go on. Balances go below zero by a refund only (OP-50).
 * @returns what became of each, with what can be used afterwards
 */
export async function recordMovements(
  db: Db,
  input: { workspaceId: string; commands: readonly Command[]; now: Date },
): Promise<Recorded[]> {
  const { workspaceId, commands, now } = input;
  if (commands.length === 0) return [];
  return inTransaction(db, async (db) => {
    const purses = await holdPurses(
      db,
      workspaceId,
      commands.flatMap(({ unit, owner, to }) =>
        to
          ? [
              { unit, owner },
              { unit, owner: to },
            ]
          : [{ unit, owner }],
      ),
    );
    const known = new Map(
      (
        await listMovementsByKey(
          db,
          workspaceId,
          commands.map(({ key }) => key),
        )
      ).map((row) => [row.idempotencyKey, row.movementId]),
    );
    const takenOf = await loadTaken(db, workspaceId, commands);
    const undone = new Map<string, Awaited<ReturnType<typeof listTakenBy>>>();
    for (const { action, reverses, receiptId, unit } of commands)
      if (action.kind === 'reverse_use' && reverses && !receiptId) {
        const taken = await listTakenBy(db, workspaceId, reverses);
        // Prepaid money is owed past its last day too, by the terms of its own charge (OP-55): it goes back into that.
        undone.set(reverses, unit === 'prepaid' ? taken.map((lot) => ({ ...lot, expiresOn: null })) : taken);
      }
    const made: NewMovement[] = [];
    const moved = new Set<string>();
    const recorded = commands.map((command): Recorded => {
      const { key, unit, owner, at, businessDay, receiptId = null } = command;
      const { purse, accountId } = purses.of(unit, owner);
      const available = () => computeAvailable(purse, businessDay);
      const knownId = known.get(key);
      if (knownId !== undefined) return { status: 'known', movementId: knownId, available: available() };
      const action: Action =
        command.action.kind === 'reverse_use'
          ? {
              ...command.action,
              // Of a sale only what refunds have not given back yet.
              taken:
                command.reverses && receiptId === null
                  ? (undone.get(command.reverses) ?? [])
                  : takenOf(receiptId, unit),
            }
          : command.action;
      const place = { accountId, day: businessDay, receiptId, newLotId: newId };
      const outcome = applyAction(purse, action, place, command.to && purses.of(unit, command.to));
      if (outcome.status === 'refused') return { ...outcome, available: available() };
      const movementId = newId();
      known.set(key, movementId);
      for (const one of command.to ? [owner, command.to] : [owner]) moved.add(purses.of(unit, one).shownAs.customerId);
      made.push({
        movement: {
          movementId,
          unit,
          kind: outcome.kind,
          idempotencyKey: key,
          at,
          businessDay,
          recordedAt: now,
          till: command.till ?? '',
          receiptId,
          reverses: command.reverses ?? null,
          reason: command.reason ?? '',
          madeBy: command.madeBy ?? null,
        },
        entries: outcome.entries,
        lots: outcome.lots,
      });
      return { status: 'done', movementId, available: available() };
    });
    if (made.length > 0) {
      await insertMovements(db, workspaceId, made);
      await emit(db, holdingsChanged, { workspaceId, customerIds: [...moved] });
    }
    return recorded;
  });
}

async function loadTaken(db: Db, workspaceId: string, commands: readonly Command[]) {
  const receiptIds = commands.flatMap(({ action, receiptId }) =>
    action.kind === 'reverse_use' && receiptId ? [receiptId] : [],
  );
  const rows = receiptIds.length === 0 ? [] : await listTaken(db, workspaceId, [...new Set(receiptIds)]);
  return (receiptId: string | null, unit: Unit) =>
    rows.flatMap((row) =>
      row.receiptId === receiptId && row.unit === unit && row.lotId !== null && row.taken > 0
        ? [{ lotId: row.lotId, accountId: row.accountId, expiresOn: row.expiresOn, amount: row.taken }]
        : [],
    );
}
