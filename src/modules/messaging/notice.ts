import type { Context } from '../../platform/context.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { getWorkspace } from '../workspace/index.ts';
import { findOpenedMailServer } from './mail-server.ts';
import { linkBase, ownPageUrl } from './opt-out.ts';
import { composeEmail } from './rules/index.ts';
import { buildRaw, SmtpSession } from './smtp.ts';

/** What became of a notice; `demo`: a demo without a mail server, where nothing leaves. */
export type NoticeOutcome = 'sent' | 'bad_recipient' | 'demo';

/**
 * Sends one notice about a person's own rights (class `notice_legal`: no advertisement, at any hour, AD-02). Its text may
 * carry a secret such as a one-time link, so nothing of it is stored: call it from a job, which tries again.
 * @throws AppError unavailable when no mail server takes it now
 */
export async function sendNotice(
  context: Context,
  input: {
    workspaceId: string;
    to: { name: string; address: string };
    locale: 'ko' | 'en';
    subject: string;
    text: string;
  },
): Promise<NoticeOutcome> {
  const { workspaceId, to, locale, subject, text } = input;
  const workspace = await getWorkspace(context.database.of(workspaceId), workspaceId);
  const server = await findOpenedMailServer(context, workspaceId);
  if (!server && workspace.kind === 'demo') return 'demo';
  if (!server) throw new AppError('unavailable', 'no mail server to send with');
  const { name, email, phone, address } = {
    name: workspace.senderName,
    email: workspace.senderEmail,
    phone: workspace.senderPhone,
    address: workspace.senderAddress,
  };
  const composed = composeEmail({
    class: 'notice_legal',
    shopName: workspace.name,
    subject,
    text,
    sender: { name, email, phone, address },
    ownPageUrl: ownPageUrl(linkBase(workspace, context.config), workspaceId),
    locale,
  });
  const raw = await buildRaw({
    email: composed,
    from: { name, address: server.fromEmail },
    to,
    messageId: newId(),
    date: context.clock.now(),
  });
  const session = new SmtpSession(server);
  try {
    const outcome = await session.send({
      from: server.fromEmail,
      to: to.address,
      raw,
      beforeHandingOver: async () => true,
    });
    if (outcome.kind === 'sent' || outcome.kind === 'bad_recipient') return outcome.kind;
    throw new AppError('unavailable', `mail server: ${outcome.kind}`);
  } finally {
    session.quit();
  }
}
