import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { listAccountNames } from '../../staff/index.ts';
import { getWorkspace } from '../../workspace/index.ts';
import type { listAlarms as alarmsEndpoint, getLiability as reportEndpoint } from '../contract/points.ts';
import { computeBreakage } from './rules.ts';
import * as store from './store.ts';

/** What the shop owes (OP-57). @throws AppError forbidden */
export async function getLiability(db: Db, actor: Actor): Promise<z.input<(typeof reportEndpoint)['output']>> {
  actor.require('insights:read');
  const { workspaceId } = actor;
  const [{ held, flows, expiring }, { foodCostRate }] = await Promise.all([
    store.readLiability(db, workspaceId),
    getWorkspace(db, workspaceId),
  ]);
  const of = (unit: string, isKnown = true) => held.find((row) => row.unit === unit && row.isKnown === isKnown);
  const outstanding = of('points')?.above ?? 0;
  const sum = (kind: string) => flows.reduce((total, flow) => total + (flow.kind === kind ? flow.amount : 0), 0);
  const breakageRate = computeBreakage({ used: -sum('use'), expired: -sum('expire') });
  const months = [...Map.groupBy(flows, ({ month }) => month)].map(([month, rows]) => {
    const amount = (...kinds: string[]) =>
      rows.reduce((total, row) => total + (kinds.includes(row.kind) ? row.amount : 0), 0);
    return {
      month,
      earned: amount('earn'),
      used: -amount('use'),
      expired: -amount('expire'),
      reversed: -amount('refund_reversal'),
      adjusted: amount('adjust', 'transfer'),
    };
  });
  return {
    outstanding,
    owed: -(of('points')?.below ?? 0),
    stampsOutstanding: of('stamps')?.above ?? 0,
    breakageRate,
    expectedBreakage: breakageRate === null ? null : Math.round(outstanding * breakageRate),
    costMinor: Math.round(outstanding * foodCostRate),
    prepaidMinor: of('prepaid')?.above ?? 0,
    prepaidOfNobodyMinor: of('prepaid', false)?.above ?? 0,
    months,
    expiring,
  };
}

type Alarm = z.input<(typeof alarmsEndpoint)['output']>['alarms'][number];

/** @throws AppError forbidden */
export async function listAlarms(db: Db, actor: Actor): Promise<z.input<(typeof alarmsEndpoint)['output']>> {
  actor.require('loyalty:adjust');
  const rows = await store.listAlarmRows(db, actor.workspaceId);
  const names = await listAccountNames(db, [...new Set(rows.flatMap(({ madeBy }) => madeBy ?? []))]);
  return {
    alarms: rows.map(({ kind, at, seenAt, madeBy, ...row }) => ({
      ...row,
      kind: kind as Alarm['kind'],
      at: at.toISOString(),
      madeBy: madeBy ? (names.get(madeBy) ?? '') : '',
      seenAt: seenAt?.toISOString() ?? null,
    })),
  };
}

/** @throws AppError forbidden | not_found */
export async function markAlarmSeen(db: Db, actor: Actor, alarmId: string, now: Date): Promise<void> {
  actor.require('loyalty:adjust');
  const seen = await store.markSeen(db, actor.workspaceId, alarmId, { seenAt: now, seenBy: actor.accountId });
  if (!seen) throw new AppError('not_found', 'no such alarm');
}
