import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { updateMailServer } from '../src/modules/messaging/mail-server.ts';
import { createPlay, launchPlay } from '../src/modules/plays/index.ts';
import { recordConsents } from '../src/modules/privacy/index.ts';
import { updateShop } from '../src/modules/workspace/index.ts';
import type { TestContext } from './database.ts';
import type { TestShop } from './factories.ts';
import { buildPerson } from './factories-people.ts';

/** A person who agreed to advertising by e-mail half a year before the test's day. */
export async function buildReader(shop: TestShop, email: string, name = '김하나'): Promise<string> {
  const customerId = await buildPerson(shop, { name, email });
  await grantEmail(shop, [customerId]);
  return customerId;
}

export async function grantEmail(
  shop: TestShop,
  customerIds: readonly string[],
  at = new Date('2026-05-01T12:00:00+09:00'),
): Promise<void> {
  await recordConsents(
    shop.db,
    customerIds.flatMap((customerId) =>
      (['marketing_use', 'ad_email'] as const).map((kind) => ({
        workspaceId: shop.workspaceId,
        customerId,
        kind,
        state: 'granted' as const,
        method: 'paper' as const,
        evidence: 'sheet 1',
        at,
      })),
    ),
    at,
  );
}

/** A play by e-mail, launched to so many people of a shop that has a mail server. @returns its id */
export async function launchByEmail(context: TestContext, shop: TestShop, people: number): Promise<string> {
  await giveSenderDetails(shop);
  for (let at = 0; at < people; at += 1) await buildReader(shop, `guest${at}@example.com`);
  const now = context.clock.now();
  const { playId } = await createPlay(shop.db, shop.actor(), { ...EMAIL_PLAY, holdoutRate: 0.01 }, now);
  await launchPlay(context, shop.actor(), { playId, today: '2026-11-21', now });
  return playId;
}

/** What the law wants to know of the sender. */
export async function giveSenderDetails(shop: TestShop): Promise<void> {
  await updateShop(shop.db, shop.actor(), {
    senderName: '온기식당',
    senderEmail: 'hello@ongi.example',
    senderPhone: '02-123-4567',
    senderAddress: '서울시 마포구 1',
  });
}

export interface ReceivedMail {
  to: string;
  raw: string;
}

export interface TestMailServer {
  port: number;
  received: ReceivedMail[];
  close(): Promise<void>;
}

/** The link of a message, from its header (RFC 8058). */
export function optOutPath(mail: ReceivedMail | undefined): string {
  const unfolded = (mail?.raw ?? '').replace(/\r?\n[ \t]/g, '');
  const url = /^List-Unsubscribe: ?<([^>]+)>/im.exec(unfolded)?.[1] ?? '';
  return new URL(url).pathname;
}

/** A real SMTP server that keeps what it accepts. `rcpt` may refuse a recipient, `data` a whole message. */
export async function startMailServer(
  refuse: { rcpt?: (to: string) => Error | undefined; data?: (to: string) => Error | undefined; delayMs?: number } = {},
  options: SMTPServerOptions = {},
): Promise<TestMailServer> {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    // Closed, it would wait half a minute for a connection that somebody keeps in case of another message.
    closeTimeout: 200,
    onRcptTo(address, _session, callback) {
      callback(refuse.rcpt?.(address.address) ?? null);
    },
    onData(stream, session, callback) {
      let raw = '';
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => {
        raw += chunk;
      });
      stream.on('end', () => {
        const to = session.envelope.rcptTo[0]?.address ?? '';
        const error = refuse.data?.(to);
        if (error) return callback(error);
        received.push({ to, raw });
        callback(null, 'accepted');
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** An answer of a mail server that refuses. */
export function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

export async function connectMailServer(
  context: TestContext,
  shop: TestShop,
  port: number,
  messagesPerSecond = 200,
): Promise<void> {
  await updateMailServer(context, shop.actor(), {
    host: '127.0.0.1',
    port,
    secure: false,
    username: '',
    fromEmail: 'hello@ongi.example',
    messagesPerSecond,
    priceMinor: 0,
  });
}

export const COUPON = { kind: 'amount' as const, value: 2_000, minSpendMinor: 0, validDays: 14 };

/** A leaflet of 2,000 off, with a code of its own. */
export const LEAFLET = {
  name: '역 앞 전단',
  rule: { all: [] },
  channel: 'none' as const,
  kind: 'offline' as const,
  offline: { medium: 'leaflet' as const, place: '역 앞', copies: 100, discountMinor: 2_000 },
};

/** A play to everybody by e-mail, with a coupon. */
export const EMAIL_PLAY = {
  name: '쉬는 손님 다시 모시기',
  hypothesis: '쿠폰을 드리면 다시 오실 거예요',
  segmentId: null,
  rule: { all: [] },
  channel: 'email' as const,
  offer: COUPON,
  message: {
    subject: '{이름}님, 오랜만이에요',
    body: '{이름}님, {쿠폰} 으로 {기한}까지 {혜택} 받으세요.',
    locale: 'ko' as const,
  },
  holdoutRate: 0.2,
  measureDays: 14,
  fixedCostMinor: 0,
};

/** The same to everybody without a channel and without a coupon: whoever is drawn for it is in it. */
export const HANDED_PLAY = { ...EMAIL_PLAY, channel: 'none' as const, offer: { kind: 'none' as const } };

/** The policy of a shop that has set none of its own. */
export const POLICY = {
  approvalRequired: false,
  graceMinutes: 0,
  monthlyBudgetMinor: null,
  adsPerWeek: null,
  standingRate: 0,
  standingDays: 91,
};

/** So many people whom nothing can be sent to. */
export async function buildGuests(shop: TestShop, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) ids.push(await buildPerson(shop, { name: '김하나' }));
  return ids;
}

/** Who was drawn for a play, and into which arm. */
export const listAssigned = (shop: TestShop, playId: string) =>
  shop.db.selectFrom('plays.assignment').selectAll().where('playId', '=', playId).execute();
