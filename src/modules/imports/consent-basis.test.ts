import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { GRANTING_STATES, recordConsents } from '../privacy/index.ts';
import { IMPORT_BASES, type ImportBasis, importCustomers, importSales, undoImport } from './index.ts';

const context = await createTestContext();
const CONSENT_AT = '2026-01-02T10:00:00+09:00';

function write(shop: TestShop, name: string, lines: readonly string[]): string {
  const file = path.join(context.config.home, `${shop.workspaceId}-${name}`);
  writeFileSync(file, lines.join('\n'));
  return file;
}

async function consentsOf(shop: TestShop) {
  return shop.db
    .selectFrom('privacy.consent')
    .select(['customerId', 'kind', 'state'])
    .where('workspaceId', '=', shop.workspaceId)
    .orderBy('kind')
    .execute();
}

const importPeople = (shop: TestShop, lines: readonly string[], basis?: ImportBasis) =>
  importCustomers(context, shop.actor(), { source: write(shop, 'people.csv', lines), fileName: 'people.csv', basis });

describe('a promotion consent (PV-16)', () => {
  it('never comes of itself, whatever a file says and however people come in', { timeout: 120_000 }, async () => {
    const row = fc.record({
      consent: fc.constantFrom('granted', 'refused', 'absent', ''),
      at: fc.constantFrom(CONSENT_AT, ''),
    });
    const way = fc.constantFrom('sales', 'customers', 'api');
    const basis = fc.option(fc.constantFrom(...IMPORT_BASES), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(way, basis, fc.array(row, { minLength: 1, maxLength: 12 }), async (way, basis, rows) => {
        const shop = await buildShop(context);
        if (way === 'sales') {
          const lines = rows.map(
            ({ consent, at }, n) => `${n},2026-11-20T12:00:00,국수,1,7000,김하나,010-1234-00${10 + n},${consent},${at}`,
          );
          const header =
            'order_no,ordered_at,item_name,quantity,amount,customer_name,customer_phone,marketing_consent,consent_at';
          const source = write(shop, 'sales.csv', [header, ...lines]);
          await importSales(context, shop.actor(), { source, fileName: 'sales.csv', basis });
        } else if (way === 'customers') {
          const lines = rows.map(({ consent, at }, n) => `김하나,010-1234-00${10 + n},${consent},${at}`);
          await importPeople(shop, ['name,phone,marketing_consent,consent_at', ...lines], basis);
        } else {
          const { cookie } = await signIn(context, shop, 'owner');
          const server = await buildServer(context);
          for (const [n] of rows.entries()) {
            const payload = { name: '김하나', phone: `010-1234-00${10 + n}`, marketingConsent: 'granted' };
            await server.inject({ method: 'POST', url: '/api/customers', payload, headers: { cookie } });
          }
        }
        const granted = (await consentsOf(shop)).filter(({ state }) => GRANTING_STATES.includes(state));
        const proven =
          way === 'customers' && basis === 'consent-with-evidence'
            ? rows.filter(({ consent, at }) => consent === 'granted' && at !== '').length
            : 0;
        expect(new Set(granted.map(({ customerId }) => customerId)).size).toBe(proven);
      }),
      { numRuns: 20 },
    );
  });

  it('of a file without evidence is not taken, and the result says of how many; a refusal is', async () => {
    const shop = await buildShop(context);
    const lines = [
      'phone,marketing_consent,consent_at',
      `010-1111-2222,granted,${CONSENT_AT}`,
      '010-1111-3333,refused,',
    ];
    const result = await importPeople(shop, lines, 'transaction');
    expect(result.consents).toEqual({ granted: 0, refused: 1, notTaken: 1 });
    expect((await consentsOf(shop)).map(({ kind, state }) => [kind, state])).toEqual([
      ['ad_sms', 'refused'],
      ['marketing_use', 'refused'],
    ]);
    const batch = await shop.db.selectFrom('imports.batch').select('basis').executeTakeFirstOrThrow();
    expect(batch.basis).toBe('transaction');
  });

  it('of a child is not taken, by the birth date of the file or the one the shop knows (PV-11)', async () => {
    const shop = await buildShop(context);
    await importPeople(shop, ['phone,birth_date', '010-1111-2222,2015-03-01']);
    const lines = [
      'phone,birth_date,marketing_consent,consent_at',
      `010-1111-2222,,granted,${CONSENT_AT}`,
      `010-1111-3333,2014-05-05,granted,${CONSENT_AT}`,
      `010-1111-4444,1990-05-05,granted,${CONSENT_AT}`,
      `010-1111-5555,2014-05-05,refused,`,
    ];
    const result = await importPeople(shop, lines, 'consent-with-evidence');
    expect(result.consents).toEqual({ granted: 1, refused: 1, notTaken: 2 });
    const granted = (await consentsOf(shop)).filter(({ state }) => GRANTING_STATES.includes(state));
    const [adult] = await shop.db
      .selectFrom('customers.customer')
      .select('customerId')
      .where('birthDate', '=', '1990-05-05')
      .execute();
    expect(new Set(granted.map(({ customerId }) => customerId))).toEqual(new Set([adult?.customerId]));
  });

  it('of an import that is undone does not hold any more, also of a person who stays; nothing is deleted', async () => {
    const shop = await buildShop(context);
    const lines = [
      'phone,marketing_consent,consent_at',
      ...['2222', '3333'].map((end) => `010-1111-${end},granted,${CONSENT_AT}`),
    ];
    const { batchId } = await importPeople(shop, lines, 'consent-with-evidence');
    const [stays] = await shop.db.selectFrom('customers.customer').select('customerId').orderBy('customerId').execute();
    const customerId = stays?.customerId ?? '';
    const { workspaceId } = shop;
    // She also said at the counter that she wants the membership: so her record is kept.
    await recordConsents(
      shop.db,
      [
        {
          workspaceId,
          customerId,
          kind: 'svc_membership',
          state: 'granted',
          method: 'paper',
          evidence: 'sheet 7',
          at: context.clock.now(),
        },
      ],
      context.clock.now(),
    );
    const { undone, kept } = await undoImport(context, shop.actor(), batchId);
    expect(undone.customers).toBe(1);
    expect(kept).toEqual([{ id: customerId, reason: 'customer_has_consents' }]);
    const held = await consentsOf(shop);
    expect(held.filter(({ state }) => GRANTING_STATES.includes(state))).toEqual([
      { customerId, kind: 'svc_membership', state: 'granted' },
    ]);
    expect(held.filter(({ state }) => state === 'expired')).toHaveLength(4);
    const events = await shop.db
      .selectFrom('privacy.consentEvent')
      .select(['state', 'evidence'])
      .where('method', '=', 'import')
      .execute();
    expect(events.filter(({ state }) => state === 'granted')).toHaveLength(4);
    expect(events.filter(({ evidence }) => evidence === `batch ${batchId} undone`)).toHaveLength(4);

    // What was kept and why can be read again later.
    const server = await buildServer(context);
    const { cookie } = await signIn(context, shop);
    const batch = (await server.inject({ url: `/api/imports/${batchId}`, headers: { cookie } })).json();
    expect(batch).toMatchObject({
      state: 'undone',
      createdBy: null,
      undo: { undone: { customers: 1 }, kept: [{ reason: 'customer_has_consents', count: 1 }] },
    });
  });

  it('of another file keeps its person when this one is undone', async () => {
    const shop = await buildShop(context);
    const first = await importPeople(shop, ['phone', '010-1111-2222']);
    await importPeople(
      shop,
      ['phone,marketing_consent,consent_at', `010-1111-2222,granted,${CONSENT_AT}`],
      'consent-with-evidence',
    );
    const { kept } = await undoImport(context, shop.actor(), first.batchId);
    expect(kept).toMatchObject([{ reason: 'customer_has_consents' }]);
    expect((await consentsOf(shop)).every(({ state }) => state === 'granted')).toBe(true);
  });
});
