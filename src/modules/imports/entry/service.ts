import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inYieldingTransaction } from '../../../platform/db.ts';
import { emit } from '../../../platform/jobs.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { parsePhone } from '../../../shared/phone.ts';
import { addDays } from '../../../shared/time.ts';
import { lockPeople, requireCustomer } from '../../customers/index.ts';
import { listItemsByIds } from '../../menu/index.ts';
import { listMostSold, ordersChanged, removeOrder, storeOrder } from '../../orders/index.ts';
import { recordAccess } from '../../staff/index.ts';
import { type NewTouchpoint, recordTouchpoints, removeTouchpointsOfBatch } from '../../touchpoints/index.ts';
import { getWorkspace } from '../../workspace/index.ts';
import { removePeopleOfBatch } from '../service/undo.ts';
import {
  type createEntry as createEndpoint,
  type listEntryItems as itemsEndpoint,
  MANUAL_SOURCE,
  type NewEntry,
} from './contract.ts';
import { findEntry, findEntryByKey, insertEntry, markEntryUndone, setOrderOfEntry } from './store.ts';

/** Days after its event that a card out of the bowl may be kept (domain 1.2: event end + 30 d). */
export const CARD_DAYS = 30;
/** An entry is a slip of the thumb for a day; later it is corrected, not taken back. */
const UNDO_MS = 86_400_000;
/** Items to tap, and the days whose sales say which. */
const SHOWN_ITEMS = 24;
const MENU_DAYS = 90;

const FROM = { source: MANUAL_SOURCE, way: 'manual', phase: 'during' } as const;

/**
 * Stores an entry once, however often a phone with a poor line sends it.
 * A sale needs the right to write orders. @throws AppError forbidden | not_found (customer) | invalid_input (number, resident number)
 */
export async function createEntry(
  db: Db,
  actor: Actor,
  entry: NewEntry,
  now: Date,
): Promise<z.input<(typeof createEndpoint)['output']>> {
  actor.require('customers:write');
  if (entry.kind === 'sale') actor.require('orders:write');
  const { workspaceId } = actor;
  return inYieldingTransaction(db, async (db) => {
    const entryId = newId();
    const { kind, key: entryKey } = entry;
    const isNew = await insertEntry(db, workspaceId, {
      entryId,
      entryKey,
      kind,
      createdBy: actor.accountId,
      createdAt: now,
    });
    if (!isNew) {
      const known = await findEntryByKey(db, workspaceId, entryKey);
      if (!known) throw new AppError('conflict', 'the entry is gone');
      return { entryId: known.entryId, created: false, orderId: known.orderId };
    }
    let orderId: string | null = null;
    if (entry.kind === 'sale') orderId = await storeSale(db, actor, { entryId, entry, now });
    else {
      const touchpoint = entry.kind === 'note' ? await readNote(db, actor, entry) : await readCard(db, actor, entry);
      await log(db, actor, { touchpoint: { ...touchpoint, at: now, idempotencyKey: entryKey }, entryId, now });
    }
    await recordAccess(db, actor, { action: 'create', subject: `entry ${entryId}`, result: kind }, now);
    return { entryId, created: true, orderId };
  });
}

async function storeSale(
  db: Db,
  actor: Actor,
  { entryId, entry, now }: { entryId: string; entry: Extract<NewEntry, { kind: 'sale' }>; now: Date },
): Promise<string> {
  const { orderId } = await storeOrder(
    db,
    actor,
    {
      orderNo: entry.key,
      source: MANUAL_SOURCE,
      customerId: entry.customerId,
      channel: '',
      tableNo: '',
      covers: null,
      couponCode: '',
      staffName: '',
      lines: entry.lines.map((line) => ({ ...line, options: '', kind: 'sale' as const })),
    },
    now,
  );
  await setOrderOfEntry(db, actor.workspaceId, entryId, orderId);
  return orderId;
}

type Told = Omit<NewTouchpoint, 'at' | 'idempotencyKey'>;

async function readNote(db: Db, actor: Actor, note: Extract<NewEntry, { kind: 'note' }>): Promise<Told> {
  await requireCustomer(db, actor.workspaceId, note.customerId);
  return {
    phase: 'after',
    kind: 'note.written',
    person: { customerId: note.customerId },
    payload: { text: note.text },
  };
}

async function readCard(db: Db, actor: Actor, card: Extract<NewEntry, { kind: 'card' }>): Promise<Told> {
  const { country } = await getWorkspace(db, actor.workspaceId);
  const phone = parsePhone(card.phone, { country });
  if (!phone || phone.kind === 'virtual050') {
    throw new AppError('invalid_input', 'no lasting phone number', {
      userMessage: {
        ko: '전화번호를 다시 봐 주세요. 050 안심번호는 받을 수 없어요.',
        en: 'Please check the phone number. Temporary 050 numbers cannot be taken.',
      },
    });
  }
  return {
    phase: 'before',
    kind: 'event.entered',
    person: { name: card.name, phone: card.phone },
    // Consent for this event only; promotion would be another purpose (domain 1.2, PIPA 18).
    payload: { event: card.event, purpose: 'event', keepUntil: addDays(card.endsOn, CARD_DAYS) },
  };
}

async function log(
  db: Db,
  actor: Actor,
  { touchpoint, entryId, now }: { touchpoint: NewTouchpoint; entryId: string; now: Date },
): Promise<void> {
  const [recorded] = await recordTouchpoints(db, actor, {
    from: FROM,
    touchpoints: [touchpoint],
    batchId: entryId,
    now,
  });
  if (recorded?.status !== 'refused') return;
  throw new AppError('invalid_input', 'a resident number', {
    userMessage: {
      ko: '주민등록번호는 적을 수 없어요. 지우고 다시 저장해 주세요.',
      en: 'A resident registration number may not be kept. Remove it and save again.',
    },
  });
}

/**
 * Takes an entry back: one's own, or anybody's for who may take imports back.
 * @throws AppError forbidden | not_found | conflict (taken back already, or older than a day)
 */
export async function undoEntry(db: Db, actor: Actor, entryId: string, now: Date): Promise<void> {
  actor.require('customers:write');
  const { workspaceId } = actor;
  await inYieldingTransaction(db, async (db) => {
    await lockPeople(db, workspaceId);
    const entry = await findEntry(db, workspaceId, entryId);
    if (!entry) throw new AppError('not_found', 'no such entry');
    if (entry.createdBy === null || entry.createdBy !== actor.accountId) actor.require('imports:run');
    if (entry.kind === 'sale') actor.require('orders:write');
    const undone = await markEntryUndone(db, workspaceId, entryId, {
      undoneAt: now,
      notBefore: new Date(now.getTime() - UNDO_MS),
    });
    if (!undone) {
      throw new AppError('conflict', 'taken back already, or too old', {
        userMessage: { ko: '이미 되돌렸거나 하루가 지났어요.', en: 'It is taken back already, or older than a day.' },
      });
    }
    if (undone.orderId !== null) {
      await removeOrder(db, workspaceId, undone.orderId);
      await emit(db, ordersChanged, { workspaceId });
    }
    await removeTouchpointsOfBatch(db, { workspaceId, batchId: entryId });
    await removePeopleOfBatch(db, workspaceId, entryId);
    await recordAccess(db, actor, { action: 'delete', subject: `entry ${entryId}`, result: entry.kind }, now);
  });
}

/**
 * Items to tap at the counter: the most sold ones first, at their price; where only receipts tell of one, at what it was last
 * sold for. @throws AppError forbidden
 */
export async function listEntryItems(
  db: Db,
  actor: Actor,
  today: string,
): Promise<z.input<(typeof itemsEndpoint)['output']>['items']> {
  actor.require('orders:read');
  const { workspaceId } = actor;
  // An amount that was only typed is nothing to tap.
  const since = addDays(today, -MENU_DAYS);
  const sold = await listMostSold(db, workspaceId, { since, limit: SHOWN_ITEMS, unpriced: MANUAL_SOURCE });
  const known = await listItemsByIds(
    db,
    workspaceId,
    sold.map(({ itemId }) => itemId),
  );
  const items = new Map(known.map((item) => [item.itemId, item]));
  return sold.flatMap(({ itemId, lastMinor }) => {
    const item = items.get(itemId);
    return item ? [{ ...item, code: item.code ?? '', priceMinor: item.priceMinor ?? lastMinor }] : [];
  });
}
