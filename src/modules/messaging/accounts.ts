import type { z } from 'zod';
import { listRecipients } from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { seal } from '../../platform/secrets.ts';
import { AppError } from '../../shared/errors.ts';
import { maskName } from '../../shared/mask.ts';
import { addMonths, businessDayOf } from '../../shared/time.ts';
import { requireCustomer } from '../customers/index.ts';
import { legalRule, listConsentEvents, listRefusals as listRefusalEvents } from '../privacy/index.ts';
import { recordAccess } from '../staff/index.ts';
import * as contract from './contract.ts';
import { openAccount } from './outlet.ts';
import { CREDENTIALS, MESSAGES_PER_SECOND } from './providers/index.ts';
import { hashWebhookToken, newWebhookToken } from './reports.ts';
import { LAW_TIME_ZONE, readSenderNumber } from './rules/index.ts';
import * as store from './store/desk.ts';
import { countNotices, listNoticeRows, listNoticesOf } from './store/notices.ts';
import { listCustomerMessageRows } from './store/reads.ts';

const BASE_URLS = {
  solapi: { baseUrl: 'https://api.solapi.com', kakaoBaseUrl: '' },
  aligo: { baseUrl: 'https://apis.aligo.in', kakaoBaseUrl: 'https://kakaoapi.aligo.in' },
  nhn: { baseUrl: 'https://notification-hub.api.nhncloudservice.com', kakaoBaseUrl: '' },
} as const;
const lawDayOf = (at: Date) => businessDayOf(at, { timeZone: LAW_TIME_ZONE, dayEndsAtHour: 0 });

/** The message desk as the settings show it. @throws AppError forbidden */
export async function getMessageDesk(
  db: Db,
  actor: Actor,
  now: Date,
): Promise<z.input<typeof contract.getMessageDesk.output>> {
  actor.require('plays:read');
  const { workspaceId } = actor;
  const today = lawDayOf(now);
  const [desk, accounts, senders, counts] = await Promise.all([
    store.findDesk(db, workspaceId),
    store.listAccounts(db, workspaceId),
    store.listSenderNumbers(db, workspaceId),
    countNotices(db, workspaceId, today),
  ]);
  const noticesOf = (kind: string) => {
    const { open = 0, overdue = 0, sent = 0, unreachable = 0 } = counts.find((one) => one.kind === kind) ?? {};
    return { open, overdue, sent, unreachable };
  };
  return {
    desk: {
      refusalNumber: desk?.refusalNumber ?? '',
      isDryRun: desk?.isDryRun ?? false,
      existingCustomers: desk?.existingCustomers ?? false,
    },
    accounts: accounts.map((row) => ({
      ...contract.zProviderAccount
        .pick({ provider: true, serves: true, prices: true })
        .parse({ provider: row.provider, serves: row.serves, prices: row.prices }),
      baseUrl: row.baseUrl,
      isTest: row.isTest,
      messagesPerSecond: row.messagesPerSecond,
      pricesOn: row.pricesOn,
      certificateNo: row.certificateNo,
      certificateUntil: row.certificateUntil,
      isCertified: row.certificateNo !== '' && (row.certificateUntil === null || row.certificateUntil >= today),
      lastError: row.lastError,
    })),
    senders: senders.map(({ number, label, state, proof, registeredOn, checkAgainOn, isDefault }) => ({
      number,
      label,
      state: contract.zSenderNumber.shape.state.parse(state),
      proof,
      registeredOn,
      checkAgainOn,
      isDefault,
    })),
    notices: { result: noticesOf('result'), reconfirmation: noticesOf('reconfirmation') },
  };
}

/** @throws AppError forbidden | invalid_input (no 080 number) */
export async function updateMessageDesk(
  db: Db,
  actor: Actor,
  input: z.output<typeof contract.updateMessageDesk.body> & { now: Date },
): Promise<void> {
  actor.require('settings:write');
  const refusalNumber = input.refusalNumber.replace(/\D/g, '');
  if (refusalNumber !== '' && !/^080\d{7,8}$/.test(refusalNumber))
    throw invalid(
      'body.refusalNumber',
      '080으로 시작하는 무료 번호를 적어 주세요.',
      'Enter a free number that begins with 080.',
    );
  const before = await store.findDesk(db, actor.workspaceId);
  const isNew = input.existingCustomers && !before?.existingCustomers;
  await store.upsertDesk(db, {
    workspaceId: actor.workspaceId,
    refusalNumber,
    refusalCode: before?.refusalCode ?? '',
    existingCustomers: input.existingCustomers,
    // Who read the four conditions, and when: the owner answers for it.
    existingCustomersAt: isNew ? input.now : (before?.existingCustomersAt ?? null),
    existingCustomersBy: isNew ? actor.accountId : (before?.existingCustomersBy ?? null),
    isDryRun: input.isDryRun,
    updatedAt: input.now,
  });
  await recordAccess(db, actor, { action: 'edit', subject: 'message desk' }, input.now);
}

/**
 * Stores an account; without keys the stored ones stay, unless the host is another. Returns the path for reports when the
 * account is new: it is kept as a hash only.
 * @throws AppError forbidden | invalid_input
 */
export async function updateProvider(
  context: Context,
  actor: Actor,
  input: z.output<typeof contract.updateProvider.body> & { now: Date },
): Promise<string | null> {
  actor.require('settings:write');
  const { workspaceId } = actor;
  const { provider, now } = input;
  const outer = context.database.of(workspaceId);
  return inTransaction(outer, async (db) => {
    const before = await store.findAccount(db, workspaceId, provider);
    const hostOf = (which: 'baseUrl' | 'kakaoBaseUrl') =>
      (input[which] ?? before?.[which] ?? BASE_URLS[provider][which]).replace(/\/+$/, '');
    const [baseUrl, kakaoBaseUrl] = [hostOf('baseUrl'), hostOf('kakaoBaseUrl')];
    const parsed = input.credentials === undefined ? undefined : CREDENTIALS[provider].safeParse(input.credentials);
    if (parsed && !parsed.success)
      throw invalid('body.credentials', '서비스의 키를 모두 적어 주세요.', 'Enter all keys of the service.');
    // Stored keys go to the hosts they were given for and to no other: KakaoTalk has its own.
    const isSame = before?.baseUrl === baseUrl && before.kakaoBaseUrl.replace(/\/+$/, '') === kakaoBaseUrl;
    const kept = isSame ? before.credentialsSealed : undefined;
    const credentialsSealed = parsed ? seal(context.secrets.key, JSON.stringify(parsed.data)) : kept;
    if (!credentialsSealed)
      throw invalid('body.credentials', '서비스의 키를 적어 주세요.', 'Enter the keys of the service.');
    const token = newWebhookToken();
    await store.takeChannels(db, workspaceId, provider, input.serves);
    await store.upsertAccount(db, {
      workspaceId,
      provider,
      baseUrl,
      kakaoBaseUrl,
      credentialsSealed,
      serves: [...input.serves],
      isTest: input.isTest ?? before?.isTest ?? false,
      messagesPerSecond: input.messagesPerSecond ?? before?.messagesPerSecond ?? MESSAGES_PER_SECOND[provider],
      answerTimeoutMs: before?.answerTimeoutMs ?? 20_000,
      prices: JSON.stringify(input.prices),
      pricesOn: lawDayOf(now),
      certificateNo: input.certificateNo,
      certifiedOn: before?.certifiedOn ?? null,
      certificateUntil: input.certificateUntil,
      certificateUrl: input.certificateUrl ?? before?.certificateUrl ?? '',
      webhookTokenHash: hashWebhookToken(token),
      updatedAt: now,
    });
    await recordAccess(db, actor, { action: 'edit', subject: `message provider ${provider}` }, now);
    return before ? null : `/hooks/messages/${token}`;
  });
}

/**
 * Forgets an account with its keys; without one its channels send nothing until another is connected.
 * @throws AppError forbidden | not_found | conflict (messages wait for it)
 */
export async function removeProvider(
  db: Db,
  actor: Actor,
  { provider, now }: { provider: string; now: Date },
): Promise<void> {
  actor.require('settings:write');
  const { workspaceId } = actor;
  await inTransaction(db, async (db) => {
    const account = await store.findAccount(db, workspaceId, provider);
    if (!account) throw new AppError('not_found', 'no such account');
    const waiting = await store.countWaiting(db, workspaceId, { channels: account.serves, provider });
    if (waiting > 0) throw stillWaiting(waiting, { ko: '이 서비스로 보낼 메시지가', en: 'this service' });
    await store.deleteAccount(db, workspaceId, provider);
    await recordAccess(db, actor, { action: 'edit', subject: `message provider ${provider}`, result: 'removed' }, now);
  });
}

/** Nothing that waits loses its way out by a press: it is sent or stopped first. */
function stillWaiting(count: number, by: { ko: string; en: string }): AppError {
  return new AppError('conflict', `${count} messages wait`, {
    userMessage: {
      ko: `${by.ko} ${count.toLocaleString('ko-KR')}건 기다리고 있어요. 다 나가거나 멈춘 뒤에 지워 주세요. 아무것도 바뀌지 않았어요.`,
      en: `${count.toLocaleString('en-GB')} ${count === 1 ? 'message waits' : 'messages wait'} for ${by.en}. Let them leave or stop them first. Nothing was changed.`,
    },
    details: { waiting: count },
  });
}

/** Asks a provider for its balance: shows that keys and signature are right, and sends nothing. @throws AppError forbidden | not_found */
export async function testProvider(
  context: Context,
  actor: Actor,
  name: string,
): Promise<{ ok: boolean; balance: number | null; error: string }> {
  actor.require('settings:write');
  const row = await store.findAccount(context.database.of(actor.workspaceId), actor.workspaceId, name);
  if (!row) throw new AppError('not_found', 'no such account');
  try {
    const provider = await openAccount(context, row);
    return { ok: true, balance: await provider.balance(), error: '' };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
    return { ok: false, balance: null, error: reasonOf(error) };
  }
}

/** Stores a sender number (AD-50). @throws AppError forbidden | invalid_input (a number that cannot be registered) */
export async function updateSender(
  db: Db,
  actor: Actor,
  input: z.output<typeof contract.updateSender.body> & { now: Date },
): Promise<void> {
  actor.require('settings:write');
  const { workspaceId } = actor;
  const read = readSenderNumber(input.number);
  if ('problem' in read)
    throw invalid(
      'body.number',
      '발신번호로 등록할 수 없는 번호예요. 지역번호를 넣어 8~11자리로 적어 주세요.',
      'This number cannot be registered as a sender. Enter 8 to 11 digits with the area code.',
    );
  const today = lawDayOf(input.now);
  const isRegistered = input.state === 'registered';
  await inTransaction(db, async (db) => {
    const before = (await store.listSenderNumbers(db, workspaceId)).find(({ number }) => number === read.number);
    if (input.isDefault) await store.clearDefaultSender(db, workspaceId);
    const registeredOn = isRegistered ? (before?.registeredOn ?? today) : null;
    await store.upsertSenderNumber(db, {
      workspaceId,
      number: read.number,
      label: input.label,
      state: input.state,
      proof: input.proof,
      registeredOn,
      checkAgainOn:
        registeredOn === null ? null : addMonths(registeredOn, legalRule('sender_number_check_months', today)),
      isDefault: input.isDefault,
      updatedAt: input.now,
    });
    await recordAccess(db, actor, { action: 'edit', subject: `sender number ${read.number.slice(-4)}` }, input.now);
  });
}

/**
 * Forgets a sender number; the one that stays, if there is one, is shown to people from then on.
 * @throws AppError forbidden | not_found | conflict (messages wait for it)
 */
export async function removeSender(
  db: Db,
  actor: Actor,
  { number, now }: { number: string; now: Date },
): Promise<void> {
  actor.require('settings:write');
  const { workspaceId } = actor;
  await inTransaction(db, async (db) => {
    const digits = number.replace(/\D/g, '');
    const senders = await store.listSenderNumbers(db, workspaceId);
    if (!senders.some((one) => one.number === digits)) throw new AppError('not_found', 'no such number');
    const used = senders.find(({ isDefault }) => isDefault) ?? senders[0];
    if (used?.number === digits) {
      const waiting = await store.countWaiting(db, workspaceId, { channels: ['sms', 'kakao'], provider: null });
      if (waiting > 0) throw stillWaiting(waiting, { ko: '이 번호로 나갈 메시지가', en: 'this number' });
    }
    await store.deleteSenderNumber(db, workspaceId, digits);
    const subject = `sender number ${digits.slice(-4)}`;
    await recordAccess(db, actor, { action: 'edit', subject, result: 'removed' }, now);
  });
}

/** What proves the dealings with one person, for her or the authority; logged. @throws AppError forbidden | not_found */
export async function getMessageEvidence(
  db: Db,
  actor: Actor,
  customerId: string,
  now: Date,
): Promise<z.input<typeof contract.getMessageEvidence.output>> {
  actor.require('customers:export');
  const { workspaceId } = actor;
  await requireCustomer(db, workspaceId, customerId);
  const [consents, messages, notices] = await Promise.all([
    listConsentEvents(db, workspaceId, customerId),
    listCustomerMessageRows(db, workspaceId, { customerId }),
    listNoticesOf(db, workspaceId, customerId),
  ]);
  await recordAccess(db, actor, { action: 'export', subject: `message evidence of ${customerId}` }, now);
  return {
    consents: consents.map(({ kind, state, method, evidence, textVersionId, at }) => ({
      kind,
      state,
      method,
      evidence,
      textVersionId,
      at: at.toISOString(),
    })),
    messages: messages.map(({ messageId, class: kind, channel, medium, rule, state, reason, sentAt, sentBy }) => ({
      messageId,
      class: kind,
      channel,
      medium,
      rule,
      state,
      reason,
      sentAt: sentAt?.toISOString() ?? null,
      sentBy,
    })),
    notices: notices.map(({ kind, consentKind, saidOn, dueOn, state, sentAt }) => ({
      kind,
      consentKind,
      saidOn,
      dueOn,
      state,
      sentAt: sentAt?.toISOString() ?? null,
    })),
  };
}

async function namesOf(db: Db, workspaceId: string, customerIds: readonly string[]): Promise<Map<string, string>> {
  const people = await listRecipients(db, { workspaceId, customerIds, channel: 'none' });
  return new Map(people.map(({ customerId, name }) => [customerId, maskName(name)]));
}

/** @throws AppError forbidden */
export async function listRefusals(
  db: Db,
  actor: Actor,
  { now, ...page }: z.output<typeof contract.listRefusals.query> & { now: Date },
): Promise<z.input<typeof contract.listRefusals.output>> {
  actor.require('customers:read');
  const { refusals, total } = await listRefusalEvents(db, actor.workspaceId, page);
  const names = await namesOf(
    db,
    actor.workspaceId,
    refusals.map(({ customerId }) => customerId),
  );
  await recordAccess(db, actor, { action: 'list', subject: 'refusals of advertising' }, now);
  return {
    total,
    refusals: refusals.map(({ at, ...one }) => ({
      ...one,
      name: names.get(one.customerId) ?? '',
      at: at.toISOString(),
    })),
  };
}

/** @throws AppError forbidden */
export async function listNotices(
  db: Db,
  actor: Actor,
  { now, ...page }: z.output<typeof contract.listNotices.query> & { now: Date },
): Promise<z.input<typeof contract.listNotices.output>> {
  actor.require('customers:read');
  const { rows, total } = await listNoticeRows(db, actor.workspaceId, { ...page, today: lawDayOf(now) });
  const names = await namesOf(
    db,
    actor.workspaceId,
    rows.map(({ customerId }) => customerId),
  );
  // A list of nobody shows nobody's data.
  if (rows.length > 0) await recordAccess(db, actor, { action: 'list', subject: 'notices of the law' }, now);
  return {
    total,
    notices: rows.map(({ noticeId, kind, customerId, consentKind, consentState, saidOn, dueOn, state, sentAt }) => ({
      noticeId,
      kind: kind === 'result' ? 'result' : 'reconfirmation',
      customerId,
      name: names.get(customerId) ?? '',
      consentKind,
      consentState,
      saidOn,
      dueOn,
      state,
      sentAt: sentAt?.toISOString() ?? null,
    })),
  };
}

function reasonOf({ details }: AppError): string {
  const reason = details?.['reason'];
  return typeof reason === 'string' ? reason : '';
}

function invalid(path: string, ko: string, en: string): AppError {
  return new AppError('invalid_input', `invalid ${path}`, {
    userMessage: { ko, en },
    details: { issues: [{ path, message: en }] },
  });
}
