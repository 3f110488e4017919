import type { z } from 'zod';
import type { Actor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import type { Db } from '../../platform/db.ts';
import { seal } from '../../platform/secrets.ts';
import { AppError } from '../../shared/errors.ts';
import { recordAccess } from '../staff/index.ts';
import { readMailbox } from './bounces.ts';
import type { getMailbox as endpoint, updateMailbox as updating } from './contract.ts';
import { noMailServer } from './mail-server.ts';
import { findMailServer, setMailbox } from './store/mail-server.ts';

type Answer = z.input<typeof endpoint.output>;

/** @throws AppError forbidden */
export async function getMailbox(db: Db, actor: Actor): Promise<Answer> {
  actor.require('settings:write');
  const row = await findMailServer(db, actor.workspaceId);
  if (!row || row.imapHost === '') return { mailbox: null, hasMailServer: row !== undefined };
  return {
    mailbox: {
      host: row.imapHost,
      port: row.imapPort,
      secure: row.imapSecure,
      username: row.imapUsername,
      hasPassword: row.imapPasswordSealed !== null,
      lastError: row.imapError,
    },
    hasMailServer: true,
  };
}

/** Stores the mailbox. @throws AppError forbidden | conflict (no mail server) | invalid_input (no password) */
export async function updateMailbox(
  context: Context,
  actor: Actor,
  input: z.output<typeof updating.body>,
): Promise<Answer> {
  actor.require('settings:write');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const before = await findMailServer(db, workspaceId);
  if (!before) throw noMailServer();
  // A stored password goes to the mailbox it was given for and to no other.
  const isSame = before.imapHost === input.host && before.imapUsername === input.username;
  const imapPasswordSealed =
    input.password === undefined
      ? isSame
        ? before.imapPasswordSealed
        : null
      : seal(context.secrets.key, input.password);
  if (imapPasswordSealed === null) throw noPassword();
  await setMailbox(db, workspaceId, {
    imapHost: input.host,
    imapPort: input.port,
    imapSecure: input.secure,
    imapUsername: input.username,
    imapPasswordSealed,
    // Another mailbox numbers its letters anew.
    ...(isSame ? {} : { imapReadUntil: 0, imapValidity: 0 }),
  });
  await recordAccess(db, actor, { action: 'edit', subject: 'mailbox' }, context.clock.now());
  return getMailbox(db, actor);
}

/** @throws AppError forbidden */
export async function removeMailbox(db: Db, actor: Actor, now: Date): Promise<Answer> {
  actor.require('settings:write');
  await setMailbox(db, actor.workspaceId, {
    imapHost: '',
    imapPort: 993,
    imapSecure: true,
    imapUsername: '',
    imapPasswordSealed: null,
    imapReadUntil: 0,
    imapValidity: 0,
  });
  await recordAccess(db, actor, { action: 'edit', subject: 'mailbox' }, now);
  return getMailbox(db, actor);
}

/** Reads the mailbox now instead of in a few minutes. @throws AppError forbidden */
export async function testMailbox(context: Context, actor: Actor): Promise<{ ok: boolean; error: string }> {
  actor.require('settings:write');
  try {
    await readMailbox(context, actor.workspaceId);
    return { ok: true, error: '' };
  } catch (error) {
    // The mail server's own words may name people; its code does not.
    const { code, name } = error as Error & { code?: string };
    return { ok: false, error: code ?? name };
  }
}

function noPassword(): AppError {
  return new AppError('invalid_input', 'no password', {
    userMessage: { ko: '받은 편지함의 비밀번호를 적어 주세요.', en: 'Enter the password of the mailbox.' },
    details: { issues: [{ path: 'body.password', message: 'needed for a new mailbox' }] },
  });
}
