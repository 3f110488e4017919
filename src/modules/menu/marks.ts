import type { Actor } from '../../platform/actor.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { businessDayOf } from '../../shared/time.ts';
import { getWorkspace } from '../workspace/index.ts';
import type { Availability, Item } from './contract.ts';
import { endMarks, insertMarks, listMarkRows, lockItems } from './store.ts';

/** What is to be said of one item; `untilDay` null: until further notice. */
interface Saying {
  itemId: string;
  availability: Availability;
  untilDay: string | null;
}

/**
 * Whether what a program says stands behind what a person said of the item: a till lifts and shortens only its own marks.
 * That there is none left is believed all the same of an item that a person has called surplus.
 */
function isSaidByPerson(mark: { state: string; markedBy: string | null } | undefined, saying: Saying): boolean {
  if (!mark || mark.markedBy === null) return false;
  return !(mark.state === 'surplus' && saying.availability === 'sold_out');
}

/**
 * Marks items, or takes their marks away, in the transaction of `db`; one that is not there is passed over. Of two sayings
 * of one item the last counts. A program (`accountId` null) changes nothing that a person has said.
 * @returns the items of which anything changed
 */
export async function markItems(
  db: Db,
  input: {
    workspaceId: string;
    accountId: string | null;
    sayings: readonly Saying[];
    today: string;
    now: Date;
  },
): Promise<Set<string>> {
  const { workspaceId, accountId, today, now } = input;
  const said = new Map(input.sayings.map((saying) => [saying.itemId, saying]));
  if (said.size === 0) return new Set();
  const there = await lockItems(db, workspaceId, [...said.keys()]);
  const before = new Map(
    (await listMarkRows(db, { workspaceId, today, itemIds: there })).map((mark) => [mark.itemId, mark]),
  );
  const changed = there.flatMap((itemId) => {
    const saying = said.get(itemId);
    const mark = before.get(itemId);
    if (!saying || (saying.availability === 'in_stock' && !mark)) return [];
    if (accountId === null && isSaidByPerson(mark, saying)) return [];
    return mark?.state === saying.availability && mark.untilDay === saying.untilDay ? [] : [saying];
  });
  const itemIds = changed.map(({ itemId }) => itemId);
  await endMarks(db, { workspaceId, itemIds, now });
  await insertMarks(
    db,
    changed.flatMap(({ itemId, availability: state, untilDay }) =>
      state === 'in_stock'
        ? []
        : [{ workspaceId, markId: newId(), itemId, state, markedAt: now, markedBy: accountId, untilDay }],
    ),
  );
  return new Set(itemIds);
}

/** Says of one item what the counter sees. Twice is once. @throws AppError forbidden | not_found */
export async function setAvailability(
  db: Db,
  actor: Actor,
  input: { itemId: string; availability: Availability; until: 'today' | 'further_notice'; now: Date },
): Promise<Pick<Item, 'itemId' | 'availability' | 'markedUntil'>> {
  actor.require('orders:write');
  const { workspaceId, accountId } = actor;
  const { itemId, availability, until, now } = input;
  const today = businessDayOf(now, await getWorkspace(db, workspaceId));
  const untilDay = availability === 'in_stock' || until === 'further_notice' ? null : today;
  return inTransaction(db, async (db) => {
    const [there] = await lockItems(db, workspaceId, [itemId]);
    if (!there) throw new AppError('not_found', 'no such item');
    await markItems(db, { workspaceId, accountId, sayings: [{ itemId, availability, untilDay }], today, now });
    return { itemId, availability, markedUntil: untilDay };
  });
}

/** An item with what is said of it now. */
export interface MarkedItem {
  itemId: string;
  name: string;
  category: string;
}

/** Items that are sold out, or surplus, on a business day; of the named ones where there are any names. By name. */
export async function listMarkedItems(
  db: Db,
  input: { workspaceId: string; today: string; state: 'sold_out' | 'surplus'; itemIds?: readonly string[] },
): Promise<MarkedItem[]> {
  if (input.itemIds?.length === 0) return [];
  const marks = await listMarkRows(db, input);
  return marks
    .filter(({ state }) => state === input.state)
    .map(({ itemId, name, category }) => ({ itemId, name, category }));
}
