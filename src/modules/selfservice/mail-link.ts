import { z } from 'zod';
import type { Actor } from '../../platform/actor.ts';
import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Db } from '../../platform/db.ts';
import { defineJob, enqueue } from '../../platform/jobs.ts';
import { seal, unseal } from '../../platform/secrets.ts';
import { normaliseEmail } from '../../shared/email.ts';
import { zId } from '../../shared/endpoint.ts';
import { AppError } from '../../shared/errors.ts';
import { maskEmail, maskName } from '../../shared/mask.ts';
import {
  findCustomer,
  findCustomerByContact,
  listContactPoints,
  requireCustomer,
  setContactInvalid,
} from '../customers/index.ts';
import { findOpenedMailServer, linkBase, sendNotice } from '../messaging/index.ts';
import { createSelfLink, hashContact, newSelfCode, type OpenedShop } from '../privacy/index.ts';
import { recordAccess } from '../staff/index.ts';
import { getWorkspace } from '../workspace/index.ts';

/** A family may share an address: each of them gets her own link. */
const MAX_PEOPLE = 5;

const WORDS = {
  ko: {
    subject: (shop: string) => `${shop}: 내 정보 보기 링크`,
    text: ({ shop, name, url }: MailWords) =>
      `${name || '고객'}님, ${shop}에 있는 내 정보를 보고, 고치고, 지울 수 있는 주소예요.\n\n${url}\n\n하루 동안 한 번만 열리고, 따로 알려 드린 여섯 자리 코드가 있어야 열려요. 부탁하신 적이 없다면 이 메일은 지우셔도 돼요.`,
  },
  en: {
    subject: (shop: string) => `${shop}: link to your data`,
    text: ({ shop, name, url }: MailWords) =>
      `${name === '' ? 'Here' : `For ${name}: here`} you can see, correct and delete what ${shop} keeps of you.\n\n${url}\n\nIt opens once within a day, with the six digits you were given apart from this. If you did not ask for it, delete this e-mail.`,
  },
} as const;
interface MailWords {
  shop: string;
  name: string;
  url: string;
}

/**
 * Makes the link and mails it at once. The link is born here and stands nowhere else in clear; tried again, an older one is
 * shut. Nobody to send to is a job well done: who asked learns nothing from how long it took.
 */
export const mailSelfLinkJob = defineJob({
  name: 'selfservice.mailLink',
  payload: z.object({
    workspaceId: zId,
    customerId: zId.nullable(),
    contactPointId: zId.nullable(),
    codeSealed: z.string(),
    locale: z.enum(['ko', 'en']),
    createdBy: zId.nullable(),
  }),
  async run(context, { workspaceId, customerId, contactPointId, codeSealed, locale, createdBy }) {
    if (customerId === null) return;
    const db = context.database.of(workspaceId);
    const [person, contacts, shop] = await Promise.all([
      findCustomer(db, workspaceId, customerId),
      listContactPoints(db, workspaceId, [customerId], 'email'),
      getWorkspace(db, workspaceId),
    ]);
    const contact = contacts.find((one) => one.contactPointId === contactPointId);
    if (!person || !contact) return;
    const { key } = context.secrets;
    const now = shiftDays(context.clock.now(), shop.clockOffsetDays);
    const code = unseal(key, Buffer.from(codeSealed, 'base64'));
    const { token } = await createSelfLink(db, { workspaceId, customerId, createdBy, now, key, code });
    const words = WORDS[locale];
    // A mail may be read over her shoulder: her name stays covered in it.
    const filled = {
      shop: shop.senderName,
      name: maskName(person.name),
      url: `${linkBase(shop, context.config)}/my/${token}`,
    };
    const outcome = await sendNotice(context, {
      workspaceId,
      to: { name: '', address: contact.value },
      locale,
      subject: words.subject(shop.senderName),
      text: words.text(filled),
    });
    if (outcome === 'bad_recipient') await setContactInvalid(db, workspaceId, contact.contactPointId, now);
  },
});

async function enqueueMail(
  db: Db,
  key: string,
  input: Omit<z.input<typeof mailSelfLinkJob.payload>, 'codeSealed'> & { code: string },
): Promise<void> {
  const { code, ...payload } = input;
  await enqueue(
    db,
    mailSelfLinkJob,
    { ...payload, codeSealed: seal(key, code).toString('base64') },
    { maxAttempts: 5 },
  );
}

/**
 * Mails a person the link to her own page at the shop's word; the code is for the shop to tell her (PV-32). Logged.
 * @throws AppError forbidden | not_found | conflict (no address, no mail server)
 */
export async function mailSelfLink(
  context: Context,
  actor: Actor,
  { customerId, now }: { customerId: string; now: Date },
): Promise<{ emailMasked: string; code: string }> {
  actor.require('customers:unmask');
  const { workspaceId, accountId: createdBy } = actor;
  const db = context.database.of(workspaceId);
  await requireCustomer(db, workspaceId, customerId);
  const [shop, server, contacts] = await Promise.all([
    getWorkspace(db, workspaceId),
    findOpenedMailServer(context, workspaceId),
    listContactPoints(db, workspaceId, [customerId], 'email'),
  ]);
  const contact = contacts.find(({ invalidSince }) => invalidSince === null);
  if (!contact) throw noAddress();
  if (!server && shop.kind === 'real') throw noServer();
  const code = newSelfCode();
  const locale = shop.country === 'KR' ? 'ko' : 'en';
  const { contactPointId } = contact;
  await recordAccess(db, actor, { action: 'send', subject: `self link of ${customerId}` }, now);
  await enqueueMail(db, context.secrets.key, { workspaceId, customerId, contactPointId, locale, createdBy, code });
  return { emailMasked: maskEmail(contact.value), code };
}

const noAddress = () =>
  new AppError('conflict', 'no e-mail address', {
    userMessage: {
      ko: '메일을 보낼 주소가 없어요. 링크를 만들어 직접 전해 주세요.',
      en: 'There is no e-mail address to send to. Make the link and hand it over.',
    },
  });

const noServer = () =>
  new AppError('conflict', 'no mail server', {
    userMessage: {
      ko: '메일을 보낼 서버가 아직 없어요. 설정의 채널에서 먼저 연결해 주세요.',
      en: 'There is no mail server yet. Connect one under Settings, Channels.',
    },
  });

/**
 * Somebody asks for her link with nothing but an address (PV-30). What she is answered is the same whether the shop knows
 * it or not: a code, and that a mail comes if the address is known.
 */
export async function askForLink(
  context: Context,
  { workspaceId, db }: OpenedShop,
  { email, lang }: { email: string; lang: 'ko' | 'en' },
): Promise<{ code: string }> {
  const { key } = context.secrets;
  const code = newSelfCode();
  const address = normaliseEmail(email);
  const people = address === undefined ? [] : [...new Set(await findCustomerByContact(db, workspaceId, address))];
  const contacts = await listContactPoints(db, workspaceId, people.slice(0, MAX_PEOPLE), 'email');
  const asked = contacts.filter(({ value }) => value === address);
  const common = { workspaceId, locale: lang, createdBy: null, code };
  if (asked.length === 0) await enqueueMail(db, key, { ...common, customerId: null, contactPointId: null });
  for (const { customerId, contactPointId } of asked)
    await enqueueMail(db, key, { ...common, customerId, contactPointId });
  return { code };
}

/** What tries of one address are counted by: never the address itself. */
export const linkSubject = (key: string, { workspaceId, email }: { workspaceId: string; email: string }) =>
  `own page link ${workspaceId} ${hashContact(key, normaliseEmail(email) ?? email).toString('hex')}`;
