import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { emit } from '../../../platform/jobs.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { recordAccess } from '../../staff/index.ts';
import { type FieldChange, insertFieldChanges, readChangedNow } from '../changes/store.ts';
import { restorePair } from '../duplicates/restore-pair.ts';
import { customersMerged, customersUnmerged } from '../events.ts';
import { lockPeople } from '../resolve/locks.ts';
import { moveReferences, moveReferencesBack } from './references.ts';
import { decideShownValues, LENT_FIELDS } from './rules.ts';
import {
  deletePairsOf,
  findMerge,
  insertMerge,
  listBeneath,
  listBeneathOf,
  listLending,
  lockRecords,
  markUndone,
  setShownAs,
  setShownValues,
} from './store.ts';

const noSuchPerson = () =>
  new AppError('not_found', 'no such customer', {
    userMessage: {
      ko: '합치려는 분을 찾을 수 없어요. 목록을 새로 열어 주세요. 아무것도 바뀌지 않았어요.',
      en: 'One of the two cannot be found. Open the list anew. Nothing was changed.',
    },
  });

const samePerson = () =>
  new AppError('conflict', 'a person cannot be merged with herself', {
    userMessage: {
      ko: '같은 분을 두 번 적었어요. 합칠 두 분을 적어 주세요. 아무것도 바뀌지 않았어요.',
      en: 'This is the same record twice. Name the two that are to become one. Nothing was changed.',
    },
  });

const alreadyOne = () =>
  new AppError('conflict', 'they are one person already', {
    userMessage: {
      ko: '이미 한 분으로 합쳐져 있어요. 아무것도 바뀌지 않았어요.',
      en: 'They are one person already. Nothing was changed.',
    },
  });

/**
 * Makes `from` and `into` one person, shown as `into` (OP-04): every reference follows and remembers whom it named, the
 * stricter consents hold, empty fields are filled. Either may have been merged before: who shows her is meant. All or
 * nothing, one merge of a workspace after the other; logged.
 * @throws AppError forbidden | not_found | conflict (one person already, an import under way)
 */
export async function mergeCustomers(
  db: Db,
  actor: Actor,
  input: { into: string; from: string; reason?: string | undefined; score?: number | null | undefined; now: Date },
): Promise<{ mergeId: string; into: string; from: string }> {
  actor.require('customers:merge');
  const { workspaceId } = actor;
  const { now } = input;
  return inTransaction(db, async (db) => {
    if (input.into === input.from) throw samePerson();
    await lockPeople(db, workspaceId);
    const records = await lockRecords(db, workspaceId, [input.into, input.from]);
    const shownAs = (id: string) => {
      const record = records.find(({ customerId }) => customerId === id);
      if (!record) throw noSuchPerson();
      return record.mergedInto ?? id;
    };
    const [into, from] = [shownAs(input.into), shownAs(input.from)];
    if (into === from) throw alreadyOne();
    await lockRecords(db, workspaceId, [into, from]);
    const mergeId = newId();
    const beneath = await listBeneath(db, workspaceId, from);
    await insertMerge(db, {
      workspaceId,
      mergeId,
      intoCustomerId: into,
      fromCustomerId: from,
      at: now,
      mergedBy: actor.accountId,
      reason: input.reason ?? '',
      score: input.score ?? null,
    });
    await setShownAs(db, workspaceId, [from, ...beneath], into);
    await moveReferences(db, { workspaceId, from, into, beneath, at: now });
    const change = { workspaceId, source: 'merge', mergeId, changedAt: now, changedBy: actor.accountId };
    await showValues(db, [into], change);
    await deletePairsOf(db, workspaceId, [from]);
    await recordAccess(db, actor, { action: 'merge', subject: into, result: from }, now);
    await emit(db, customersMerged, { workspaceId, customerIds: [into, from] });
    return { mergeId, into, from };
  });
}

/**
 * Takes a merge back, at any later time: both are who they were, and what came since through a number or an id of hers is
 * hers. Merges before and after it stay as they are. All or nothing; logged.
 * @throws AppError forbidden | not_found | conflict (taken back already, an import under way)
 */
export async function unmergeCustomers(
  db: Db,
  actor: Actor,
  mergeId: string,
  now: Date,
): Promise<{ mergeId: string; into: string; from: string }> {
  actor.require('customers:merge');
  const { workspaceId } = actor;
  return inTransaction(db, async (db) => {
    await lockPeople(db, workspaceId);
    const merge = await findMerge(db, workspaceId, mergeId);
    if (!merge) throw noSuchMerge();
    const undone = await markUndone(db, workspaceId, { mergeId, undoneAt: now, undoneBy: actor.accountId });
    if (!undone) throw undoneAlready();
    const from = merge.fromCustomerId;
    const [record] = await lockRecords(db, workspaceId, [from]);
    const shownAs = record?.mergedInto;
    if (!shownAs) throw undoneAlready();
    await lockRecords(db, workspaceId, [from, shownAs]);
    const beneath = await listBeneath(db, workspaceId, from);
    await setShownAs(db, workspaceId, [from], null);
    await setShownAs(db, workspaceId, beneath, from);
    const people = [from, ...beneath];
    const left = await listBeneath(db, workspaceId, shownAs);
    await moveReferencesBack(db, { workspaceId, from, into: shownAs, people, left });
    const change = { workspaceId, source: 'unmerge', mergeId, changedAt: now, changedBy: actor.accountId };
    await showValues(db, [shownAs, from], change);
    await deletePairsOf(db, workspaceId, [from, shownAs]);
    await restorePair(db, { workspaceId, two: [from, shownAs], score: merge.score });
    await recordAccess(db, actor, { action: 'unmerge', subject: shownAs, result: from }, now);
    await emit(db, customersUnmerged, { workspaceId, customerIds: [shownAs, from] });
    return { mergeId, into: shownAs, from };
  });
}

const noSuchMerge = () =>
  new AppError('not_found', 'no such merge', {
    userMessage: {
      ko: '합친 기록을 찾을 수 없어요. 목록을 새로 열어 주세요.',
      en: 'There is no such merge. Open the list anew.',
    },
  });

const undoneAlready = () =>
  new AppError('conflict', 'the merge is taken back already', {
    userMessage: {
      ko: '이미 되돌린 기록이에요. 아무것도 바뀌지 않았어요.',
      en: 'This merge was taken back already. Nothing was changed.',
    },
  });

/** Shows what a statement wrote on records that are merged away, where the others' are empty; `shown`: whom they show as. */
export async function showChanged(
  db: Db,
  { workspaceId, source, shown }: { workspaceId: string; source: string; shown: readonly (string | null)[] },
): Promise<void> {
  const people = [...new Set(shown.filter((customerId) => customerId !== null))];
  if (people.length === 0) return;
  await showValues(db, people, { workspaceId, source, changedAt: await readChangedNow(db), changedBy: null });
}

/**
 * Fills the empty fields of people from those merged into them, and empties what they no longer borrow; each change is noted.
 * As many statements for a thousand people as for one: an import holds its transaction open meanwhile.
 */
export async function showValues(
  db: Db,
  customerIds: readonly string[],
  {
    workspaceId,
    ...change
  }: Pick<FieldChange, 'source' | 'mergeId' | 'changedAt' | 'changedBy'> & { workspaceId: string },
): Promise<void> {
  if (customerIds.length === 0) return;
  const beneath = await listBeneathOf(db, workspaceId, customerIds);
  const records = await listLending(db, workspaceId, [...customerIds, ...[...beneath.values()].flat()]);
  const byId = new Map(records.map((record) => [record.customerId, record]));
  const people = customerIds.flatMap((customerId) => {
    const person = byId.get(customerId);
    if (!person) return [];
    const lenders = (beneath.get(customerId) ?? []).flatMap((id) => byId.get(id) ?? []);
    return [{ customerId, person, ...decideShownValues(person, lenders) }];
  });
  if (people.length === 0) return;
  await setShownValues(db, workspaceId, people);
  const changes = people.flatMap(({ customerId, person, values }) =>
    LENT_FIELDS.filter((field) => values[field] !== person[field]).map(
      (field): FieldChange => ({
        ...change,
        customerId,
        field: field === 'birthDate' ? 'birth_date' : field,
        oldValue: person[field],
        newValue: values[field],
      }),
    ),
  );
  await insertFieldChanges(db, workspaceId, changes);
}
