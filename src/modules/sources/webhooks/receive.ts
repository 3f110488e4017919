import { shiftDays } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import { inYieldingTransaction } from '../../../platform/db.ts';
import { type RateLimit, RateLimiter } from '../../../platform/http/rate-limit.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { unseal } from '../../../platform/secrets.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { addArrivals, takeRefusedBack } from '../../touchpoints/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import { arrivalsFrom, hookUrl } from './address.ts';
import { identifyDelivery } from './identify.ts';
import { MAX_ATTEMPTS, workDeliveryJob } from './jobs.ts';
import { keepHeaders } from './reader.ts';
import { isSigned } from './signatures.ts';
import { type ConnectionRow, findConnectionByToken, findConnectionRow } from './store/connections.ts';
import { insertDelivery } from './store/deliveries.ts';

/** Deliveries of one address: enough for a shop's busiest hour and a platform's replay, little enough to store. */
const ADDRESS_LIMIT: RateLimit = { perSecond: 50, burst: 1_000 };
/** Somebody who tries addresses that nobody was given. */
const STRANGER_LIMIT: RateLimit = { perSecond: 1, burst: 30 };
const limiter = new RateLimiter();

/**
 * Asked before the body of a delivery is read: whether its address is anybody's, and not sent to more often than a shop can
 * sell. @throws AppError not_found | too_many_requests
 */
export async function admitDelivery(context: Context, { token, ip }: { token: string; ip: string }): Promise<void> {
  const words = {
    ko: '너무 많이 보냈어요. 잠시 뒤 다시 보내 주세요. 아무것도 저장하지 않았어요.',
    en: 'Too many deliveries. Please send it again in a moment. Nothing was stored.',
  };
  try {
    const { connectionId } = await findKnown(context, token);
    limiter.pass(connectionId, ADDRESS_LIMIT, words);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') limiter.pass(`ip ${ip}`, STRANGER_LIMIT, words);
    throw error;
  }
}

async function findKnown(context: Context, token: string) {
  // Nothing else was ever given out, and a database cannot be asked for every sign.
  const known = /^[\w-]{32}$/.test(token)
    ? await findConnectionByToken(context.database.outside, token, context.clock.now())
    : undefined;
  if (!known) throw new AppError('not_found', 'no connection has this address');
  return known;
}

/**
 * Takes a delivery in: checks who sent it, keeps it as it came and answers; reading it is a job's work. The same event
 * again is counted and kept once; another body in the place of one that could not be read is worked on anew.
 * @returns the delivery's id; undefined when it was there already
 * @throws AppError not_found (address) | unauthenticated (signature)
 */
export async function receiveDelivery(
  context: Context,
  input: { token: string; headers: Readonly<Record<string, string>>; body: Buffer },
): Promise<string | undefined> {
  const { token, headers, body } = input;
  const wall = context.clock.now();
  const known = await findKnown(context, token);
  const { workspaceId, connectionId } = known;
  const db = context.database.of(workspaceId);
  const connection = await findConnectionRow(db, workspaceId, connectionId);
  if (!connection) throw new AppError('not_found', 'no connection has this address');
  const workspace = await getRecentWorkspace(db, workspaceId);
  const urls = [token, connection.token].map((part) => hookUrl(workspace, context.config, part));
  if (!isTrusted(context, connection, { headers, body, urls, wall })) {
    throw new AppError('unauthenticated', 'the signature of a delivery is not right', {
      userMessage: {
        ko: '서명이 맞지 않아 받지 않았어요. 연결의 비밀키를 확인해 주세요.',
        en: 'The signature is not right, so nothing was taken. Check the secret of the connection.',
      },
    });
  }
  const now = shiftDays(wall, workspace.clockOffsetDays);
  const day = businessDayOf(now, workspace);
  return inYieldingTransaction(db, async (db) => {
    const stored = await insertDelivery(db, {
      workspaceId,
      deliveryId: newId(),
      connectionId,
      ...identifyDelivery(connection.platform, headers, body),
      headers: keepHeaders(headers),
      body,
      receivedAt: now,
      day,
    });
    if (stored) {
      const { deliveryId, diedOn } = stored;
      if (diedOn !== null) await takeRefusedBack(db, { workspaceId, source: connection.source, day: diedOn, count: 1 });
      await enqueue(db, workDeliveryJob, { workspaceId, deliveryId }, { maxAttempts: MAX_ATTEMPTS });
      return deliveryId;
    }
    await addArrivals(db, {
      workspaceId,
      from: arrivalsFrom(connection),
      now,
      day,
      lastAt: now,
      received: 0,
      duplicates: 1,
      refused: 0,
      withPerson: 0,
      lagMs: 0,
    });
    return undefined;
  });
}

function isTrusted(
  context: Context,
  connection: ConnectionRow,
  delivery: { headers: Readonly<Record<string, string>>; body: Buffer; urls: string[]; wall: Date },
): boolean {
  const { wall, ...rest } = delivery;
  const { platform, signing, signatureHeader, previousSecretUntil, secret, previousSecret } = connection;
  const signed = { platform, signing, signatureHeader, ...rest };
  if (signing === 'none') return true;
  const isOldGood = previousSecretUntil !== null && previousSecretUntil > wall;
  return [secret, isOldGood ? previousSecret : null].some(
    (sealed) => sealed !== null && isSigned(signed, unseal(context.secrets.key, sealed)),
  );
}
