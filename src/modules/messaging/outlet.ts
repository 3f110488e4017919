import { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import type { Db } from '../../platform/db.ts';
import { unseal } from '../../platform/secrets.ts';
import { AppError } from '../../shared/errors.ts';
import { businessDayOf } from '../../shared/time.ts';
import type { Workspace } from '../workspace/index.ts';
import { findOpenedMailServer } from './mail-server.ts';
import { CREDENTIALS, openProvider, SENDS_BRAND } from './providers/index.ts';
import { openDemo, openDryRun } from './providers/local.ts';
import type { MessageProvider } from './providers/provider.ts';
import { openSmtp } from './providers/smtp.ts';
import { LAW_TIME_ZONE } from './rules/index.ts';
import { findAccount, findAccountFor, findDesk, listSenderNumbers, takeTurn } from './store/desk.ts';

export type OutletChannel = 'email' | 'sms' | 'kakao';
type Medium = 'sms' | 'lms' | 'mms' | 'alimtalk' | 'brand' | 'email';

/** Prices before VAT in minor units by medium; a medium nobody priced costs nothing in the estimate. */
export const zPrices = z.partialRecord(z.enum(['sms', 'lms', 'mms', 'alimtalk', 'brand']), z.number().min(0));

/** The way out of the house for one channel, as it stands now. */
export interface Outlet {
  provider: MessageProvider;
  /** Sender number, digits, or the address of the mail server. */
  from: string;
  refusalNumber: string;
  priceMinor(medium: Medium): number;
  answerTimeoutMs: number;
  /** Most messages of one batch: no more than a second's worth. */
  batchSize: number;
  /** Whether advertising by KakaoTalk can go through it: a brand message (§2.7). */
  sendsBrand: boolean;
  /** Takes the next turn of the account for so many messages; answers how long to wait for it. */
  takeTurn(messages: number): Promise<{ waitMs: number }>;
  /** What the law asks of the way out: AD-18, AD-50. */
  law: { providerCertified?: boolean | undefined; senderRegistered?: boolean | undefined };
}

/** Kept in `last_error` when a provider refused the sender: nothing goes out until somebody has looked (AD-51). */
export const SENDER_REFUSED = 'sender_refused';
/** A dry run, the demo's own way out and the mail server wait for nobody's turn. */
const atOnce = async () => ({ waitMs: 0 });
const LOCAL_SENDER = '0000000000';

/**
 * Opens the way out for a channel: the shop's own provider, a dry run where the owner chose one, the demo's own where no
 * provider is connected there. Undefined: there is none. Who asks in a transaction gives its `db` and closes the outlet before
 * it ends: another connection, taken while this one is held, is one that a full pool never gives.
 */
export async function openOutlet(
  context: Context,
  workspace: Workspace,
  channel: OutletChannel,
  db: Db = context.database.of(workspace.workspaceId),
): Promise<Outlet | undefined> {
  const { workspaceId } = workspace;
  const desk = await findDesk(db, workspaceId);
  const refusalNumber = desk?.refusalNumber ?? '';
  const local = (provider: MessageProvider): Outlet => ({
    provider,
    from: LOCAL_SENDER,
    refusalNumber: refusalNumber || (workspace.kind === 'demo' ? '0800000000' : ''),
    priceMinor: () => 0,
    answerTimeoutMs: 0,
    batchSize: provider.batchSize,
    sendsBrand: true,
    takeTurn: atOnce,
    law: {},
  });
  if (desk?.isDryRun) {
    // It is to show what sending would cost, from whom: so with the shop's own prices and number, where they are known.
    const account = channel === 'email' ? undefined : await findAccountFor(db, workspaceId, channel);
    const prices = zPrices.parse(account?.prices ?? {});
    const mailPrice =
      channel === 'email' ? ((await findOpenedMailServer(context, workspaceId, db))?.priceMinor ?? 0) : 0;
    return {
      ...local(openDryRun()),
      sendsBrand: account === undefined || SENDS_BRAND.has(account.provider),
      from: (await findSender(db, workspaceId))?.number ?? LOCAL_SENDER,
      priceMinor: (medium) => (medium === 'email' ? mailPrice : (prices[medium] ?? 0)),
    };
  }
  if (channel === 'email') {
    const server = await findOpenedMailServer(context, workspaceId, db);
    if (!server) return workspace.kind === 'demo' ? local(openDemo()) : undefined;
    const provider = openSmtp(server);
    return {
      provider,
      from: server.fromEmail,
      refusalNumber,
      priceMinor: () => server.priceMinor,
      answerTimeoutMs: 0,
      batchSize: provider.batchSize,
      sendsBrand: false,
      // The session paces itself, message by message.
      takeTurn: atOnce,
      law: {},
    };
  }
  const row = await findAccountFor(db, workspaceId, channel);
  if (!row) return workspace.kind === 'demo' ? local(openDemo()) : undefined;
  const today = businessDayOf(context.clock.now(), { timeZone: LAW_TIME_ZONE, dayEndsAtHour: 0 });
  const sender = await findSender(db, workspaceId);
  const prices = zPrices.parse(row.prices);
  const provider = await openAccount(context, row);
  return {
    provider,
    from: sender?.number ?? '',
    refusalNumber,
    priceMinor: (medium) => (medium === 'email' ? 0 : (prices[medium] ?? 0)),
    answerTimeoutMs: row.answerTimeoutMs,
    batchSize: Math.min(provider.batchSize, row.messagesPerSecond),
    sendsBrand: SENDS_BRAND.has(row.provider),
    takeTurn: (messages) => takeTurn(db, { workspaceId, provider: row.provider, messages }),
    law: {
      providerCertified: row.certificateNo !== '' && (row.certificateUntil === null || row.certificateUntil >= today),
      senderRegistered: sender?.state === 'registered' && row.lastError !== SENDER_REFUSED,
    },
  };
}

async function findSender(db: Db, workspaceId: string) {
  const numbers = await listSenderNumbers(db, workspaceId);
  return numbers.find((one) => one.isDefault) ?? numbers[0];
}

/** Opens a stored account with its keys unsealed. @throws AppError internal when they cannot be read */
export async function openAccount(
  context: Context,
  row: NonNullable<Awaited<ReturnType<typeof findAccount>>>,
): Promise<MessageProvider> {
  const provider = z.enum(Object.keys(CREDENTIALS) as [keyof typeof CREDENTIALS]).parse(row.provider);
  const { baseUrl, kakaoBaseUrl, answerTimeoutMs, isTest } = row;
  const credentials: unknown = JSON.parse(unseal(context.secrets.key, row.credentialsSealed));
  // Signatures are dated by the wall clock, whatever the demo's calendar says.
  return openProvider(provider, { baseUrl, kakaoBaseUrl, answerTimeoutMs, isTest }, credentials, () =>
    context.clock.now(),
  );
}

/** The provider that took a message, to ask it again. */
export async function openProviderNamed(
  context: Context,
  workspaceId: string,
  name: string,
): Promise<MessageProvider | undefined> {
  if (name === 'demo') return openDemo();
  const row = await findAccount(context.database.of(workspaceId), workspaceId, name);
  return row ? openAccount(context, row) : undefined;
}

/** What the person reads when there is nothing to send with. */
export function noOutlet(channel: OutletChannel): AppError {
  return new AppError('unavailable', `nothing to send ${channel} with`, {
    userMessage: {
      ko: '보낼 수 있는 서비스가 아직 없어요. 설정의 메시지 채널에서 먼저 연결해 주세요.',
      en: 'There is nothing to send with yet. Connect a service under Settings, Messages.',
    },
  });
}
