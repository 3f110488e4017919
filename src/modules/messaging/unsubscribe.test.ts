import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn } from '../../../test/factories.ts';
import {
  buildReader,
  connectMailServer,
  EMAIL_PLAY,
  launchByEmail,
  optOutPath,
  startMailServer,
} from '../../../test/factories-plays.ts';
import { workOff } from '../../../test/work-off.ts';
import { mergeCustomers, unmergeCustomers } from '../customers/index.ts';
import { createPlay } from '../plays/index.ts';
import { listConsents, recordConsents } from '../privacy/index.ts';

const context = await createTestContext();
const now = () => context.clock.now();

/** A shop that has written to its readers, and the first of them with the link that she was sent. */
async function write() {
  const shop = await buildShop(context);
  const mail = await startMailServer();
  await connectMailServer(context, shop, mail.port);
  await launchByEmail(context, shop, 2);
  await workOff(context);
  await mail.close();
  const customer = await shop.db
    .selectFrom('customers.contactPoint')
    .select(['customerId', 'value'])
    .where('value', '=', mail.received[0]?.to ?? '')
    .executeTakeFirstOrThrow();
  return { shop, link: optOutPath(mail.received[0]), customer };
}

describe('the one-click refusal', () => {
  it('takes effect at once without sign-in, survives a re-import, and opening the page changes nothing', async () => {
    const { shop, link, customer } = await write();
    const server = await buildServer(context);
    const consentNow = () =>
      shop.db
        .selectFrom('privacy.consent')
        .select('state')
        .where('customerId', '=', customer.customerId)
        .where('kind', '=', 'ad_email')
        .executeTakeFirst();

    const page = await server.inject(link);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<form method="post">');
    expect(page.body).not.toContain('<script');
    expect(await consentNow()).toEqual({ state: 'granted' });

    const oneClick = () =>
      server.inject({
        method: 'POST',
        url: link,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          origin: 'https://mail.example.net',
          'sec-fetch-site': 'cross-site',
        },
        payload: 'List-Unsubscribe=One-Click',
      });
    expect((await oneClick()).statusCode).toBe(200);
    expect(await consentNow()).toEqual({ state: 'withdrawn' });
    expect((await oneClick()).body).toContain('수신거부를 마쳤어요');
    const events = await shop.db
      .selectFrom('privacy.consentEvent')
      .select('method')
      .where('customerId', '=', customer.customerId)
      .where('state', '=', 'withdrawn')
      .execute();
    expect(events).toEqual([{ method: 'one_click' }]);

    // She agrees again and presses the old link once more: that takes the new consent back too (AD-11).
    const agreed = { workspaceId: shop.workspaceId, customerId: customer.customerId, kind: 'ad_email' as const };
    const later = new Date(now().getTime() + 60_000);
    await recordConsents(
      shop.db,
      [
        {
          ...agreed,
          state: 'granted',
          method: 'paper',
          evidence: 'sheet 9',
          at: later,
        },
      ],
      later,
    );
    expect((await server.inject(link)).body).toContain('<form method="post">');
    expect((await oneClick()).statusCode).toBe(200);
    expect(await consentNow()).toEqual({ state: 'withdrawn' });
    expect((await server.inject(link)).body).not.toContain('<form method="post">');

    // The record goes, the file brings the address back as a new person who is said to have agreed.
    await shop.db.deleteFrom('customers.customer').where('customerId', '=', customer.customerId).execute();
    const again = await buildReader(shop, customer.value);
    const nextDay = new Date('2026-11-22T12:00:00Z');
    await recordConsents(
      shop.db,
      [
        {
          workspaceId: shop.workspaceId,
          customerId: again,
          kind: 'ad_email',
          state: 'granted',
          method: 'import',
          evidence: 'batch 2, line 3',
          at: nextDay,
        },
      ],
      nextDay,
    );
    const { playId } = await createPlay(shop.db, shop.actor(), EMAIL_PLAY, now());
    const { cookie } = await signIn(context, shop);
    const preview = await server.inject({ method: 'GET', url: `/api/plays/${playId}/preview`, headers: { cookie } });
    expect(preview.json().excluded).toContainEqual({ reason: 'suppressed_contact', count: 1 });
  });

  it('binds every record of a merged person, also where one of them had said no before: an unmerge brings none back (AD-11)', async () => {
    const { shop, link, customer } = await write();
    const { workspaceId } = shop;
    const into = customer.customerId;
    const agreed = await buildReader(shop, 'agreed@example.com');
    const refused = await buildReader(shop, 'refused@example.com');
    const at = new Date(now().getTime() - 60_000);
    const no = { workspaceId, customerId: refused, kind: 'ad_email', state: 'withdrawn', method: 'paper' } as const;
    await recordConsents(shop.db, [{ ...no, evidence: 'sheet 2', at }], now());
    const merges = [];
    for (const from of [agreed, refused]) {
      merges.push((await mergeCustomers(shop.db, shop.actor(), { into, from, now: now() })).mergeId);
    }
    const server = await buildServer(context);
    // Shown as refused already, yet two of her records still say yes: the page lets her say no for all of them.
    expect((await server.inject(link)).body).toContain('<form method="post">');
    await server.inject({
      method: 'POST',
      url: link,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'List-Unsubscribe=One-Click',
    });
    expect((await server.inject(link)).body).not.toContain('<form method="post">');
    for (const mergeId of merges.toReversed()) await unmergeCustomers(shop.db, shop.actor(), mergeId, now());
    const consents = await listConsents(shop.db, { workspaceId, customerIds: [into, agreed, refused] });
    expect([into, agreed, refused].map((id) => consents.get(id)?.ad_email)).toMatchObject([
      { state: 'withdrawn', method: 'one_click' },
      { state: 'withdrawn', method: 'one_click' },
      { state: 'withdrawn', method: 'paper' },
    ]);
  });

  it('answers a link that nobody has with a page, and does nothing', async () => {
    const server = await buildServer(context);
    const answer = await server.inject({ method: 'POST', url: '/u/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toContain('text/html');
  });
});
