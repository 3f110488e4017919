import { z } from 'zod';
import { type AudienceRule, listPeopleIds } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { defineJob, enqueue } from '../../../platform/jobs.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { refuseResidentNumbers } from '../../../shared/resident-number.ts';
import { recordAccess } from '../../staff/index.ts';
import { insertCustomerTags, removeCustomerTags } from '../fields/tag-store.ts';
import { ensureTags, getTag } from '../fields/tags.ts';
import { type createTagChange as createEndpoint, type TagChange, zSelection, zTagChange } from './contract.ts';
import { toRule, toRuleFor } from './filter.ts';
import { todayOf } from './list.ts';
import {
  findTagChangeRow,
  insertTagChange,
  listKnownIds,
  lockTagChangeRow,
  type TagChangeRow,
  undoTagRows,
  updateTagChangeRow,
} from './store.ts';

/** People a transaction goes through: progress is seen, and a stopped process loses no more than this. */
const PORTION = 5_000;

async function toChange(db: Db, workspaceId: string, row: TagChangeRow): Promise<TagChange> {
  const tag = await getTag(db, workspaceId, row.tagId);
  return {
    tagChangeId: row.tagChangeId,
    tagId: row.tagId,
    tagName: tag.name,
    action: zTagChange.shape.action.parse(row.action),
    state: zTagChange.shape.state.parse(row.state),
    done: row.done,
    changed: row.changed,
  };
}

const noSuchChange = () =>
  new AppError('not_found', 'no such tag change', {
    userMessage: { ko: '그 작업을 찾을 수 없어요.', en: 'There is no such piece of work.' },
  });

/** What an act does to some people; how many of them it changed. */
function changePeople(
  db: Db,
  { workspaceId, change, customerIds }: { workspaceId: string; change: TagChangeRow; customerIds: readonly string[] },
): Promise<number> {
  const { tagId, tagChangeId } = change;
  return change.action === 'add'
    ? insertCustomerTags(db, {
        workspaceId,
        tags: customerIds.map((customerId) => ({ tagId, customerId })),
        source: 'staff',
        changeId: tagChangeId,
        batchId: null,
        at: change.createdAt,
      })
    : removeCustomerTags(db, { workspaceId, tagId, customerIds, changeId: tagChangeId });
}

/**
 * Hangs a tag on many people or takes it off. Chosen people are changed at once; all who meet a filter in the background,
 * where progress can be asked for. Logged with its size.
 * @throws AppError forbidden | not_found | invalid_input (PV-12)
 */
export async function createTagChange(
  db: Db,
  actor: Actor,
  input: z.output<(typeof createEndpoint)['body']>,
  now: Date,
): Promise<TagChange> {
  actor.require('customers:write');
  const { workspaceId, accountId } = actor;
  const { selection, action } = input;
  if ('filter' in selection) await toRuleFor(db, actor, selection.filter);
  return inTransaction(db, async (db) => {
    const tag = await findTag(db, { workspaceId, accountId, tag: input.tag, now });
    const row = await insertTagChange(db, {
      workspaceId,
      tagChangeId: newId(),
      tagId: tag.tagId,
      action,
      selection: JSON.stringify(selection),
      state: 'running',
      createdBy: accountId,
      createdAt: now,
    });
    const { tagChangeId } = row;
    const log = (result: string) =>
      recordAccess(db, actor, { action: 'edit', subject: `tag ${tag.tagId}`, result: `${action}: ${result}` }, now);
    if ('filter' in selection) {
      await log('all who meet a filter');
      await enqueue(db, tagChangeJob, { workspaceId, tagChangeId }, { queue: `tags:${workspaceId}` });
      return toChange(db, workspaceId, row);
    }
    const customerIds = await listKnownIds(db, workspaceId, selection.customerIds);
    const changed = await changePeople(db, { workspaceId, change: row, customerIds });
    await log(`${changed} people`);
    const done = await updateTagChangeRow(db, workspaceId, tagChangeId, {
      state: 'done',
      done: customerIds.length,
      changed,
      finishedAt: now,
    });
    return toChange(db, workspaceId, done ?? row);
  });
}

async function findTag(
  db: Db,
  input: {
    workspaceId: string;
    accountId: string | null;
    tag: { tagId: string } | { name: string };
    now: Date;
  },
) {
  if ('tagId' in input.tag) return getTag(db, input.workspaceId, input.tag.tagId);
  const { name } = input.tag;
  refuseResidentNumbers({ name });
  const [tag] = await ensureTags(db, { ...input, names: [name] });
  if (!tag) throw new Error('a tag was not stored');
  return tag;
}

/** @throws AppError forbidden | not_found */
export async function getTagChange(db: Db, actor: Actor, tagChangeId: string): Promise<TagChange> {
  actor.require('customers:write');
  const row = await findTagChangeRow(db, actor.workspaceId, tagChangeId);
  if (!row) throw noSuchChange();
  return toChange(db, actor.workspaceId, row);
}

/**
 * Takes an act back: who was tagged by it loses the tag, who lost it has it again; nobody else is touched. One that is
 * still under way stops first. @throws AppError forbidden | not_found | conflict (taken back already)
 */
export async function undoTagChange(db: Db, actor: Actor, tagChangeId: string, now: Date): Promise<TagChange> {
  actor.require('customers:write');
  const { workspaceId } = actor;
  return inTransaction(db, async (db) => {
    const row = await lockTagChangeRow(db, workspaceId, tagChangeId);
    if (!row) throw noSuchChange();
    if (row.state === 'undoing' || row.state === 'undone') {
      throw new AppError('conflict', 'taken back already', {
        userMessage: { ko: '이미 되돌렸어요.', en: 'This has been taken back already.' },
      });
    }
    await recordAccess(db, actor, { action: 'edit', subject: `tag ${row.tagId}`, result: `undo ${tagChangeId}` }, now);
    const isSmall = row.changed <= PORTION && row.state === 'done';
    if (isSmall) await undoTagRows(db, { workspaceId, tagId: row.tagId, tagChangeId, limit: PORTION * 2 });
    else await enqueue(db, tagChangeJob, { workspaceId, tagChangeId }, { queue: `tags:${workspaceId}` });
    const changed = await updateTagChangeRow(
      db,
      workspaceId,
      tagChangeId,
      isSmall ? { state: 'undone', undoneAt: now } : { state: 'undoing' },
    );
    return toChange(db, workspaceId, changed ?? row);
  });
}

/** Taking back failed for an hour's reasons. */
const TRY_AGAIN_MS = 3_600_000;

/** Goes through the next portion; false when there is none. */
async function doPortion(
  db: Db,
  { workspaceId, tagChangeId, rule, now }: { workspaceId: string; tagChangeId: string; rule: AudienceRule; now: Date },
): Promise<boolean> {
  return inTransaction(db, async (db) => {
    const row = await lockTagChangeRow(db, workspaceId, tagChangeId);
    if (row?.state === 'undoing') {
      const undone = await undoTagRows(db, { workspaceId, tagId: row.tagId, tagChangeId, limit: PORTION });
      if (undone === PORTION) return true;
      await updateTagChangeRow(db, workspaceId, tagChangeId, { state: 'undone', undoneAt: now });
      return false;
    }
    if (row?.state !== 'running') return false;
    const customerIds = await listPeopleIds(db, {
      workspaceId,
      today: await todayOf(db, workspaceId, now),
      rule,
      after: row.reached ?? undefined,
      limit: PORTION,
    });
    const changed = await changePeople(db, { workspaceId, change: row, customerIds });
    const isLast = customerIds.length < PORTION;
    await updateTagChangeRow(db, workspaceId, tagChangeId, {
      done: row.done + customerIds.length,
      changed: row.changed + changed,
      reached: customerIds.at(-1) ?? row.reached,
      ...(isLast ? { state: 'done', finishedAt: now } : {}),
    });
    return !isLast;
  });
}

/** Works off an act on all who meet a filter, or takes one back, a portion a transaction: a stopped process goes on. */
export const tagChangeJob = defineJob({
  name: 'customers.tagChange',
  payload: z.object({ workspaceId: z.uuid(), tagChangeId: z.uuid() }),
  async run(context, { workspaceId, tagChangeId }, signal) {
    const db = context.database.of(workspaceId);
    const row = await findTagChangeRow(db, workspaceId, tagChangeId);
    if (!row) return;
    const selection = zSelection.parse(row.selection);
    // Taking back needs no filter, which may be what cannot be read any more.
    const isForward = row.state === 'running' && 'filter' in selection;
    const rule = isForward ? await toRule(db, workspaceId, selection.filter) : { all: [] };
    const portion = { workspaceId, tagChangeId, rule };
    while (await doPortion(db, { ...portion, now: context.clock.now() })) {
      signal.throwIfAborted();
    }
  },
  /** What cannot be done to all is done to nobody; what cannot be taken back is tried again until it can. */
  async giveUp(context, { workspaceId, tagChangeId }) {
    const runAt = new Date(Date.now() + TRY_AGAIN_MS);
    await inTransaction(context.database.of(workspaceId), async (db) => {
      const row = await lockTagChangeRow(db, workspaceId, tagChangeId);
      if (row?.state !== 'running' && row?.state !== 'undoing') return;
      const isForward = row.state === 'running';
      if (isForward) await updateTagChangeRow(db, workspaceId, tagChangeId, { state: 'undoing' });
      const options = { queue: `tags:${workspaceId}`, ...(isForward ? {} : { runAt }) };
      await enqueue(db, tagChangeJob, { workspaceId, tagChangeId }, options);
    });
  },
});
