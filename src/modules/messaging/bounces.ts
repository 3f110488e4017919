import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { inTransaction } from '../../platform/db.ts';
import { unseal } from '../../platform/secrets.ts';
import { findCustomerByContact, setContactInvalid } from '../customers/index.ts';
import { hashContact, listConsents, suppress, withdrawEveryRecord } from '../privacy/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import { readMail } from './read-mail.ts';
import { findMailServer, updateMailbox } from './store/mail-server.ts';
import { cancelAdvertising } from './store/queue.ts';
import { findMessageById, markReported } from './store/reports.ts';

/** Letters read in one go; the rest waits for the next round. */
const LETTERS_AT_ONCE = 500;
/** What is read of a letter: bounces and refusals say what they are at their beginning, pictures come after. */
const LETTER_BYTES = 256 * 1024;

/**
 * Reads what came into the shop's mailbox since the last time: bounces (RFC 3464) mark their message and a dead address,
 * and somebody who answers with a word of refusal is refused, as if she had used the link (§2.4). Letters stay where they
 * are and unread; how far we have read is kept by their number (UID), so that nothing is read twice or missed.
 * @throws the connection's error; what went wrong is kept for the settings as well
 */
export async function readMailbox(context: Context, workspaceId: string): Promise<void> {
  const db = context.database.of(workspaceId);
  const server = await findMailServer(db, workspaceId);
  if (!server || server.imapHost === '') return;
  const { ImapFlow } = await import('imapflow');
  const client = new ImapFlow({
    host: server.imapHost,
    port: server.imapPort,
    secure: server.imapSecure,
    auth: {
      user: server.imapUsername,
      pass: server.imapPasswordSealed ? unseal(context.secrets.key, server.imapPasswordSealed) : '',
    },
    logger: false,
  });
  // An error after the answer was read has its own event; without a listener it would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    const mailbox = await client.mailboxOpen('INBOX', { readOnly: true });
    const validity = Number(mailbox.uidValidity);
    // Another validity: the numbers begin anew, and so do we.
    const readUntil = server.imapValidity === validity ? server.imapReadUntil : 0;
    await updateMailbox(db, workspaceId, { imapReadUntil: readUntil, imapValidity: validity, imapError: '' });
    const found = await client.search({ uid: `${readUntil + 1}:*` }, { uid: true });
    if (!found) throw Object.assign(new Error('the mailbox could not be searched'), { code: 'SEARCH_FAILED' });
    // `n:*` answers with the last letter even when it is older than n.
    const uids = found.filter((uid) => uid > readUntil).sort((a, b) => a - b);
    for (const uid of uids.slice(0, LETTERS_AT_ONCE)) {
      const parts = { uid: true, internalDate: true, source: { maxLength: LETTER_BYTES } };
      const letter = await client.fetchOne(String(uid), parts, { uid: true });
      // Taken out of the mailbox meanwhile.
      if (letter && letter.source)
        await workLetter(context, workspaceId, { raw: letter.source, receivedAt: letter.internalDate });
      await updateMailbox(db, workspaceId, { imapReadUntil: uid, imapValidity: validity, imapError: '' });
    }
    await client.logout();
  } catch (error) {
    const { code, name } = error as Error & { code?: string };
    await updateMailbox(db, workspaceId, { imapError: code ?? name });
    throw error;
  } finally {
    client.close();
  }
}

async function workLetter(
  context: Context,
  workspaceId: string,
  { raw, receivedAt }: { raw: Buffer; receivedAt: Date | string | undefined },
): Promise<void> {
  const letter = await readMail(raw);
  const db = context.database.of(workspaceId);
  const { clockOffsetDays } = await getWorkspace(db, workspaceId);
  const now = shiftDays(context.clock.now(), clockOffsetDays);
  if (letter.kind === 'bounce') {
    const message =
      letter.messageId === undefined ? undefined : await findMessageById(db, workspaceId, letter.messageId);
    if (!message || (message.state !== 'sent' && message.state !== 'unconfirmed')) return;
    // Delayed is not failed: the server goes on trying.
    if (letter.action !== 'failed') return;
    const failureClass = letter.isDeadAddress ? 'invalid_number' : 'blocked';
    await inTransaction(db, async (db) => {
      await markReported(db, workspaceId, [{ messageId: message.messageId, state: 'failed', failureClass, at: now }]);
      if (letter.isDeadAddress && message.contactPointId)
        await setContactInvalid(db, workspaceId, message.contactPointId, now);
    });
    return;
  }
  if (letter.kind === 'refusal') {
    // A mailbox that is connected for the first time, or numbered anew, is full of letters that were answered long ago.
    const written = letter.date ?? (receivedAt === undefined ? undefined : new Date(receivedAt));
    const saidAt = written === undefined ? now : shiftDays(written, clockOffsetDays);
    await refuseByMail(context, { workspaceId, address: letter.from, saidAt: saidAt < now ? saidAt : now, now });
  }
}

async function refuseByMail(
  context: Context,
  input: { workspaceId: string; address: string; saidAt: Date; now: Date },
): Promise<void> {
  const { workspaceId, address, saidAt, now } = input;
  const db = context.database.of(workspaceId);
  const contactHash = hashContact(context.secrets.key, address);
  await inTransaction(db, async (db) => {
    const customerIds = await findCustomerByContact(db, workspaceId, address);
    await suppress(db, { workspaceId, contactHash, channel: 'email', reason: 'email', at: saidAt });
    const consents = await listConsents(db, { workspaceId, customerIds });
    // Agreed again since: this refusal is an old one.
    const refusing = customerIds.filter((customerId) => !((consents.get(customerId)?.ad_email?.at ?? saidAt) > saidAt));
    if (customerIds.length > 0 && refusing.length === 0) return;
    await cancelAdvertising(db, {
      workspaceId,
      customerIds: refusing,
      contactHash: refusing.length === customerIds.length ? contactHash : null,
      channels: ['email'],
    });
    await withdrawEveryRecord(db, {
      workspaceId,
      customerIds: refusing,
      kind: 'ad_email',
      method: 'email',
      evidence: 'answered by mail',
      at: saidAt,
      now,
    });
  });
}
