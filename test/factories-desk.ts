import type { CREDENTIALS } from '../src/modules/messaging/providers/index.ts';
import { type Account } from '../src/modules/messaging/providers/index.ts';
import type { HandOver, Outcome } from '../src/modules/messaging/providers/provider.ts';
import { hashWebhookToken } from '../src/modules/messaging/reports.ts';
import type { MaySendInput } from '../src/modules/messaging/rules/index.ts';
import { upsertAccount, upsertDesk, upsertSenderNumber } from '../src/modules/messaging/store/desk.ts';
import { recordConsents } from '../src/modules/privacy/index.ts';
import type { Context } from '../src/platform/context.ts';
import { seal } from '../src/platform/secrets.ts';
import type { TestShop } from './factories.ts';
import { buildPerson } from './factories-people.ts';

export const KEYS = {
  solapi: { apiKey: 'NCSTESTKEY000001', apiSecret: 'TESTSECRET0123456789TESTSECRET01', pfId: 'KA01TEST' },
  aligo: { key: 'k', userId: 'u', senderKey: 's' },
  nhn: { appKey: 'a', accessToken: 't', webhookSecret: 'w', senderKey: 's' },
} as const;

/** Information to somebody against whom nothing speaks. */
export const INFO: MaySendInput = {
  class: 'info',
  channel: 'sms',
  now: new Date('2026-11-21T12:00:00+09:00'),
  optedOut: false,
  globalStop: false,
  suppressed: false,
  consents: {},
  adsSentLast7Days: 0,
  adsSentToday: 0,
  openComplaint: false,
  hasAddress: true,
  addressInvalid: false,
};

/** Notes what was handed over and what was answered. */
export class Notes implements HandOver {
  begun: string[] = [];
  outcomes: Outcome[] = [];
  stopped = new Set<string>();
  async begin(ids: readonly string[]) {
    this.begun.push(...ids);
    return new Set(ids.filter((id) => !this.stopped.has(id)));
  }
  async settle(outcomes: readonly Outcome[]) {
    this.outcomes.push(...outcomes);
  }
}

export const WEBHOOK_TOKEN = 'webhook-token-of-the-tests-0123456789';
export const SENDER_NUMBER = '021234567';

/** A shop that can send text messages and KakaoTalk through a provider at `baseUrl`. */
export async function connectProvider(
  context: Pick<Context, 'secrets' | 'clock'>,
  shop: Pick<TestShop, 'db' | 'workspaceId'>,
  input: { provider: keyof typeof CREDENTIALS; baseUrl: string } & Partial<Account>,
): Promise<void> {
  const { db, workspaceId } = shop;
  const now = context.clock.now();
  await upsertAccount(db, {
    workspaceId,
    provider: input.provider,
    baseUrl: input.baseUrl,
    kakaoBaseUrl: input.baseUrl,
    credentialsSealed: seal(context.secrets.key, JSON.stringify(KEYS[input.provider])),
    serves: ['sms', 'kakao'],
    isTest: false,
    messagesPerSecond: 10_000,
    answerTimeoutMs: input.answerTimeoutMs ?? 300,
    prices: JSON.stringify({ sms: 12, lms: 39, alimtalk: 10, brand: 25 }),
    pricesOn: '2026-01-01',
    certificateNo: 'KISA-1',
    certifiedOn: '2025-01-01',
    certificateUntil: '2028-01-01',
    certificateUrl: '',
    webhookTokenHash: hashWebhookToken(`${WEBHOOK_TOKEN}${input.provider}${workspaceId}`),
    updatedAt: now,
  });
  await upsertSenderNumber(db, {
    workspaceId,
    number: SENDER_NUMBER,
    label: '가게',
    state: 'registered',
    proof: '',
    registeredOn: '2026-01-01',
    checkAgainOn: '2027-01-01',
    isDefault: true,
    updatedAt: now,
  });
  await giveRefusalNumber(shop, now);
}

export function giveRefusalNumber(
  shop: Pick<TestShop, 'db' | 'workspaceId'>,
  now: Date,
  change: { isDryRun?: boolean } = {},
) {
  return upsertDesk(shop.db, {
    workspaceId: shop.workspaceId,
    refusalNumber: '0801234567',
    refusalCode: '',
    existingCustomers: false,
    existingCustomersAt: null,
    existingCustomersBy: null,
    isDryRun: change.isDryRun ?? false,
    updatedAt: now,
  });
}

/** The phone of the n-th guest: 010-2000-0000 and on. */
export const phoneOf = (n: number) => `+821020${String(n).padStart(6, '0')}`;

/** A person with a mobile who agreed to advertising on her phone half a year before the test's day. */
export async function buildCaller(
  shop: TestShop,
  n: number,
  kinds: readonly ('marketing_use' | 'ad_sms' | 'ad_kakao' | 'points_terms')[] = [
    'marketing_use',
    'ad_sms',
    'ad_kakao',
  ],
): Promise<string> {
  const customerId = await buildPerson(shop, { name: `손님${n}`, phone: phoneOf(n) });
  const at = new Date('2026-05-01T12:00:00+09:00');
  await recordConsents(
    shop.db,
    kinds.map((kind) => ({
      workspaceId: shop.workspaceId,
      customerId,
      kind,
      state: 'granted' as const,
      method: 'paper' as const,
      evidence: 'sheet 1',
      at,
    })),
    at,
  );
  return customerId;
}

/** The header of a JPEG of this size, filled up to so many bytes: what is looked at of a picture that is not shown. */
export function buildJpeg({ width = 32, height = 16, bytes = 64 } = {}): Buffer {
  const image = Buffer.alloc(bytes);
  // Start of image, an application segment of four bytes, the frame, the scan.
  image.set([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x04, 0x00, 0x00, 0xff, 0xc0, 0x00, 0x11, 0x08]);
  image.writeUInt16BE(height, 13);
  image.writeUInt16BE(width, 15);
  image.set([0xff, 0xda], 27);
  image.set([0xff, 0xd9], bytes - 2);
  return image;
}
