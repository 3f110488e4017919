import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { maskName } from '../../../shared/mask.ts';
import { type Consents, listConsents } from '../../privacy/index.ts';
import { listAccountNames, recordAccess } from '../../staff/index.ts';
import type { Merge, MergePreview } from '../contract/identity.ts';
import { noSuchCustomer } from '../rules.ts';
import { countReferences } from './references.ts';
import { decideShownValues, decideStricter, LENT_FIELDS } from './rules.ts';
import { listBeneath, listLending, listMergeRows, listRecordMarks, type MergeRow } from './store.ts';

/** Merges with the names of both records, masked, and what tells them apart. */
export async function readMerges(db: Db, workspaceId: string, rows: readonly MergeRow[]): Promise<Merge[]> {
  const ids = [...new Set(rows.flatMap(({ intoCustomerId, fromCustomerId }) => [intoCustomerId, fromCustomerId]))];
  const [records, marks, accounts] = await Promise.all([
    listLending(db, workspaceId, ids),
    listRecordMarks(db, workspaceId, ids),
    listAccountNames(db, [...new Set(rows.flatMap(({ mergedBy }) => mergedBy ?? []))]),
  ]);
  const names = new Map(records.map(({ customerId, name }) => [customerId, maskName(name)]));
  const marksOf = new Map(marks.map((row) => [row.customerId, row]));
  const side = (customerId: string) => {
    const { source = '', createdAt, last4, externalId } = marksOf.get(customerId) ?? {};
    return {
      customerId,
      name: names.get(customerId) ?? '',
      source,
      since: createdAt?.toISOString() ?? null,
      last4: last4 ?? null,
      externalId: externalId ?? null,
    };
  };
  return rows.map(({ mergeId, intoCustomerId, fromCustomerId, at, mergedBy, score, undoneAt }) => ({
    mergeId,
    into: side(intoCustomerId),
    from: side(fromCustomerId),
    at: at.toISOString(),
    by: mergedBy === null ? null : (accounts.get(mergedBy) ?? null),
    score,
    undoneAt: undoneAt?.toISOString() ?? null,
  }));
}

/** Merges of the shop, the newest first, also those taken back; logged. @throws AppError forbidden */
export async function listMerges(db: Db, actor: Actor, { limit, now }: { limit: number; now: Date }): Promise<Merge[]> {
  actor.require('customers:merge');
  const rows = await listMergeRows(db, actor.workspaceId, { limit });
  await recordAccess(db, actor, { action: 'list', subject: `merges ${limit}` }, now);
  return readMerges(db, actor.workspaceId, rows);
}

/** What merging would do; changes nothing. Logged. @throws AppError forbidden | not_found */
export async function previewMerge(
  db: Db,
  actor: Actor,
  { into, from, now }: { into: string; from: string; now: Date },
): Promise<MergePreview> {
  actor.require('customers:merge');
  const { workspaceId } = actor;
  const [shown, beneath, consents, moves] = await Promise.all([
    listLending(db, workspaceId, [into, from]),
    listBeneath(db, workspaceId, from),
    listConsents(db, { workspaceId, customerIds: [into, from] }),
    countReferences(db, workspaceId, from),
    recordAccess(db, actor, { action: 'view', subject: into, result: `merge with ${from}` }, now),
  ]);
  const [person, other] = shown;
  if (!person || !other) throw noSuchCustomer();
  const lenders = [other, ...(await listLending(db, workspaceId, beneath))];
  const { values } = decideShownValues(person, lenders);
  return {
    moves,
    fills: LENT_FIELDS.filter((field) => person[field] === '' && values[field] !== ''),
    renamed:
      person.name === '' || person.name === values.name
        ? null
        : { from: maskName(person.name), to: maskName(values.name) },
    consents: compareConsents(consents.get(into) ?? {}, consents.get(from) ?? {}),
  };
}

function compareConsents(into: Consents, from: Consents): MergePreview['consents'] {
  const kinds = [...new Set([...Object.keys(into), ...Object.keys(from)])].sort() as (keyof Consents)[];
  return kinds.map((kind) => {
    const [a, b] = [into[kind]?.state, from[kind]?.state];
    return { kind, into: a ?? null, from: b ?? null, merged: decideStricter(a, b) ?? null };
  });
}
