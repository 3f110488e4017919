import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildPerson } from '../../../test/factories-people.ts';
import { resolvePeople } from '../customers/index.ts';
import { type ImportBasis, importCustomers } from '../imports/index.ts';
import { recordConsentsNow } from '../privacy/index.ts';
import { decideRecipients } from './may-send-to.ts';

const context = await createTestContext();
const now = context.clock.now();
const PHONE = '+821012345678';

async function agree(shop: TestShop, customerId: string, at: Date): Promise<void> {
  const said = (['marketing_use', 'ad_email'] as const).map((kind) => ({
    kind,
    state: 'granted' as const,
    method: 'paper' as const,
    evidence: 'sheet 1',
  }));
  await recordConsentsNow(shop.db, { workspaceId: shop.workspaceId, customerId, said, now: at });
}

/** A person with her own phone, who agreed long ago. */
async function buildAgreed(shop: TestShop, email?: string): Promise<string> {
  const customerId = await buildPerson(shop, { name: '김하나', phone: PHONE, ...(email ? { email } : {}) });
  await agree(shop, customerId, new Date('2025-12-01T12:00:00+09:00'));
  return customerId;
}

async function ask(shop: TestShop, customerId: string, messageClass: 'ad' | 'info' = 'ad') {
  const [one] = await decideRecipients(context, {
    workspaceId: shop.workspaceId,
    customerIds: [customerId],
    class: messageClass,
    channel: 'email',
    now,
    today: '2026-11-21',
  });
  return { outcome: one?.decision.outcome, reason: one?.decision.reason, email: one?.recipient.address };
}

const tell = (shop: TestShop, email: string) =>
  resolvePeople(shop.db, {
    workspaceId: shop.workspaceId,
    clues: [{ name: '김하나', phone: PHONE, email }],
    source: 'shop',
    now,
  });

async function importFile(shop: TestShop, lines: readonly string[], basis: ImportBasis): Promise<void> {
  const source = path.join(context.config.home, `${shop.workspaceId}.csv`);
  writeFileSync(source, lines.join('\n'));
  await importCustomers(context, shop.actor(), { source, fileName: 'people.csv', basis });
}

describe('advertising (AD-10)', () => {
  it('does not go to an address that a source gave to somebody who had agreed before; other messages do', async () => {
    const shop = await buildShop(context);
    const customerId = await buildAgreed(shop);
    await tell(shop, 'stranger@example.com');
    expect(await ask(shop, customerId)).toMatchObject({ outcome: 'skip', reason: 'no_address' });
    expect(await ask(shop, customerId, 'info')).toMatchObject({ outcome: 'send', email: 'stranger@example.com' });
    await agree(shop, customerId, now);
    expect(await ask(shop, customerId, 'ad')).toMatchObject({ outcome: 'send' });
  });

  it('goes to the address she agreed with, whatever a source tells since', async () => {
    const shop = await buildShop(context);
    const customerId = await buildAgreed(shop, 'own@example.com');
    await tell(shop, 'a-stranger@example.com');
    expect(await ask(shop, customerId)).toMatchObject({ outcome: 'send', email: 'own@example.com' });
  });

  it('goes to an address of a file only where the same row proves the consent', async () => {
    const lines = [
      'name,phone,email,marketing_consent,consent_at',
      '김하나,010-1234-5678,filed@example.com,granted,2026-01-02T10:00:00+09:00',
    ];
    const [bare, proven] = [await buildShop(context), await buildShop(context)];
    const [one, other] = [await buildAgreed(bare), await buildAgreed(proven)];
    await importFile(bare, lines, 'transaction');
    await importFile(proven, lines, 'consent-with-evidence');
    expect(await ask(bare, one)).toMatchObject({ outcome: 'skip', reason: 'no_address' });
    expect(await ask(proven, other)).toMatchObject({ outcome: 'send', email: 'filed@example.com' });
  });
});
