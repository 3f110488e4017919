import {
  type AudienceRule,
  explainAudienceOf,
  findMembershipChanges,
  type MembershipChange,
  resolveGroups,
  type Scope,
} from '../../mart/index.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { emit } from '../../platform/jobs.ts';
import { newId } from '../../shared/ids.ts';
import type { Rule } from './contract/rule.ts';
import { MAX_TOLD_TOGETHER, membersEntered, membersLeft } from './events.ts';
import { decidePace, readRule, wantedOf, withoutFieldValue } from './rules.ts';
import {
  addToDay,
  countMemberRows,
  deleteMembers,
  deleteRemoved,
  forgetNames,
  insertMemberEvents,
  insertMembers,
  listSegmentRows,
  lockSegmentRow,
  type SegmentRow,
  updateSegmentRow,
} from './store.ts';

/** Where and when groups are brought up to date. */
export interface Moment extends Scope {
  hour: number;
  now: Date;
}

interface LiveGroup {
  row: SegmentRow;
  rule: AudienceRule;
  pace: ReturnType<typeof decidePace>;
}

/** Facts are kept with so many comings and goings of one evaluation; of more at once nobody reads each. */
const MAX_EXPLAINED = 1_000;
/** A removed group can be brought back for so long. */
const KEEP_REMOVED_MS = 30 * 86_400_000;

async function listLiveGroups(db: Db, workspaceId: string): Promise<LiveGroup[]> {
  const rows = await listSegmentRows(db, workspaceId);
  const rules = new Map<string, Rule>(rows.map((row) => [row.segmentId, readRule(row.rule)]));
  return rows.map((row) => {
    const rule = readRule(row.rule);
    return {
      row,
      rule: resolveGroups(rule, (segmentId) => rules.get(segmentId), [row.segmentId]),
      pace: decidePace(rule, (segmentId) => rules.get(segmentId)),
    };
  });
}

/**
 * Brings every saved group up to date for people of whom something changed, or for everybody. A group that was never
 * evaluated, or whose rule changed, is filled for everybody without a history of it. Twice does the same as once.
 */
export async function followChanges(
  db: Db,
  { customerIds, ...moment }: Moment & { customerIds?: readonly string[] | undefined },
): Promise<void> {
  for (const group of await listLiveGroups(db, moment.workspaceId)) {
    await evaluate(db, group, { ...moment, customerIds, cause: 'change' });
  }
}

/**
 * Evaluates the groups that have to be looked at although nobody told of a change: new ones, those that move by the
 * hour, and on a new business day those that count days. Deletes groups that were removed long ago.
 */
export async function sweepGroups(db: Db, moment: Moment): Promise<void> {
  await deleteRemoved(db, moment.workspaceId, new Date(moment.now.getTime() - KEEP_REMOVED_MS));
  for (const group of await listLiveGroups(db, moment.workspaceId)) {
    const { evaluatedAt, evaluatedOn } = group.row;
    const isDue =
      evaluatedAt === null || group.pace === 'hour' || (group.pace === 'day' && evaluatedOn !== moment.today);
    if (isDue) await evaluate(db, group, { ...moment, customerIds: undefined, cause: 'time' });
  }
}

interface Evaluation extends Moment {
  customerIds: readonly string[] | undefined;
  cause: 'change' | 'time';
}

async function evaluate(db: Db, group: LiveGroup, evaluation: Evaluation): Promise<void> {
  const { workspaceId, today, now } = evaluation;
  const { segmentId } = group.row;
  await inTransaction(db, async (db) => {
    const row = await lockSegmentRow(db, workspaceId, segmentId);
    // Changed meanwhile: whoever changed it has queued another evaluation.
    if (!row || row.updatedAt.getTime() !== group.row.updatedAt.getTime()) return;
    const isFirst = row.evaluatedAt === null;
    const isWhole = isFirst || evaluation.customerIds === undefined;
    const { hour } = evaluation;
    const changes = await findMembershipChanges(db, {
      workspaceId,
      today,
      hour,
      rule: group.rule,
      segmentId,
      customerIds: isWhole ? undefined : evaluation.customerIds,
    });
    if (changes.length === 0 && !isWhole) return;
    await store(db, changes, { workspaceId, segmentId, now });
    if (!isFirst) await remember(db, group, { changes, evaluation });
    // Who is shown as somebody else now did not leave: where both were in it, `recountGroups` tells of the one less.
    const told = isFirst ? [] : changes.filter(({ person }) => person !== 'merged');
    const members = isWhole
      ? await countMemberRows(db, workspaceId, segmentId)
      : (row.members ?? 0) + count(changes, 'entered') - count(changes, 'left');
    await updateSegmentRow(db, workspaceId, segmentId, {
      members,
      ...(isWhole ? { evaluatedAt: now, evaluatedOn: today } : {}),
    });
    await addToDay(db, {
      workspaceId,
      segmentId,
      day: today,
      members,
      entered: count(told, 'entered'),
      departed: count(told, 'left'),
    });
  });
}

const count = (changes: readonly MembershipChange[], change: 'entered' | 'left') =>
  changes.filter((one) => one.change === change).length;

async function store(
  db: Db,
  changes: readonly MembershipChange[],
  { workspaceId, segmentId, now }: { workspaceId: string; segmentId: string; now: Date },
): Promise<void> {
  const idsOf = (change: 'entered' | 'left') =>
    changes.filter((one) => one.change === change).map(({ customerId }) => customerId);
  await insertMembers(db, { workspaceId, segmentId, customerIds: idsOf('entered'), since: now });
  await deleteMembers(db, { workspaceId, segmentId, customerIds: idsOf('left') });
}

/**
 * Sets right how many each group remembers to have after records were erased (`gone`) or became one or two again
 * (`merge`): their rows went or came back without an evaluation. The difference is told as coming or leaving, one of a `merge`
 * under the name of who shows both and the rest of nobody: others were merged or erased meanwhile, and she is not they. Told
 * to no automation, because nobody did anything. Twice does the same as once.
 */
export async function recountGroups(
  db: Db,
  { workspaceId, today, now, cause, customerId }: Moment & { cause: 'gone' | 'merge'; customerId: string | null },
): Promise<void> {
  for (const { segmentId, members } of await listSegmentRows(db, workspaceId)) {
    if (members === null || members === (await countMemberRows(db, workspaceId, segmentId))) continue;
    await inTransaction(db, async (db) => {
      const row = await lockSegmentRow(db, workspaceId, segmentId);
      if (!row || row.members === null) return;
      const members = await countMemberRows(db, workspaceId, segmentId);
      const change = members > row.members ? 'entered' : 'left';
      const people = Math.abs(members - row.members);
      if (people === 0) return;
      await insertMemberEvents(db, {
        workspaceId,
        segmentId,
        events: Array.from({ length: people }, (_, at) => ({
          memberEventId: newId(),
          customerId: at === 0 ? customerId : null,
          change,
          cause: at === 0 ? cause : ('gone' as const),
          at: now,
          facts: '[]',
        })),
      });
      await updateSegmentRow(db, workspaceId, segmentId, { members });
      const [entered, departed] = change === 'entered' ? [people, 0] : [0, people];
      await addToDay(db, { workspaceId, segmentId, day: today, members, entered, departed });
    });
  }
}

/** Keeps who came and went with the facts that decided it, and tells whoever waits for it. */
async function remember(
  db: Db,
  group: LiveGroup,
  { changes, evaluation }: { changes: readonly MembershipChange[]; evaluation: Evaluation },
): Promise<void> {
  const { workspaceId, today, hour, now, cause } = evaluation;
  const { segmentId } = group.row;
  const told = changes.filter(({ person }) => person === 'there');
  const gone = changes.filter(({ person }) => person === 'gone').map(({ customerId }) => customerId);
  const explained = await explainAudienceOf(db, {
    workspaceId,
    today,
    hour,
    rule: group.rule,
    customerIds: told.slice(0, MAX_EXPLAINED).map(({ customerId }) => customerId),
  });
  const wanted = wantedOf(readRule(group.row.rule));
  const factsOf = new Map(explained.map(({ customerId, facts }) => [customerId, facts]));
  await forgetNames(db, { workspaceId, customerIds: gone });
  await insertMemberEvents(db, {
    workspaceId,
    segmentId,
    events: [
      ...gone.map(() => ({
        memberEventId: newId(),
        customerId: null,
        change: 'left' as const,
        cause: 'gone' as const,
        at: now,
        facts: '[]',
      })),
      ...told.map(({ customerId, change }) => ({
        memberEventId: newId(),
        customerId,
        change,
        cause,
        at: now,
        facts: JSON.stringify(
          (factsOf.get(customerId) ?? []).map((fact, at) => ({
            ...withoutInnerRule(withoutFieldValue(fact)),
            wanted: wanted[at] ?? true,
          })),
        ),
      })),
    ],
  });
  for (const [change, event] of [
    ['entered', membersEntered],
    ['left', membersLeft],
  ] as const) {
    const customerIds = told.filter((one) => one.change === change).map(({ customerId }) => customerId);
    for (let from = 0; from < customerIds.length; from += MAX_TOLD_TOGETHER) {
      await emit(db, event, {
        workspaceId,
        segmentId,
        customerIds: customerIds.slice(from, from + MAX_TOLD_TOGETHER),
      });
    }
  }
}

/** A group inside a group is kept by its name: what it asked is its own history. */
function withoutInnerRule<F extends { condition: { fact: string } }>(fact: F): F {
  const { condition } = fact;
  return condition.fact === 'group' ? { ...fact, condition: { ...condition, rule: undefined } } : fact;
}
