import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { refuseResidentNumbers } from '../../../shared/resident-number.ts';
import {
  type createSavedView as createEndpoint,
  type SavedView,
  type updateSavedView as updateEndpoint,
  zListFilter,
  zListSort,
} from './contract.ts';
import { refuseSensitiveColumns, refuseSensitiveConditions } from './filter.ts';
import { deleteView, insertView, listViewRows, updateViewRow, type ViewRow } from './store.ts';

/** Whoever may save groups may also change lists that everybody sees. */
const SHARING = 'segments:write';

const isMine = (row: ViewRow, actor: Actor) => (row.isShared ? actor.can(SHARING) : row.accountId === actor.accountId);

function toView(row: ViewRow, actor: Actor): SavedView {
  return {
    savedViewId: row.savedViewId,
    name: row.name,
    isShared: row.isShared,
    isMine: isMine(row, actor),
    filter: zListFilter.parse(row.filter),
    sort: zListSort.parse(row.sort),
    columns: row.columns as string[],
  };
}

/** The own saved lists and the shared ones, by name. @throws AppError forbidden */
export async function listSavedViews(db: Db, actor: Actor): Promise<SavedView[]> {
  actor.require('customers:read');
  return (await listViewRows(db, actor.workspaceId, actor.accountId)).map((row) => toView(row, actor));
}

/** @throws AppError forbidden (sharing without the right) | invalid_input (PV-12, PV-14) */
export async function createSavedView(
  db: Db,
  actor: Actor,
  input: z.output<(typeof createEndpoint)['body']>,
  now: Date,
): Promise<SavedView> {
  actor.require('customers:read');
  if (input.isShared) actor.require(SHARING);
  refuseResidentNumbers({ name: input.name });
  await refuseSensitiveParts(db, actor, input);
  const row = await insertView(db, {
    workspaceId: actor.workspaceId,
    savedViewId: newId(),
    name: input.name,
    isShared: input.isShared,
    accountId: actor.accountId,
    filter: JSON.stringify(input.filter),
    sort: JSON.stringify(input.sort),
    columns: JSON.stringify(input.columns),
    createdAt: now,
    updatedAt: now,
  });
  return toView(row, actor);
}

async function refuseSensitiveParts(db: Db, actor: Actor, view: { filter?: unknown; columns?: string[] | undefined }) {
  await refuseSensitiveConditions(db, actor, view.filter);
  await refuseSensitiveColumns(db, actor, view.columns ?? []);
}

async function getOwnView(db: Db, actor: Actor, savedViewId: string): Promise<ViewRow> {
  const row = (await listViewRows(db, actor.workspaceId, actor.accountId)).find(
    (view) => view.savedViewId === savedViewId,
  );
  if (!row) {
    throw new AppError('not_found', 'no such saved view', {
      userMessage: {
        ko: '저장한 목록이 없어요. 지워졌을 수 있어요.',
        en: 'There is no such saved list. It may have been removed.',
      },
    });
  }
  if (!isMine(row, actor)) actor.require(SHARING);
  return row;
}

/** @throws AppError forbidden (not one's own) | not_found | invalid_input (PV-12, PV-14) */
export async function updateSavedView(
  db: Db,
  actor: Actor,
  savedViewId: string,
  { change, now }: { change: z.output<(typeof updateEndpoint)['body']>; now: Date },
): Promise<SavedView> {
  actor.require('customers:read');
  if (change.name !== undefined) refuseResidentNumbers({ name: change.name });
  await refuseSensitiveParts(db, actor, change);
  const before = await getOwnView(db, actor, savedViewId);
  if (change.isShared) actor.require(SHARING);
  const row = await updateViewRow(db, actor.workspaceId, savedViewId, {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.isShared === undefined ? {} : { isShared: change.isShared }),
    ...(change.filter === undefined ? {} : { filter: JSON.stringify(change.filter) }),
    ...(change.sort === undefined ? {} : { sort: JSON.stringify(change.sort) }),
    ...(change.columns === undefined ? {} : { columns: JSON.stringify(change.columns) }),
    updatedAt: now,
  });
  return toView(row ?? before, actor);
}

/** @throws AppError forbidden (not one's own) | not_found */
export async function removeSavedView(db: Db, actor: Actor, savedViewId: string): Promise<void> {
  actor.require('customers:read');
  await getOwnView(db, actor, savedViewId);
  await deleteView(db, actor.workspaceId, savedViewId);
}
