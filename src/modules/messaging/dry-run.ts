import { z } from 'zod';
import { listRecipients } from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { maskName } from '../../shared/mask.ts';
import { businessDayOf } from '../../shared/time.ts';
import { recordAccess } from '../staff/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import { composeOutgoing } from './compose.ts';
import {
  type listDryRun as listing,
  type markSentByHand as marking,
  type readDryRun as reading,
  zMessageClass,
} from './contract.ts';
import { decideRecipients } from './may-send-to.ts';
import { noOutlet, openOutlet } from './outlet.ts';
import { lintAdLabel } from './rules/index.ts';
import { findDesk } from './store/desk.ts';
import * as store from './store/dry-run.ts';
import { lockAdvertising } from './store/queue.ts';

const ROWS = 200;
const zChannel = z.enum(['email', 'sms', 'kakao']);

/** @throws AppError forbidden */
export async function listDryRun(db: Db, actor: Actor, now: Date): Promise<z.input<typeof listing.output>> {
  actor.require('plays:read');
  const { workspaceId } = actor;
  const [rows, sums, desk] = await Promise.all([
    store.listDryRunRows(db, workspaceId, ROWS),
    store.countDryRun(db, workspaceId),
    findDesk(db, workspaceId),
  ]);
  const customerIds = [...new Set(rows.map(({ customerId }) => customerId))];
  const people = await listRecipients(db, { workspaceId, customerIds, channel: 'none' });
  const names = new Map(people.map(({ customerId, name }) => [customerId, maskName(name)]));
  await recordAccess(db, actor, { action: 'list', subject: 'messages of a dry run' }, now);
  return {
    isDryRun: desk?.isDryRun ?? false,
    ...sums,
    messages: rows.map(({ customerId, handedOverAt, queuedAt, ...row }) => ({
      ...row,
      customerId,
      nameMasked: names.get(customerId) ?? '',
      at: (handedOverAt ?? queuedAt).toISOString(),
    })),
  };
}

/**
 * One message to the last sign, for a person to send from her own phone. She is a way out like any provider, so the law
 * is asked again at this moment: somebody may have refused since.
 * @throws AppError forbidden | not_found | conflict (it may not go to her now) | unavailable
 */
export async function readDryRun(
  context: Context,
  actor: Actor,
  input: { messageId: string; now: Date },
): Promise<z.input<typeof reading.output>> {
  actor.require('customers:unmask');
  const { workspaceId } = actor;
  const { messageId, now } = input;
  const db = context.database.of(workspaceId);
  const workspace = await getWorkspace(db, workspaceId);
  const message = await store.findDryRunMessage(db, workspaceId, messageId);
  if (!message) throw new AppError('not_found', 'no such message of a dry run');
  const channel = zChannel.parse(message.channel);
  const outlet = await openOutlet(context, workspace, channel);
  if (!outlet) throw noOutlet(channel);
  try {
    const [one] = await decideRecipients(context, {
      workspaceId,
      customerIds: [message.customerId],
      class: zMessageClass.parse(message.class),
      channel,
      now,
      today: businessDayOf(now, workspace),
      exceptPlayId: message.playId ?? undefined,
      about: message.about === 'points' ? 'points' : undefined,
    });
    if (one?.decision.outcome !== 'send') throw mayNotGo(one?.decision.reason);
    const { composed, broken } = await composeOutgoing(
      { context, workspace, now: () => now },
      { outlet, channel, leaving: [{ message, one }] },
    );
    const outgoing = composed[0]?.outgoing;
    if (!outgoing) throw mayNotGo(broken[0]?.reason);
    await recordAccess(db, actor, { action: 'view', subject: `message to ${message.customerId}` }, now);
    const { subject, text, bytes, medium, to, picture } = outgoing;
    const { playId } = message;
    const isLabelled = message.class !== 'ad' || lintAdLabel(channel === 'email' ? subject : text).ok;
    return {
      subject,
      text,
      bytes,
      medium,
      pictureUrl: picture && playId ? `/api/plays/${playId}/pictures/${picture.pictureId}` : null,
      isLabelled,
      smsLink: channel === 'email' ? null : `sms:${to}?body=${encodeURIComponent(text)}`,
    };
  } finally {
    outlet.provider.close?.();
  }
}

/**
 * Counts a message of a dry run as sent: somebody copied it and says that she sent it now. She is a way out like any
 * provider, so the law is asked at this moment, with what other ways out are handing over (the frequency cap counts it).
 * @throws AppError forbidden | not_found | conflict (it may not go to her now)
 */
export async function markSentByHand(
  context: Context,
  actor: Actor,
  input: { messageId: string; now: Date },
): Promise<z.input<typeof marking.output>> {
  actor.require('customers:unmask');
  const { workspaceId } = actor;
  const { messageId, now } = input;
  return inTransaction(context.database.of(workspaceId), async (db) => {
    await lockAdvertising(db, workspaceId);
    const before = await store.findSentByHand(db, workspaceId, messageId);
    if (before?.sentAt) return { sentAt: before.sentAt.toISOString() };
    const message = await store.findDryRunMessage(db, workspaceId, messageId);
    if (!message) throw new AppError('not_found', 'no such message of a dry run');
    const [one] = await decideRecipients(context, {
      workspaceId,
      customerIds: [message.customerId],
      class: zMessageClass.parse(message.class),
      channel: zChannel.parse(message.channel),
      now,
      today: businessDayOf(now, await getWorkspace(db, workspaceId)),
      exceptPlayId: message.playId ?? undefined,
      about: message.about === 'points' ? 'points' : undefined,
      db,
    });
    if (one?.decision.outcome !== 'send') throw mayNotGo(one?.decision.reason);
    await store.setSentByHand(db, {
      workspaceId,
      messageId,
      sentAt: now,
      sentBy: actor.accountId,
      rule: one.decision.rule,
      evidenceOrderId: one.evidenceOrderId,
    });
    await recordAccess(
      db,
      actor,
      { action: 'send', subject: `message to ${message.customerId}`, result: 'by hand' },
      now,
    );
    return { sentAt: now.toISOString() };
  });
}

function mayNotGo(reason: string | undefined): AppError {
  return new AppError('conflict', `may not go now: ${reason ?? 'gone'}`, {
    userMessage: {
      ko: '이 손님께는 지금 보낼 수 없어요. 그사이 거부하셨거나 보낼 수 없는 시간이에요.',
      en: 'This may not go to this person now: a refusal has come in, or the hour does not allow it.',
    },
    details: { reason: reason ?? 'gone' },
  });
}
