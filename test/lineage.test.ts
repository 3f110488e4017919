import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { mergeCustomers, unmergeCustomers } from '../src/modules/customers/index.ts';
import { importCustomers, undoImport } from '../src/modules/imports/index.ts';
import { recordConsents } from '../src/modules/privacy/index.ts';
import { newId } from '../src/shared/ids.ts';
import { createTestContext } from './database.ts';
import { buildServer, buildShop, signIn } from './factories.ts';
import { buildField } from './factories-fields.ts';
import { buildApiKey } from './factories-keys.ts';
import { buildPerson } from './factories-people.ts';

const context = await createTestContext();
const server = await buildServer(context);
const now = context.clock.now();

async function open() {
  const shop = await buildShop(context);
  const { cookie } = await signIn(context, shop);
  const ask = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, headers: object = { cookie }) => {
    const answer = await server.inject({ method, url, headers: { ...headers }, ...(payload ? { payload } : {}) });
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json();
  };
  const changesOf = (customerId: string, source: string) =>
    shop.db
      .selectFrom('customers.fieldChange')
      .select(['field', 'oldValue', 'newValue', 'source', 'batchId'])
      .where('customerId', '=', customerId)
      .where('source', '=', source)
      .orderBy('changedAt')
      .orderBy('fieldChangeId')
      .execute();
  const bring = async (lines: readonly string[], name = 'people.csv') => {
    const source = path.join(context.config.home, `${newId()}-${name}`);
    writeFileSync(source, `${lines.join('\n')}\n`);
    return importCustomers(context, shop.actor(), { source, fileName: name });
  };
  return { shop, ask, changesOf, bring };
}

it('says of each number and address who told it first and when, on the card, after a merge and after it was taken back (PV-15)', async () => {
  const { shop, ask, bring } = await open();
  const { customerId } = await ask('POST', '/api/customers', { name: '김하나', phone: '010-1111-2222' });
  await bring(['name,phone,email', '김하나,010-1111-2222,hana@example.com']);
  const { bearer } = await buildApiKey(context, shop, { source: 'mall' });
  const row = { name: '김하나', phone: '010-1111-2222', cardNo: 'K-77001' };
  await ask('POST', '/api/v1/customers', { customers: [row] }, bearer);
  const toldOf = async (id: string) => {
    const { contacts } = await ask('GET', `/api/customers/${id}/identity`);
    const said = contacts.map(({ kind, source }: { kind: string; source: string }) => `${kind} ${source}`);
    for (const { since } of contacts) expect(new Date(since).getTime()).not.toBeNaN();
    return said.sort();
  };
  const { source } = await shop.db.selectFrom('imports.batch').select('source').executeTakeFirstOrThrow();
  const hers = ['card mall', `email ${source}`, 'mobile staff'];
  expect(await toldOf(customerId)).toEqual(hers);
  const other = await buildPerson(shop, { name: '김하나', phone: '+821033334444' });
  const { mergeId } = await mergeCustomers(shop.db, shop.actor(), { into: other, from: customerId, now });
  expect(await toldOf(other)).toEqual([...hers, 'mobile test'].sort());
  await unmergeCustomers(shop.db, shop.actor(), mergeId, now);
  expect([await toldOf(customerId), await toldOf(other)]).toEqual([hers, ['mobile test']]);
});

it('notes what a file and an API key filled in, in the same transaction, and that an undo took it back (PV-15)', async () => {
  const { shop, ask, changesOf, bring } = await open();
  const { workspaceId } = shop;
  const known = await buildPerson(shop, { name: '', phone: '+821011112222', externalId: 'X' });
  const { batchId } = await bring(['name,phone,birth_date', '김하나,010-1111-2222,1990-01-02']);
  const { source } = await shop.db.selectFrom('imports.batch').select('source').executeTakeFirstOrThrow();
  const filled = { oldValue: '', source, batchId };
  expect(await changesOf(known, source)).toEqual([
    { field: 'name', newValue: '김하나', ...filled },
    { field: 'birth_date', newValue: '1990-01-02', ...filled },
  ]);
  await undoImport(context, shop.actor(), batchId);
  expect(await changesOf(known, 'undo')).toEqual([
    { field: 'name', oldValue: '김하나', newValue: '', source: 'undo', batchId },
    { field: 'birth_date', oldValue: '1990-01-02', newValue: '', source: 'undo', batchId },
  ]);
  const said = { workspaceId, customerId: known, method: 'paper', evidence: 'sheet', at: now } as const;
  await recordConsents(shop.db, [{ ...said, kind: 'svc_optional_fields', state: 'granted' }], now);
  const { bearer } = await buildApiKey(context, shop, { source: 'mall' });
  const row = { phone: '010-1111-2222', birthday: { calendar: 'lunar', monthDay: '05-05' }, note: '창가' };
  const { results } = await ask('POST', '/api/v1/customers', { customers: [row, row] }, bearer);
  expect(results).toMatchObject([{ customerId: known }, { customerId: known }]);
  const told = { oldValue: '', source: 'mall', batchId: null };
  expect(await changesOf(known, 'mall')).toEqual([
    { field: 'birthday', newValue: 'lunar 05-05', ...told },
    { field: 'note', newValue: '창가', ...told },
  ]);
});

it('shows every change of a person, page by page, each once', async () => {
  const { shop, ask } = await open();
  const { workspaceId } = shop;
  const customerId = await buildPerson(shop, {});
  const instants = Array.from({ length: 205 }, (_, n) => new Date(now.getTime() + (n >> 2)));
  await shop.db
    .insertInto('customers.fieldChange')
    .values(
      instants.map((changedAt, n) => ({
        workspaceId,
        fieldChangeId: newId(),
        customerId,
        field: 'note',
        oldValue: '',
        newValue: String(n),
        source: 'staff',
        changedAt,
      })),
    )
    .execute();
  const seen: string[] = [];
  let before: string | null = '';
  while (before !== null) {
    const query: string = before === '' ? '' : `&before=${encodeURIComponent(before)}`;
    const page = await ask('GET', `/api/customers/${customerId}/changes?limit=50${query}`);
    seen.push(...page.changes.map(({ fieldChangeId }: { fieldChangeId: string }) => fieldChangeId));
    before = page.next;
  }
  expect(new Set(seen).size).toBe(205);
  expect(seen).toHaveLength(205);
});

it('gives back to who was merged what a program told of her meanwhile, which her card showed all along', async () => {
  const { shop, ask } = await open();
  const { db } = shop;
  await buildField(shop, { fieldKey: 'seat', type: 'text' });
  const into = await buildPerson(shop, { name: '김하나' });
  const from = await buildPerson(shop, { name: '김하나', phone: '+821011112222' });
  const { mergeId } = await mergeCustomers(db, shop.actor(), { into, from, now });
  const { bearer } = await buildApiKey(context, shop, { source: 'mall' });
  const row = { name: '김하나', phone: '010-1111-2222', note: '창가', fields: { seat: '창가' }, tags: ['단체'] };
  const { results } = await ask('POST', '/api/v1/customers', { customers: [row] }, bearer);
  expect(results).toMatchObject([{ customerId: into }]);
  const shownOf = async (customerId: string) => {
    const [{ note }, { fields, tags }] = [
      await ask('GET', `/api/customers/${customerId}`),
      await ask('GET', `/api/customers/${customerId}/fields`),
    ];
    return { note, values: fields.map(({ value }: { value: string }) => value), tags: tags.length };
  };
  const told = { note: '창가', values: ['창가'], tags: 1 };
  expect(await shownOf(into)).toEqual(told);
  await unmergeCustomers(db, shop.actor(), mergeId, now);
  expect(await shownOf(into)).toEqual({ note: '', values: [], tags: 0 });
  expect(await shownOf(from)).toEqual(told);
});
