import type { Actor } from '../../../platform/actor.ts';
import { shiftDays } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import { addDays, businessDayOf } from '../../../shared/time.ts';
import { getItemNames } from '../../menu/index.ts';
import { linkBase } from '../../messaging/index.ts';
import { recordAccess } from '../../staff/index.ts';
import { getWorkspace } from '../../workspace/index.ts';
import { describeOffer } from '../contract/offer-words.ts';
import type { OfflineReport } from '../contract/offline.ts';
import type { Offline } from '../contract/play.ts';
import { describeNoControl, isOnDay } from '../rules/index.ts';
import { addScan, findPlayOfCode, insertCodeUse } from '../store-offline.ts';
import { findUse } from './offline-use.ts';
import { getPlayRow, notInState, requireLaunched, toPlay } from './play.ts';
import { readCode } from './printed-code.ts';
import { computeSpent } from './spent.ts';
import { readSwitchback } from './switchback.ts';

/** Days ahead that the plan of a switch-back shows. */
const PLAN_DAYS = 14;

/**
 * What an offline action brought: redemptions, new guests, and what each of them cost. An effect is claimed from days
 * drawn to be on and off, and from nothing else.
 * @throws AppError forbidden | not_found | conflict (a draft, or no offline action)
 */
export async function getOfflineReport(
  context: Context,
  actor: Actor,
  { playId, today }: { playId: string; today: string },
): Promise<OfflineReport> {
  actor.require('plays:read');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const row = requireLaunched(await getPlayRow(db, workspaceId, playId));
  const { offline, code } = toPlay(row);
  if (!offline) throw notInState();
  const until = today < row.plannedEndOn ? today : row.plannedEndOn;
  const [use, costMinor, workspace, switchback] = await Promise.all([
    findUse(db, row, until),
    computeSpent(context, row, until),
    getWorkspace(db, workspaceId),
    readSwitchback(db, row, today),
  ]);
  const effect = switchback?.effect;
  const found = use ?? { scans: 0, redemptions: 0, newGuests: 0, revenueMinor: 0, discountMinor: 0 };
  const each = (people: number) => (people === 0 ? null : Math.round(costMinor / people));
  return {
    ...found,
    costMinor,
    costPerRedemptionMinor: each(found.redemptions),
    costPerNewGuestMinor: each(found.newGuests),
    switchback:
      effect && !offline.pair
        ? {
            pairs: effect.pairs,
            perDayMinor: effect.difference,
            ci: [effect.ci[0], effect.ci[1]],
            direction: switchback?.isOver ? effect.direction : 'unknown',
          }
        : null,
    set: offline.pair ? await describeSet(db, { workspaceId, pair: offline.pair, switchback }) : null,
    nextDays:
      offline.switchback && row.state === 'running'
        ? Array.from({ length: PLAN_DAYS }, (_day, at) => addDays(today, at))
            .filter((day) => day <= row.plannedEndOn)
            .map((day) => ({ day, on: isOnDay({ seed: row.seed, startOn: row.launchedOn, day }) }))
        : [],
    link: `${linkBase(workspace, context.config)}/q/${code}`,
    sentence: switchback?.sentence ?? describeNoControl(found.redemptions),
  };
}

async function describeSet(
  db: Db,
  input: {
    workspaceId: string;
    pair: NonNullable<Offline['pair']>;
    switchback: Awaited<ReturnType<typeof readSwitchback>>;
  },
): Promise<OfflineReport['set']> {
  const { withItemId, offeredItemId } = input.pair;
  const names = await getItemNames(db, input.workspaceId, [withItemId, offeredItemId]);
  const { effect, tables } = input.switchback ?? {};
  const none = { tables: 0, both: 0 };
  return {
    withItem: names.get(withItemId) ?? '',
    offeredItem: names.get(offeredItemId) ?? '',
    on: tables?.on ?? none,
    off: tables?.off ?? none,
    pairs: effect?.pairs ?? 0,
    difference: effect?.difference ?? null,
    ci: effect ? [effect.ci[0], effect.ci[1]] : null,
  };
}

/** Writes down a code brought to the counter, once for the key of whoever tells. @throws AppError forbidden | not_found | conflict (not under way) */
export async function recordCodeUse(
  context: Context,
  actor: Actor,
  input: { playId: string; key: string; billMinor: number; isNewGuest: boolean; today: string; now: Date },
): Promise<void> {
  actor.require('orders:write');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const row = requireLaunched(await getPlayRow(db, workspaceId, input.playId));
  const { offline } = toPlay(row);
  if (!offline || row.state !== 'running') throw notInState();
  const { use, isNew } = await insertCodeUse(db, {
    workspaceId,
    useId: newId(),
    idempotencyKey: `${input.playId} ${input.key}`,
    playId: input.playId,
    day: input.today,
    usedAt: input.now,
    billMinor: input.billMinor,
    discountMinor: Math.min(offline.discountMinor, input.billMinor),
    isNewGuest: input.isNewGuest,
    recordedBy: actor.accountId,
  });
  if (isNew) await recordAccess(db, actor, { action: 'edit', subject: `code use ${use.useId}` }, input.now);
}

/** What the page behind a QR says. */
export interface CodePage {
  shopName: string;
  code: string;
  offer: { ko: string; en: string };
}

/** Opens a leaflet's code and counts that it was opened: a number, nothing of who it was. Undefined for a code nobody has. */
export async function openCode(context: Context, text: string): Promise<CodePage | undefined> {
  const code = readCode(text);
  const found = await findPlayOfCode(context.database.outside, code);
  if (!found) return undefined;
  const { workspaceId, playId } = found;
  const db = context.database.of(workspaceId);
  const [workspace, row] = await Promise.all([getWorkspace(db, workspaceId), getPlayRow(db, workspaceId, playId)]);
  const { offline } = toPlay(row);
  if (!offline) return undefined;
  const now = shiftDays(context.clock.now(), workspace.clockOffsetDays);
  await addScan(db, { workspaceId, playId, day: businessDayOf(now, workspace) });
  const words = (locale: 'ko' | 'en') =>
    offline.discountMinor === 0
      ? ''
      : describeOffer(
          { kind: 'amount', value: offline.discountMinor, minSpendMinor: 0, validDays: 1 },
          workspace.currency,
          locale,
        );
  return { shopName: workspace.name, code, offer: { ko: words('ko'), en: words('en') } };
}
