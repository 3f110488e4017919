import { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { enqueue } from '../../../platform/jobs.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { AppError } from '../../../shared/errors.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { recordAccess } from '../../staff/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import { type listDuplicates as listEndpoint, type Pair, zReason } from '../contract/identity.ts';
import { findCustomer } from '../store.ts';
import { duplicatesJob, duplicatesJobOptions } from './jobs.ts';
import { listSurePairs } from './merge-sure.ts';
import { restorePair } from './restore-pair.ts';
import { decideRecycled } from './rules/recycled.ts';
import { chooseKept, isSurePair } from './rules/sure.ts';
import { readSides } from './sides.ts';
import { countPairRows, deleteDifferent, findRun, insertDifferent, listPairRows } from './store.ts';

/** Pairs that wait to be looked at, side by side and masked; logged (PV-55). @throws AppError forbidden */
export async function listDuplicates(
  db: Db,
  actor: Actor,
  { limit, now }: { limit: number; now: Date },
): Promise<EndpointOutput<typeof listEndpoint>> {
  actor.require('customers:merge');
  const { workspaceId } = actor;
  const [rows, sure, total, run, workspace] = await Promise.all([
    listPairRows(db, workspaceId, limit),
    listSurePairs(db, workspaceId),
    countPairRows(db, workspaceId),
    findRun(db, workspaceId),
    getRecentWorkspace(db, workspaceId),
    recordAccess(db, actor, { action: 'list', subject: `duplicates ${limit}` }, now),
  ]);
  const ids = [...new Set(rows.flatMap(({ aCustomerId, bCustomerId }) => [aCustomerId, bCustomerId]))];
  const sides = await readSides(db, workspaceId, ids);
  const today = businessDayOf(now, workspace);
  const pairs = rows.flatMap(({ aCustomerId, bCustomerId, score, reasons: stored, meetingId, metAt }): Pair[] => {
    const [one, other] = [sides.get(aCustomerId), sides.get(bCustomerId)];
    if (!one || !other) return [];
    const reasons = z.array(zReason).parse(stored);
    const differs = (field: string) => reasons.some((reason) => reason.field === field && reason.level === 'different');
    const sharesMobile = reasons.some(({ field, level }) => field === 'mobile' && level === 'same');
    const seen = (side: typeof one) => side.lastVisitedOn ?? side.createdAt.slice(0, 10);
    const recycledNumberOf = decideRecycled(
      [
        { customerId: aCustomerId, lastSeenOn: seen(one) },
        { customerId: bCustomerId, lastSeenOn: seen(other) },
      ],
      { namesDiffer: sharesMobile && (differs('name') || differs('given')), today },
    );
    const { plainName: _a, ...a } = one;
    const { plainName: _b, ...b } = other;
    return [
      {
        a,
        b,
        score,
        reasons,
        recycledNumberOf: recycledNumberOf ?? null,
        keep: chooseKept(a, b),
        isSure: isSurePair({ reasons }),
        meeting: meetingId !== null && metAt !== null ? { meetingId, at: metAt.toISOString() } : null,
      },
    ];
  });
  return {
    pairs,
    total,
    sure: sure.length,
    run: run ? { ...run, computedAt: run.computedAt.toISOString() } : null,
  };
}

/** @throws AppError forbidden */
export async function countDuplicates(db: Db, actor: Actor): Promise<{ total: number; computedAt: string | null }> {
  actor.require('customers:read');
  const [total, run] = await Promise.all([countPairRows(db, actor.workspaceId), findRun(db, actor.workspaceId)]);
  return { total, computedAt: run?.computedAt.toISOString() ?? null };
}

/** Has everybody looked through again; asked twice, once. @throws AppError forbidden */
export async function requestDuplicates(db: Db, actor: Actor): Promise<void> {
  actor.require('customers:merge');
  const { workspaceId } = actor;
  await inTransaction(db, async (db) => {
    await enqueue(db, duplicatesJob, { workspaceId }, duplicatesJobOptions({ workspaceId }));
  });
}

const inOrder = ({ a, b }: { a: string; b: string }) => (a < b ? { a, b } : { a: b, b: a });

/** Remembers that two records are two people (OP-04); logged. @throws AppError forbidden | not_found */
export async function decideDifferent(
  db: Db,
  actor: Actor,
  { now, ...two }: { a: string; b: string; now: Date },
): Promise<void> {
  actor.require('customers:merge');
  const { workspaceId } = actor;
  const { a, b } = inOrder(two);
  await inTransaction(db, async (db) => {
    const [one, other] = [await findCustomer(db, workspaceId, a), await findCustomer(db, workspaceId, b)];
    if (!one || !other || a === b) throw noSuchPair();
    await insertDifferent(db, workspaceId, {
      aCustomerId: a,
      bCustomerId: b,
      decidedAt: now,
      decidedBy: actor.accountId,
    });
    await recordAccess(db, actor, { action: 'edit', subject: a, result: `another than ${b}` }, now);
  });
}

/** Takes `decideDifferent` back: the pair is shown again where it still looks like one person. @throws AppError forbidden */
export async function undoDifferent(
  db: Db,
  actor: Actor,
  { now, ...two }: { a: string; b: string; now: Date },
): Promise<void> {
  actor.require('customers:merge');
  const { workspaceId } = actor;
  await inTransaction(db, async (db) => {
    const { a, b } = inOrder(two);
    await deleteDifferent(db, workspaceId, { a, b });
    await restorePair(db, { workspaceId, two: [a, b], score: null });
    await recordAccess(db, actor, { action: 'edit', subject: a, result: `perhaps ${b}` }, now);
    await enqueue(db, duplicatesJob, { workspaceId }, duplicatesJobOptions({ workspaceId }));
  });
}

const noSuchPair = () =>
  new AppError('not_found', 'no such pair', {
    userMessage: {
      ko: '두 분 가운데 찾을 수 없는 분이 있어요. 목록을 새로 열어 주세요.',
      en: 'One of the two cannot be found. Open the list anew.',
    },
  });
