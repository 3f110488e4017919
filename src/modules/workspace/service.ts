import type { z } from 'zod';
import type { Actor } from '../../platform/actor.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { emit } from '../../platform/jobs.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import {
  getPack,
  type PackKey,
  type Shop,
  type updateShop as updateShopEndpoint,
  type zNewShop,
  zShop,
} from './contract.ts';
import { shopOpened } from './events.ts';
import {
  addClockOffset,
  findWorkspace,
  insertShop,
  insertWorkspace,
  listWorkspaceRows,
  updateHasSales,
  updateShopRow,
} from './store.ts';

/** A shop with its workspace's kind and clock. */
export type Workspace = Shop & {
  workspaceId: string;
  kind: 'real' | 'demo';
  clockOffsetDays: number;
  hasSales: boolean;
};

/** Country whose numbering plan is read, by time zone; a shop can change it in its settings. */
const COUNTRY_BY_ZONE: Record<string, string> = {
  'Asia/Seoul': 'KR',
  'Europe/London': 'GB',
  'America/New_York': 'US',
  'America/Los_Angeles': 'US',
  'Asia/Tokyo': 'JP',
  'Australia/Sydney': 'AU',
};

/** Makes a workspace with one shop, filled with the defaults of its pack. `db` is fenced to the new `workspaceId`. */
export async function createWorkspace(
  db: Db,
  input: { workspaceId: string; kind: 'real' | 'demo'; ownerEmail: string; shop: z.output<typeof zNewShop> },
): Promise<Workspace> {
  const { shop, workspaceId, kind } = input;
  const pack = getPack(shop.pack);
  return inTransaction(db, async (db) => {
    await insertWorkspace(db, { workspaceId, kind });
    await insertShop(db, {
      workspaceId,
      shopId: newId(),
      ...shop,
      foodCostRate: pack.defaults.foodCostRate,
      playDays: pack.defaults.playDays,
      country: COUNTRY_BY_ZONE[shop.timeZone] ?? 'KR',
      senderName: shop.name,
      senderEmail: input.ownerEmail,
    });
    await emit(db, shopOpened, { workspaceId });
    return getWorkspace(db, workspaceId);
  });
}

/** @throws AppError not_found */
export async function getWorkspace(db: Db, workspaceId: string): Promise<Workspace> {
  const row = await findWorkspace(db, workspaceId);
  if (!row) throw new AppError('not_found', 'no such workspace');
  const { clockOffsetDays, hasSales } = row;
  return { ...zShop.parse(row), workspaceId, kind: row.kind as 'real' | 'demo', clockOffsetDays, hasSales };
}

/** Every workspace, oldest first: ids, kinds and names only. */
export const listWorkspaces = listWorkspaceRows;

/**
 * Changes settings of the shop. Currency, time zone and the end of the day cannot change once there are sales:
 * amounts and business days are stored in them.
 * @throws AppError forbidden | conflict
 */
export async function updateShop(
  db: Db,
  actor: Actor,
  change: z.output<(typeof updateShopEndpoint)['body']>,
): Promise<Shop> {
  actor.require('settings:write');
  const before = await getWorkspace(db, actor.workspaceId);
  const fixed = (['currency', 'timeZone', 'dayEndsAtHour'] as const).filter(
    (key) => change[key] !== undefined && change[key] !== before[key],
  );
  if (before.hasSales && fixed.length > 0) {
    throw new AppError('conflict', `${fixed.join(', ')} cannot change once there are sales`, {
      userMessage: {
        ko: '매출이 들어온 뒤에는 통화, 시간대, 마감 시각을 바꿀 수 없어요. 다른 설정도 저장하지 않았어요.',
        en: 'Currency, time zone and end of day cannot change once there are sales. Nothing was stored.',
      },
      details: { issues: fixed.map((key) => ({ path: `body.${key}`, message: 'fixed' })) },
    });
  }
  const { words, ...rest } = change;
  const columns = { ...rest, ...(words === undefined ? {} : { words: JSON.stringify(words) }) };
  if (Object.keys(columns).length > 0) await updateShopRow(db, actor.workspaceId, columns);
  settings.delete(actor.workspaceId);
  return getWorkspace(db, actor.workspaceId);
}

/** Changes the business type: the words on screen. Its fields and tags are the customers module's. */
export async function setPack(db: Db, workspaceId: string, pack: PackKey): Promise<void> {
  await updateShopRow(db, workspaceId, { pack });
  settings.delete(workspaceId);
}

/** Lets the demo's clock run ahead. @throws AppError conflict in a real workspace */
export async function advanceClock(db: Db, workspaceId: string, days: number): Promise<number> {
  const row = await addClockOffset(db, workspaceId, days);
  if (!row) throw new AppError('conflict', 'only a demo workspace has a clock of its own');
  return row.clockOffsetDays;
}

/** Notes whether there are sales: the orders module says so at the first one, and when the last is taken back. */
export async function setHasSales(db: Db, workspaceId: string, hasSales: boolean): Promise<void> {
  await updateHasSales(db, workspaceId, hasSales);
  settings.delete(workspaceId);
}

/** Settings change a few times in a shop's life; a sale at the till must not ask for them each time. */
const SETTINGS_KEPT_MS = 5_000;
const settings = new Map<string, { workspace: Workspace; until: number }>();

/**
 * The workspace as it was at most five seconds ago (at once in the process that changed it): for what is asked many times a
 * second. Not for the demo's clock: `actor` and `now` carry that. @throws AppError not_found
 */
export async function getRecentWorkspace(db: Db, workspaceId: string): Promise<Workspace> {
  const kept = settings.get(workspaceId);
  if (kept && kept.until > performance.now()) return kept.workspace;
  const workspace = await getWorkspace(db, workspaceId);
  settings.set(workspaceId, { workspace, until: performance.now() + SETTINGS_KEPT_MS });
  return workspace;
}
