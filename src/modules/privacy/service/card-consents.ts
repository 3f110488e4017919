import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { refuseResidentNumbers } from '../../../shared/resident-number.ts';
import { recordAccess } from '../../staff/index.ts';
import type { recordConsent as recordConsentEndpoint } from '../contract.ts';
import { channelsStoppedBy, isProven } from '../rules.ts';
import { recordConsentsNow, suppress } from '../service.ts';
import { listConsentRows, listEventRows } from '../store.ts';
import { requireGuardianOf } from './guardians.ts';

/** What one person said, and every event behind it. @throws AppError forbidden */
export async function getConsentHistory(db: Db, actor: Actor, customerId: string, now: Date) {
  actor.require('customers:read');
  const [consents, events] = await Promise.all([
    listConsentRows(db, actor.workspaceId, [customerId]),
    listEventRows(db, actor.workspaceId, customerId),
    recordAccess(db, actor, { action: 'view', subject: `consents of ${customerId}` }, now),
  ]);
  return { consents, events };
}

/**
 * Records what a person said to us, with its proof; refusing needs none. The address goes on the list when she refuses
 * advertising, so that no file brings her back.
 * @throws AppError forbidden | invalid_input (a consent without proof, or of a child without a guardian's PV-11)
 */
export async function recordConsentOf(
  db: Db,
  actor: Actor,
  input: z.output<(typeof recordConsentEndpoint)['body']> & {
    customerId: string;
    now: Date;
    birthDate: string | null;
    contacts: readonly { isEmail: boolean; hash: Buffer }[];
  },
): Promise<void> {
  actor.require('customers:write');
  const { choices, method, evidence, customerId, now } = input;
  if (!choices.every((choice) => isProven(choice, { method, evidence }))) {
    throw new AppError('invalid_input', 'a consent without proof (PV-08)', {
      userMessage: {
        ko: '동의는 손님이 직접 남긴 증거가 있어야 해요. 동의서 번호나 통화 기록을 적어 주세요. 아무것도 저장하지 않았어요.',
        en: 'A consent needs proof from the person: note the sheet or the call. Nothing was stored.',
      },
      details: { issues: [{ path: 'body.evidence', message: 'needed for a consent' }] },
    });
  }
  refuseResidentNumbers({ evidence });
  const proof = evidence === '' ? `account ${actor.accountId ?? 'system'}` : evidence;
  await inTransaction(db, async (db) => {
    const { workspaceId, accountId } = actor;
    const { birthDate } = input;
    const guardianId = await requireGuardianOf(db, { workspaceId, customerId, birthDate, choices, now });
    await recordConsentsNow(db, {
      workspaceId,
      customerId,
      said: choices.map((choice) => ({ ...choice, method, evidence: proof, guardianId, actor: accountId })),
      now,
    });
    const stopped = choices.flatMap(({ kind, state }) => (state === 'granted' ? [] : [channelsStoppedBy(kind)]));
    for (const channel of ['email', 'sms', 'kakao'] as const) {
      if (!stopped.some((channels) => channels === 'all' || channels.includes(channel))) continue;
      for (const { isEmail, hash } of input.contacts) {
        if (isEmail !== (channel === 'email')) continue;
        await suppress(db, { workspaceId, contactHash: hash, channel, reason: method, at: now });
      }
    }
    await recordAccess(db, actor, { action: 'edit', subject: `consents of ${customerId}` }, now);
  });
}
