import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { minorUnitDigits } from '../../../shared/money.ts';
import type { ReadyKey } from '../contract.ts';
import { findTriggered } from '../enter.ts';
import { makeReady, nameReady } from '../ready.ts';
import { findReadyMade, listFlowRows } from '../store.ts';
import { momentAt } from './flow.ts';

/** Ready-made ones whose moment passes: somebody is concerned today and will not be tomorrow. */
const PASSING = [
  'birthday',
  'first_thanks',
  'slipping',
  'points_expiring',
  'coupon_ending',
] as const satisfies ReadyKey[];

/** What waits for the owner to read it. */
export interface FlowsToRead {
  /** Somebody who may not switch them on has asked for it. */
  asked: { flowId: string; name: string }[];
  /** The ready-made one that was never on and concerns most people today; undefined where it concerns nobody. */
  unread: { readyKey: ReadyKey; name: { ko: string; en: string }; people: number } | undefined;
}

/** Automations that wait for a decision. @throws AppError forbidden */
export async function listFlowsToRead(context: Context, actor: Actor, { now }: { now: Date }): Promise<FlowsToRead> {
  actor.require('plays:read');
  const { workspaceId, locale } = actor;
  const db = context.database.of(workspaceId);
  const [rows, moment] = await Promise.all([listFlowRows(db, workspaceId), momentAt(db, workspaceId, now)]);
  const known = new Set(rows.filter((row) => row.switchedOnAt !== null).map((row) => row.readyKey));
  const minorDigits = minorUnitDigits(moment.workspace.currency);
  let unread: FlowsToRead['unread'];
  for (const readyKey of PASSING) {
    if (known.has(readyKey)) continue;
    const { document } = makeReady(readyKey, { locale, channel: 'email', minorDigits });
    const people = (await findTriggered(db, document.trigger, moment)).length;
    if (people > (unread?.people ?? 0)) unread = { readyKey, name: nameReady(readyKey), people };
  }
  return {
    asked: rows
      .filter((row) => row.state !== 'on' && row.askedAt !== null)
      .map(({ flowId, name }) => ({ flowId, name })),
    unread,
  };
}

/** Whether a ready-made automation of this shop is at work. */
export async function isReadyMadeOn(db: Db, workspaceId: string, readyKey: ReadyKey): Promise<boolean> {
  return (await findReadyMade(db, workspaceId, readyKey))?.state === 'on';
}
