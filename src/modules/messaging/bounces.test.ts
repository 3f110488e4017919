import { expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import {
  buildReader,
  connectMailServer,
  EMAIL_PLAY,
  giveSenderDetails,
  startMailServer,
} from '../../../test/factories-plays.ts';
import { startMailbox } from '../../../test/imap-server.ts';
import { workOff } from '../../../test/work-off.ts';
import { seal } from '../../platform/secrets.ts';
import { mergeCustomers, unmergeCustomers } from '../customers/index.ts';
import { createPlay, launchPlay } from '../plays/index.ts';
import { listConsents, recordConsents } from '../privacy/index.ts';
import { readMailbox } from './bounces.ts';
import { decideRecipients } from './may-send-to.ts';
import { tellNotices } from './notices.ts';
import { recordRefusalElsewhere } from './refuse.ts';

const context = await createTestContext();
const now = () => context.clock.now();

/** A delivery report as mail servers write it (RFC 3464). */
const bounce = (messageId: string, status: string, action: string) => `From: MAILER-DAEMON@mx.example
To: hello@ongi.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; guest@example.com
Action: ${action}
Status: ${status}
Diagnostic-Code: smtp; 550 ${status}

--b
Content-Type: message/rfc822

From: hello@ongi.example
To: guest@example.com
Message-ID: <${messageId}@ongi.example>
Subject: hello

body
--b--
`;
const letter = (
  from: string,
  subject: string,
  text: string,
  date = 'Sat, 21 Nov 2026 11:00:00 +0900',
) => `From: <${from}>
To: hello@ongi.example
Subject: ${subject}
Date: ${date}
Content-Type: text/plain; charset=utf-8

${text}
`;

function connectMailbox(shop: TestShop, imapPort: number, password = 'letters') {
  return shop.db
    .updateTable('messaging.mailServer')
    .set({
      imapHost: '127.0.0.1',
      imapPort,
      imapSecure: false,
      imapUsername: 'ongi',
      imapPasswordSealed: seal(context.secrets.key, password),
    })
    .execute();
}

/** A mailbox that a shop reads, beside a mail server that is gone. The test closes it. */
async function openMailbox(shop: TestShop) {
  const mail = await startMailServer();
  await connectMailServer(context, shop, mail.port);
  await mail.close();
  const mailbox = await startMailbox('ongi', 'letters');
  await connectMailbox(shop, mailbox.port);
  return mailbox;
}

it('bounces mark their message, dead addresses are not written to again, and an answer that says stop is a refusal', async () => {
  const shop = await buildShop(context);
  await giveSenderDetails(shop);
  const mail = await startMailServer();
  await connectMailServer(context, shop, mail.port);
  for (let n = 0; n < 6; n += 1) await buildReader(shop, `guest${n}@example.com`);
  const { playId } = await createPlay(shop.db, shop.actor(), { ...EMAIL_PLAY, holdoutRate: 0.01 }, now());
  await launchPlay(context, shop.actor(), { playId, today: '2026-11-21', now: now() });
  await workOff(context);
  await mail.close();
  const ids = mail.received.map(({ raw }) => /^Message-ID: <([^@]+)@/im.exec(raw)?.[1] ?? '');
  expect(ids.length).toBeGreaterThanOrEqual(5);

  const mailbox = await startMailbox('ongi', 'letters');
  await connectMailbox(shop, mailbox.port, 'wrong');
  await expect(readMailbox(context, shop.workspaceId)).rejects.toThrow();
  await connectMailbox(shop, mailbox.port);
  mailbox.deliver(bounce(ids[0] ?? '', '5.1.1', 'failed'));
  mailbox.deliver(bounce(ids[1] ?? '', '5.2.2', 'failed'));
  mailbox.deliver(bounce(ids[2] ?? '', '4.4.1', 'delayed'));
  mailbox.deliver(bounce('00000000-0000-4000-8000-000000000000', '5.1.1', 'failed'));
  mailbox.deliver(letter(mail.received[3]?.to ?? '', 'Re: 쿠폰', '수신거부'));
  mailbox.deliver(letter(mail.received[4]?.to ?? '', 'Re: 쿠폰', '다음 주에 갈게요. 수신거부는 안 할래요'));
  await readMailbox(context, shop.workspaceId);
  await readMailbox(context, shop.workspaceId);
  await mailbox.close();

  const rows = await shop.db.selectFrom('messaging.message').select(['messageId', 'state', 'reason']).execute();
  const byId = new Map(rows.map((row) => [row.messageId, `${row.state} ${row.reason}`]));
  expect(ids.slice(0, 3).map((id) => byId.get(id))).toEqual(['failed invalid_number', 'failed blocked', 'sent ']);
  const dead = await shop.db
    .selectFrom('customers.contactPoint')
    .select('value')
    .where('invalidSince', 'is not', null)
    .execute();
  expect(dead).toEqual([{ value: mail.received[0]?.to }]);
  const refused = await shop.db
    .selectFrom('privacy.consentEvent as e')
    .innerJoin('customers.contactPoint as p', 'p.customerId', 'e.customerId')
    .select(['p.value', 'e.method'])
    .where('e.state', '=', 'withdrawn')
    .execute();
  expect(refused).toEqual([{ value: mail.received[3]?.to, method: 'email' }]);
  const { imapReadUntil, imapError } = await shop.db
    .selectFrom('messaging.mailServer')
    .select(['imapReadUntil', 'imapError'])
    .executeTakeFirstOrThrow();
  expect({ imapReadUntil, imapError }).toEqual({ imapReadUntil: 6, imapError: '' });
});

it('a refusal counts from the day it was written: who agreed again since is written to, in a mailbox that is read anew', async () => {
  const shop = await buildShop(context);
  await giveSenderDetails(shop);
  // Both agreed in May.
  const again = await buildReader(shop, 'again@example.com');
  const gone = await buildReader(shop, 'gone@example.com');
  const mailbox = await openMailbox(shop);
  mailbox.deliver(letter('someone@example.com', '예약', '네 명이요'));
  await readMailbox(context, shop.workspaceId);
  mailbox.renew();
  mailbox.deliver(letter('again@example.com', '수신거부', '그만 보내세요', 'Mon, 02 Mar 2026 10:00:00 +0900'));
  const picture = 'x'.repeat(600_000);
  mailbox.deliver(letter('gone@example.com', '수신거부', picture, 'Mon, 05 Oct 2026 10:00:00 +0900'));
  await readMailbox(context, shop.workspaceId);
  await mailbox.close();
  expect(Math.max(...mailbox.asked)).toBeLessThan(picture.length);
  const consents = await listConsents(shop.db, { workspaceId: shop.workspaceId, customerIds: [again, gone] });
  expect(consents.get(again)?.ad_email?.state).toBe('granted');
  expect(consents.get(gone)?.ad_email).toMatchObject({
    state: 'withdrawn',
    at: new Date('2026-10-05T10:00:00+09:00'),
  });
  const decided = await decideRecipients(context, {
    workspaceId: shop.workspaceId,
    customerIds: [again, gone],
    class: 'ad',
    channel: 'email',
    now: now(),
    today: '2026-11-21',
  });
  const outcomes = new Map(decided.map(({ recipient, decision }) => [recipient.customerId, decision.outcome]));
  expect([outcomes.get(again), outcomes.get(gone)]).toEqual(['send', 'block']);
});

it('binds both of whom were one when she refused by mail or by the 080 number: an unmerge brings neither back (AD-11)', async () => {
  const shop = await buildShop(context);
  const { workspaceId } = shop;
  const into = await buildReader(shop, 'into@example.com');
  const from = await buildReader(shop, 'from@example.com');
  const agreed = { workspaceId, kind: 'ad_sms', state: 'granted', method: 'tablet', evidence: 'sheet 1' } as const;
  const at = new Date('2026-11-01T03:00:00Z');
  const said = [into, from].map((customerId) => ({ ...agreed, customerId, at }));
  await recordConsents(shop.db, said, now());
  const { mergeId } = await mergeCustomers(shop.db, shop.actor(), { into, from, now: at });
  const mailbox = await openMailbox(shop);
  mailbox.deliver(letter('someone@example.com', '예약', '네 명이요'));
  mailbox.deliver(letter('from@example.com', '수신거부', ''));
  await readMailbox(context, workspaceId);
  await mailbox.close();
  await recordRefusalElsewhere(shop.db, {
    workspaceId,
    customerIds: [into],
    contactHash: null,
    channels: ['sms'],
    saidAt: now(),
    now: now(),
    method: 'phone',
    evidence: '080 list',
    reason: 'provider',
  });
  // One answer to her, however many records she is shown as (AD-14).
  await tellNotices(context, workspaceId);
  await tellNotices(context, workspaceId);
  const told = await shop.db
    .selectFrom('messaging.notice')
    .select(['consentKind', 'saidOn'])
    .where('workspaceId', '=', workspaceId)
    .where('consentState', '=', 'withdrawn')
    .orderBy('consentKind')
    .execute();
  expect(told).toEqual([
    { consentKind: 'ad_email', saidOn: '2026-11-21' },
    { consentKind: 'ad_sms', saidOn: '2026-11-21' },
  ]);
  await unmergeCustomers(shop.db, shop.actor(), mergeId, now());
  const consents = await listConsents(shop.db, { workspaceId, customerIds: [into, from] });
  for (const customerId of [into, from])
    expect(consents.get(customerId)).toMatchObject({
      ad_email: { state: 'withdrawn', method: 'email' },
      ad_sms: { state: 'withdrawn', method: 'phone' },
    });
});

it('binds the record that agreed where another one that is the same person had said no before (AD-11)', async () => {
  const shop = await buildShop(context);
  const { workspaceId } = shop;
  const into = await buildReader(shop, 'no@example.com');
  const from = await buildReader(shop, 'yes@example.com');
  const at = new Date('2026-11-01T03:00:00Z');
  const said = { workspaceId, method: 'tablet', evidence: 'sheet 1', at } as const;
  await recordConsents(
    shop.db,
    [
      { ...said, customerId: from, kind: 'ad_sms', state: 'granted' },
      { ...said, customerId: into, kind: 'ad_sms', state: 'withdrawn' },
      { ...said, customerId: into, kind: 'ad_email', state: 'withdrawn' },
    ],
    now(),
  );
  const { mergeId } = await mergeCustomers(shop.db, shop.actor(), { into, from, now: at });
  const mailbox = await openMailbox(shop);
  mailbox.deliver(letter('yes@example.com', '수신거부', ''));
  await readMailbox(context, workspaceId);
  await mailbox.close();
  const refusal = {
    workspaceId,
    customerIds: [into],
    contactHash: null,
    channels: ['sms'],
    saidAt: now(),
    now: now(),
    method: 'phone',
    evidence: '080 list',
    reason: 'provider',
  } as const;
  expect(await recordRefusalElsewhere(shop.db, refusal)).toBe(1);
  expect(await recordRefusalElsewhere(shop.db, refusal)).toBe(0);
  await unmergeCustomers(shop.db, shop.actor(), mergeId, now());
  const consents = await listConsents(shop.db, { workspaceId, customerIds: [into, from] });
  expect(consents.get(from)).toMatchObject({
    ad_email: { state: 'withdrawn', method: 'email' },
    ad_sms: { state: 'withdrawn', method: 'phone' },
  });
  // She had said so herself, and that stays the proof.
  expect(consents.get(into)).toMatchObject({
    ad_email: { state: 'withdrawn', method: 'tablet' },
    ad_sms: { state: 'withdrawn', method: 'tablet' },
  });
});
