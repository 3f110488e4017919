import { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import { AppError } from '../../shared/errors.ts';
import { parsePhone } from '../../shared/phone.ts';
import { opensOutside } from '../../shared/reachable.ts';
import { businessDayOf } from '../../shared/time.ts';
import type { Workspace } from '../workspace/index.ts';
import type { RecipientDecision } from './may-send-to.ts';
import { linkBase, optOutToken, optOutUrl, ownPageUrl } from './opt-out.ts';
import type { Outlet, OutletChannel } from './outlet.ts';
import type { OutgoingMessage } from './providers/outgoing.ts';
import {
  composeEmail,
  composeText,
  countBytes,
  cutToBytes,
  fillAlimtalk,
  LAW_TIME_ZONE,
  lintAlimtalk,
  type MessageClass,
  replaceNotEncodable,
  TEXT_LIMITS,
  withCoupon,
} from './rules/index.ts';
import { buildRaw } from './smtp.ts';
import { findPicture } from './store/pictures.ts';
import type { DueMessage, Settled } from './store/queue.ts';
import { findTemplate } from './store/templates.ts';

/** A message composed to the last sign, with the decision that lets it leave. */
export interface Composed {
  outgoing: OutgoingMessage;
  one: RecipientDecision;
}

interface Leaving {
  message: DueMessage;
  one: RecipientDecision;
}

interface Composing {
  context: Context;
  workspace: Workspace;
  now: () => Date;
}

/** What a person can mend in the settings is tried again after this long rather than given up. */
const MENDABLE: ReadonlySet<unknown> = new Set(['no_public_url']);
const TRIED_AGAIN_AFTER_MS = 60 * 60_000;

const zVariables = z.record(z.string(), z.string());

/** Composes what leaves on a channel; what cannot be composed is settled with its reason and does not hold up the others. */
export async function composeOutgoing(
  composing: Composing,
  input: { outlet: Outlet; channel: OutletChannel; leaving: readonly Leaving[] },
): Promise<{ composed: Composed[]; broken: Settled[] }> {
  const composed: Composed[] = [];
  const broken: Settled[] = [];
  const findCode = templateFinder(composing);
  const getPicture = pictureFinder(composing);
  for (const leaving of input.leaving) {
    try {
      composed.push({
        one: leaving.one,
        outgoing: await composeOne(composing, { ...input, leaving, findCode, getPicture }),
      });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'invalid_input') throw error;
      const isMendable = MENDABLE.has(error.details?.['reason']);
      broken.push({
        messageId: leaving.message.messageId,
        state: isMendable ? 'queued' : 'skipped',
        reason: typeof error.details?.['reason'] === 'string' ? error.details['reason'] : 'not_composable',
        failureClass: null,
        providerMessageId: null,
        sentAt: null,
        notBefore: isMendable ? new Date(composing.context.clock.now().getTime() + TRIED_AGAIN_AFTER_MS) : null,
        attempts: leaving.message.attempts,
      });
    }
  }
  return { composed, broken };
}

type FindTemplate = (templateId: string | null) => ReturnType<typeof findTemplate>;

/** Templates are looked up once a batch. */
function templateFinder({ context, workspace }: Composing): FindTemplate {
  const found = new Map<string, ReturnType<typeof findTemplate>>();
  return async (templateId) => {
    if (templateId === null) return undefined;
    const known = found.get(templateId);
    if (known) return known;
    const asked = findTemplate(context.database.of(workspace.workspaceId), workspace.workspaceId, templateId);
    found.set(templateId, asked);
    return asked;
  };
}

type GetPicture = (pictureId: string | null) => Promise<OutgoingMessage['picture']>;

/** Pictures are read once a batch, and shared by its messages. */
function pictureFinder({ context, workspace }: Composing): GetPicture {
  const { workspaceId } = workspace;
  const found = new Map<string, ReturnType<typeof findPicture>>();
  return async (pictureId) => {
    if (pictureId === null) return undefined;
    const asked = found.get(pictureId) ?? findPicture(context.database.of(workspaceId), { workspaceId, pictureId });
    found.set(pictureId, asked);
    const picture = await asked;
    if (!picture) throw cannotCompose('picture_missing');
    return { pictureId, image: picture.image };
  };
}

function composeOne(
  composing: Composing,
  input: {
    outlet: Outlet;
    channel: OutletChannel;
    leaving: Leaving;
    findCode: FindTemplate;
    getPicture: GetPicture;
  },
): Promise<OutgoingMessage> {
  if (input.channel === 'email') return composeMail(composing, input);
  if (input.channel === 'kakao' && input.leaving.message.class !== 'ad') return composeAlimtalk(composing, input);
  return composePhone(composing, { ...input, channel: input.channel });
}

async function composePhone(
  { workspace, now }: Composing,
  input: { outlet: Outlet; channel: 'sms' | 'kakao'; leaving: Leaving; getPicture: GetPicture },
): Promise<OutgoingMessage> {
  const { outlet, channel, leaving, getPicture } = input;
  const { message, one } = leaving;
  const picture = channel === 'sms' ? await getPicture(message.pictureId) : undefined;
  const body = withCoupon(message.body, message.couponCode);
  const { text, medium, bytes, notEncodable } = composeText({
    class: message.class as MessageClass,
    channel,
    text: channel === 'sms' ? replaceNotEncodable(body) : body,
    senderName: workspace.senderName,
    contact: workspace.senderPhone,
    senderNumber: outlet.from,
    refusalNumber: outlet.refusalNumber,
    hasImage: picture !== undefined,
    onDay: businessDayOf(now(), { timeZone: LAW_TIME_ZONE, dayEndsAtHour: 0 }),
  });
  if (notEncodable.length > 0) throw cannotCompose('encoding');
  return {
    messageId: message.messageId,
    class: message.class as MessageClass,
    medium,
    to: nationalDigits(one.recipient.address ?? ''),
    from: outlet.from,
    // In an advertisement the label is the first thing she reads, so a title would stand before it (AD-20).
    subject:
      (medium === 'lms' || medium === 'mms') && message.class !== 'ad'
        ? cutToBytes(message.subject, TEXT_LIMITS.subjectBytes)
        : '',
    text,
    bytes,
    priceMinor: outlet.priceMinor(medium),
    picture,
  };
}

async function composeAlimtalk(
  { now }: Composing,
  { outlet, leaving, findCode }: { outlet: Outlet; leaving: Leaving; findCode: FindTemplate },
): Promise<OutgoingMessage> {
  const { message, one } = leaving;
  const template = await findCode(message.templateId);
  if (template?.reviewState !== 'approved') throw cannotCompose('template_not_approved');
  // Kakao compares what it approved with what we send, sign for sign (1043).
  if (template.providerText !== '' && template.providerText !== template.body) throw cannotCompose('template_differs');
  const variables = zVariables.parse(message.variables);
  const { text, missing } = fillAlimtalk(template.body, variables);
  if (missing.length > 0) throw cannotCompose('template_variable_empty');
  const onDay = businessDayOf(now(), { timeZone: LAW_TIME_ZONE, dayEndsAtHour: 0 });
  if (lintAlimtalk(template.body, onDay).length > 0 && template.justification === '')
    throw cannotCompose('template_unlawful');
  return {
    messageId: message.messageId,
    class: message.class as MessageClass,
    medium: 'alimtalk',
    to: nationalDigits(one.recipient.address ?? ''),
    from: outlet.from,
    subject: '',
    text,
    bytes: countBytes(text).bytes,
    priceMinor: outlet.priceMinor('alimtalk'),
    templateCode: template.providerCode,
    variables,
  };
}

async function composeMail(
  { context, workspace, now }: Composing,
  { outlet, leaving }: { outlet: Outlet; leaving: Leaving },
): Promise<OutgoingMessage> {
  const { message, one } = leaving;
  const base = linkBase(workspace, context.config);
  // A play may have begun in practice mode, which needs no address; the link that says no has to open (AD-16).
  const isPractice = outlet.provider.name === 'dry_run';
  if (message.class === 'ad' && workspace.kind === 'real' && !isPractice && !opensOutside(base))
    throw cannotCompose('no_public_url');
  const token = optOutToken(context.secrets.key, message.messageId);
  const email = composeEmail({
    class: message.class as MessageClass,
    shopName: workspace.name,
    subject: message.subject,
    text: message.body,
    sender: {
      name: workspace.senderName,
      email: workspace.senderEmail,
      phone: workspace.senderPhone,
      address: workspace.senderAddress,
    },
    unsubscribeUrl: optOutUrl(base, token),
    ownPageUrl: ownPageUrl(base, workspace.workspaceId),
    locale: message.locale === 'en' ? 'en' : 'ko',
    onDay: businessDayOf(now(), { timeZone: LAW_TIME_ZONE, dayEndsAtHour: 0 }),
    coupon: message.couponCode === '' ? undefined : { code: message.couponCode, note: message.couponNote },
  });
  const to = one.recipient.address ?? '';
  const raw =
    outlet.provider.name === 'smtp'
      ? await buildRaw({
          email,
          from: { name: workspace.senderName, address: outlet.from },
          to: { name: one.recipient.name, address: to },
          messageId: message.messageId,
          date: now(),
        })
      : undefined;
  return {
    messageId: message.messageId,
    class: message.class as MessageClass,
    medium: 'email',
    to,
    from: outlet.from,
    subject: email.subject,
    text: email.text,
    bytes: Buffer.byteLength(email.text),
    priceMinor: outlet.priceMinor('email'),
    raw,
  };
}

/** `+821012345678` → `01012345678`: what providers take. */
function nationalDigits(e164: string): string {
  return (parsePhone(e164)?.national ?? e164).replace(/\D/g, '');
}

function cannotCompose(reason: string): AppError {
  return new AppError('invalid_input', `cannot be composed: ${reason}`, { details: { reason } });
}
