import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { shiftDays } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { keyedHash } from '../../../platform/secrets.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import { decideSelfLink, SELF_LINK_MS, SELF_SESSION_MS, type SelfLinkState, stateOfSelfLink } from '../rules/links.ts';
import {
  closeJoinLinks,
  findJoinLink,
  findSelfLink,
  findSelfLinkOf,
  findWorkspaceOfJoin,
  insertJoinLink,
  lockSelfLink,
  replaceSelfLink,
  updateSelfLink,
} from '../store/links.ts';

const TOKEN_BYTES = 24;
const CODE_DIGITS = 6;

const newToken = () => randomBytes(TOKEN_BYTES).toString('base64url');
const hashToken = (token: string) => createHash('sha256').update(token).digest();

/** The open form of a shop; made when there is none yet, replaced when `renew` is set. */
export async function getJoinToken(
  db: Db,
  { workspaceId, now, renew = false }: { workspaceId: string; now: Date; renew?: boolean },
): Promise<string> {
  return inTransaction(db, async (db) => {
    const open = await findJoinLink(db, workspaceId);
    if (open && !renew) return open.token;
    await closeJoinLinks(db, workspaceId, now);
    const token = newToken();
    await insertJoinLink(db, { workspaceId, joinLinkId: newId(), token, createdAt: now });
    return token;
  });
}

/** A shop reached through a public link: its database and its now. */
export interface OpenedShop {
  workspaceId: string;
  db: Db;
  now: Date;
}

async function openShop(context: Context, workspaceId: string): Promise<OpenedShop> {
  const db = context.database.of(workspaceId);
  const { clockOffsetDays } = await getRecentWorkspace(db, workspaceId);
  return { workspaceId, db, now: shiftDays(context.clock.now(), clockOffsetDays) };
}

/** The shop of a public form; undefined for a token that nobody has. */
export async function openJoin(context: Context, token: string): Promise<OpenedShop | undefined> {
  const workspaceId = await findWorkspaceOfJoin(context.database.outside, token);
  return workspaceId === undefined ? undefined : openShop(context, workspaceId);
}

/** Six digits that are told apart from the link. */
export const newSelfCode = () => String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0');

/** A shop reached through the address in its mails; undefined for one that nobody has. */
export async function openShopById(context: Context, workspaceId: string): Promise<OpenedShop | undefined> {
  try {
    return await openShop(context, workspaceId);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/**
 * Makes the one-time link to a person's own page (PV-32): the token for the address and a code that is told apart from
 * it. A link before it is shut. Both are shown once; the database keeps hashes.
 */
export async function createSelfLink(
  db: Db,
  input: {
    workspaceId: string;
    customerId: string;
    createdBy: string | null;
    now: Date;
    key: string;
    /** From {@link newSelfCode}, where it was told before the link is made. */
    code?: string;
  },
): Promise<{ token: string; code: string; expiresAt: Date }> {
  const { workspaceId, customerId, createdBy, now, key } = input;
  const token = newToken();
  const code = input.code ?? newSelfCode();
  const selfLinkId = newId();
  const expiresAt = new Date(now.getTime() + SELF_LINK_MS);
  const hashes = { tokenHash: hashToken(token), codeHash: hashCode(key, selfLinkId, code) };
  await inTransaction(db, (db) =>
    replaceSelfLink(db, { workspaceId, selfLinkId, customerId, ...hashes, createdBy, createdAt: now, expiresAt }),
  );
  return { token, code, expiresAt };
}

/** Keyed: six digits could be tried out against a stolen table. */
function hashCode(key: string, selfLinkId: string, code: string): Buffer {
  return keyedHash(key, `self-code:${selfLinkId}:${code}`);
}

const REFUSALS = {
  unknown: {
    ko: '이 링크는 쓸 수 없어요. 매장에 새 링크를 부탁해 주세요.',
    en: 'This link does not work. Please ask the shop for a new one.',
  },
  used: {
    ko: '이 링크는 이미 열었어요. 한 번만 열려요. 새 링크를 부탁해 주세요.',
    en: 'This link was used already; it opens once. Please ask for a new one.',
  },
  wrong_code: {
    ko: '코드가 맞지 않아요. 매장에서 알려 드린 여섯 자리를 다시 적어 주세요.',
    en: 'The code is wrong. Please enter the six digits from the shop again.',
  },
};

function refuse(why: keyof typeof REFUSALS): AppError {
  return new AppError(why === 'wrong_code' ? 'invalid_input' : 'not_found', `self link: ${why}`, {
    userMessage: REFUSALS[why],
    ...(why === 'wrong_code' ? { details: { issues: [{ path: 'body.code', message: 'wrong' }] } } : {}),
  });
}

/**
 * Whether a link can still be opened, and the shop of which another can be asked for; looking uses nothing up. A token that
 * nobody has is `over`, of no shop.
 */
export async function getSelfLink(
  context: Context,
  token: string,
): Promise<{ state: SelfLinkState; workspaceId: string | null }> {
  const found = await findSelfLinkOf(context.database.outside, hashToken(token));
  if (!found) return { state: 'over', workspaceId: null };
  const { db, workspaceId, now } = await openShop(context, found.workspaceId);
  const link = await findSelfLink(db, workspaceId, found.selfLinkId);
  return { state: link ? stateOfSelfLink(link, now) : 'over', workspaceId };
}

/**
 * Opens a person's own page with link and code, once, and gives the secret of the visit. After five wrong codes the link
 * is dead. @throws AppError not_found (unknown, used, run out, too many codes) | invalid_input (wrong code)
 */
export async function openSelfLink(
  context: Context,
  { token, code }: { token: string; code: string },
): Promise<{ session: string; expiresAt: Date }> {
  const found = await findSelfLinkOf(context.database.outside, hashToken(token));
  if (!found) throw refuse('unknown');
  const { db, workspaceId, now } = await openShop(context, found.workspaceId);
  const key = { workspaceId, selfLinkId: found.selfLinkId };
  const opened = await inTransaction(db, async (db) => {
    const link = await lockSelfLink(db, workspaceId, key.selfLinkId);
    if (!link) return 'unknown';
    const isRight = timingSafeEqual(hashCode(context.secrets.key, key.selfLinkId, code), link.codeHash);
    const decision = decideSelfLink(link, { isRight, now });
    if (decision === 'wrong_code') await updateSelfLink(db, key, { wrongCodes: link.wrongCodes + 1 });
    if (decision !== 'open') return decision;
    const session = newToken();
    const expiresAt = new Date(now.getTime() + SELF_SESSION_MS);
    await updateSelfLink(db, key, { sessionHash: hashToken(session), openedAt: now, sessionExpiresAt: expiresAt });
    return { session, expiresAt };
  });
  if (typeof opened === 'string') throw refuse(opened);
  return opened;
}

/** Whose page a visit is for. @throws AppError not_found when it has ended or never was */
export async function requireSelf(
  context: Context,
  { token, session }: { token: string; session: string },
): Promise<OpenedShop & { customerId: string; mergedFrom: string | null; selfLinkId: string }> {
  const found = await findSelfLinkOf(context.database.outside, hashToken(token));
  if (!found) throw refuse('unknown');
  const shop = await openShop(context, found.workspaceId);
  const link = await lockSelfLink(shop.db, shop.workspaceId, found.selfLinkId);
  const isOpen =
    link?.sessionHash &&
    timingSafeEqual(link.sessionHash, hashToken(session)) &&
    (link.sessionExpiresAt ?? 0) > shop.now;
  if (!link || !isOpen) throw refuse('unknown');
  return { ...shop, customerId: link.customerId, mergedFrom: link.mergedFrom, selfLinkId: link.selfLinkId };
}
