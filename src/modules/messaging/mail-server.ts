import type { z } from 'zod';
import type { Actor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import type { Db } from '../../platform/db.ts';
import { seal, unseal } from '../../platform/secrets.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { getWorkspace } from '../workspace/index.ts';
import type { zMailServer, zMailServerInput } from './contract.ts';
import { composeEmail } from './rules/index.ts';
import { buildRaw, describeSmtpError, type SmtpServer, SmtpSession } from './smtp.ts';
import { deleteMailServer, findMailServer, setMailServerError, upsertMailServer } from './store/mail-server.ts';

/** A mail server with its password opened: stays inside this module. */
export interface OpenedMailServer extends SmtpServer {
  fromEmail: string;
  messagesPerSecond: number;
  priceMinor: number;
}

/** The mail server of a workspace, undefined when it has none; asked in the transaction `db` where one is open. */
export async function findOpenedMailServer(
  context: Context,
  workspaceId: string,
  db: Db = context.database.of(workspaceId),
): Promise<OpenedMailServer | undefined> {
  const row = await findMailServer(db, workspaceId);
  if (!row) return undefined;
  const { host, port, secure, username, fromEmail, messagesPerSecond, priceMinor } = row;
  const password = row.passwordSealed ? unseal(context.secrets.key, row.passwordSealed) : '';
  return { host, port, secure, username, password, fromEmail, messagesPerSecond, priceMinor };
}

/** The mail server as the screen may see it; null when there is none. */
export async function getMailServer(db: Db, workspaceId: string): Promise<z.input<typeof zMailServer> | null> {
  const row = await findMailServer(db, workspaceId);
  if (!row) return null;
  const { host, port, secure, username, fromEmail, messagesPerSecond, priceMinor, lastError } = row;
  return {
    host,
    port,
    secure,
    username,
    hasPassword: row.passwordSealed !== null,
    fromEmail,
    messagesPerSecond,
    priceMinor,
    lastError,
  };
}

/** Stores the mail server; without a password the stored one stays. @throws AppError forbidden */
export async function updateMailServer(
  context: Context,
  actor: Actor,
  input: z.output<typeof zMailServerInput>,
): Promise<void> {
  actor.require('settings:write');
  const db = context.database.of(actor.workspaceId);
  const before = await findMailServer(db, actor.workspaceId);
  const { password, ...rest } = input;
  // A stored password goes to the server it was given for and to no other.
  const sameServer = before?.host === input.host && before.username === input.username;
  const kept = sameServer ? before.passwordSealed : null;
  const passwordSealed = password === undefined ? kept : password === '' ? null : seal(context.secrets.key, password);
  await upsertMailServer(db, {
    workspaceId: actor.workspaceId,
    ...rest,
    passwordSealed,
    updatedAt: context.clock.now(),
  });
}

/** @throws AppError forbidden */
export async function removeMailServer(db: Db, actor: Actor): Promise<void> {
  actor.require('settings:write');
  await deleteMailServer(db, actor.workspaceId);
}

/**
 * Sends one message to the person who asks and says in short what went wrong if it does.
 * @throws AppError forbidden | conflict (no mail server, or nobody to send to)
 */
export async function testMailServer(
  context: Context,
  actor: Actor,
  to: string | undefined,
): Promise<{ ok: boolean; to: string; error: string }> {
  actor.require('settings:write');
  const server = await findOpenedMailServer(context, actor.workspaceId);
  if (!server || !to) throw noMailServer();
  const db = context.database.of(actor.workspaceId);
  const workspace = await getWorkspace(db, actor.workspaceId);
  const words = {
    ko: { subject: '메일 서버가 연결됐어요', text: '이 메일이 보이면 손님께도 보낼 수 있어요.' },
    en: { subject: 'The mail server works', text: 'If you can read this, messages to guests will arrive as well.' },
  }[actor.locale];
  const email = composeEmail({
    class: 'info',
    shopName: workspace.name,
    ...words,
    sender: {
      name: workspace.senderName,
      email: workspace.senderEmail,
      phone: workspace.senderPhone,
      address: workspace.senderAddress,
    },
    locale: actor.locale,
  });
  const session = new SmtpSession(server);
  try {
    const raw = await buildRaw({
      email,
      from: { name: workspace.senderName, address: server.fromEmail },
      to: { name: '', address: to },
      messageId: newId(),
      date: context.clock.now(),
    });
    const outcome = await session.send({ from: server.fromEmail, to, raw, beforeHandingOver: async () => true });
    const error = 'reason' in outcome ? outcome.reason : '';
    await setMailServerError(db, actor.workspaceId, error);
    return { ok: outcome.kind === 'sent', to, error };
  } catch (error) {
    return { ok: false, to, error: describeSmtpError(error as Error) };
  } finally {
    session.quit();
  }
}

/** What the person reads when there is nothing to send with. */
export function noMailServer(): AppError {
  return new AppError('conflict', 'no mail server', {
    userMessage: {
      ko: '메일을 보낼 서버가 아직 없어요. 설정의 채널에서 먼저 연결해 주세요.',
      en: 'There is no mail server yet. Connect one under Settings, Channels.',
    },
    details: { reason: 'no_mail_server' },
  });
}
