import { sql } from 'kysely';
import pg from 'pg';
import { expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn } from '../../../../test/factories.ts';
import { buildField } from '../../../../test/factories-fields.ts';
import { buildPerson } from '../../../../test/factories-people.ts';
import { newId } from '../../../shared/ids.ts';
import { recordAccess } from '../../staff/index.ts';
import {
  assertFieldHasPurpose,
  countFieldPeopleWith,
  createPurpose,
  listFields,
  listPurposes,
  recordFieldUse,
  registerField,
  removeField,
} from '../index.ts';
import { decideRemoval, retentionDueOn } from '../rules/registry.ts';
import { FIELD_OF_COLUMN, holdsNoPersonalData } from '../shipped/columns.ts';

const context = await createTestContext();
const now = context.clock.now();

it('ships every everyday purpose with basis and period, and every field has one (PV-01)', async () => {
  const { db, workspaceId } = await buildShop(context);
  const purposes = await listPurposes(db, workspaceId, now);
  expect(purposes.find((one) => one.purposeKey === 'membership')).toMatchObject({
    legalBasis: 'consent',
    consentKind: 'svc_membership',
    retentionDays: 730,
    isRequired: true,
  });
  expect(purposes.find((one) => one.purposeKey === 'marketing')?.fieldKeys).toEqual(
    expect.arrayContaining(['phone', 'email']),
  );
  expect(purposes.find((one) => one.purposeKey === 'reservation')?.legalBasis).toBe('contract');
  const keys = new Set(purposes.map((one) => one.purposeKey));
  const fields = await listFields(db, workspaceId, now);
  expect(fields.length).toBeGreaterThan(10);
  for (const field of fields) {
    expect(keys).toContain(field.purposeKey);
    for (const key of field.alsoFor) expect(keys).toContain(key);
    expect(field.usedIn).not.toEqual([]);
  }
  expect(fields.find((one) => one.fieldKey === 'allergy')?.isSensitive).toBe(true);
});

it('knows every column of customers that holds personal data (PV-01)', async () => {
  const client = new pg.Client({ connectionString: context.ownerUrl });
  await client.connect();
  const { rows } = await client.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns where table_schema = 'customers'
     order by table_name, ordinal_position`,
  );
  await client.end();
  expect(rows.length).toBeGreaterThan(10);
  const unknown = rows
    .map(({ table, column }) => `${table}.${column}`)
    .filter((name) => FIELD_OF_COLUMN[name] === undefined && !holdsNoPersonalData(name));
  // A new column with personal data is entered in shipped/columns.ts, and its field in shipped/registry.ts.
  expect(unknown).toEqual([]);
  const { db, workspaceId } = await buildShop(context);
  const fields = new Set((await listFields(db, workspaceId, now)).map((one) => one.fieldKey));
  for (const field of Object.values(FIELD_OF_COLUMN)) expect(fields).toContain(field);
});

it('cannot hold a field without a purpose: the database refuses it (PV-01, FE-13)', async () => {
  const { db, workspaceId } = await buildShop(context);
  const field = { fieldKey: 'custom.side', nameKo: '자리', nameEn: 'Seat', usedIn: ['card'] as const };
  await expect(registerField(db, workspaceId, { ...field, purposeKey: 'nothing' }, now)).rejects.toMatchObject({
    code: 'invalid_input',
  });
  const raw = (purpose: string | null) =>
    sql`insert into privacy.field (workspace_id, field_key, purpose_key, name_ko, name_en, created_on)
      values (${workspaceId}::uuid, 'custom.raw', ${purpose}, 'x', 'x', '2026-11-21')`.execute(db);
  await expect(raw(null)).rejects.toThrow(/not-null/);
  await expect(raw('nothing')).rejects.toThrow(/foreign key/);
  await registerField(db, workspaceId, { ...field, purposeKey: 'optional_profile' }, now);
  await assertFieldHasPurpose(db, workspaceId, { fieldKey: 'custom.side', purposeKey: 'optional_profile' });
  await expect(
    assertFieldHasPurpose(db, workspaceId, { fieldKey: 'custom.side', purposeKey: 'marketing' }),
  ).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(
    registerField(db, workspaceId, { ...field, fieldKey: 'phone', purposeKey: 'optional_profile' }, now),
  ).rejects.toMatchObject({ code: 'conflict' });
  await removeField(db, workspaceId, 'custom.side');
  await expect(assertFieldHasPurpose(db, workspaceId, { fieldKey: 'custom.side' })).rejects.toMatchObject({
    code: 'invalid_input',
  });
});

it('proposes what nothing used for 180 days, with the number of people (PV-01)', async () => {
  const shop = await buildShop(context);
  const { db, workspaceId } = shop;
  const hana = await buildPerson(shop, { name: '김하나', phone: '+821012345678' });
  const twice = await buildPerson(shop, { name: '김하나' });
  // Who was merged is no person of her own.
  await db.updateTable('customers.customer').set({ mergedInto: hana }).where('customerId', '=', twice).execute();
  const longAgo = new Date('2026-01-10T12:00:00+09:00');
  await listPurposes(db, workspaceId, longAgo);
  const field = { nameKo: '자리', nameEn: 'Seat', purposeKey: 'optional_profile', usedIn: ['card'] as const };
  await registerField(db, workspaceId, { ...field, fieldKey: 'custom.side' }, longAgo);
  await registerField(db, workspaceId, { ...field, fieldKey: 'custom.used' }, longAgo);
  await registerField(db, workspaceId, { ...field, fieldKey: 'custom.orphan', usedIn: [] }, now);
  await recordFieldUse(db, { workspaceId, fieldKeys: ['custom.used'], now });
  countFieldPeopleWith('test', async () => new Map([['custom.side', 7]]));
  const removals = async () =>
    Object.fromEntries(
      (await listFields(db, workspaceId, now)).map((one) => [one.fieldKey, [one.removal, one.people]]),
    );
  expect(await removals()).toMatchObject({
    'custom.side': ['unused', 7],
    'custom.used': [null, null],
    'custom.orphan': ['nowhere_used', null],
    phone: ['unused', 1],
    name: ['unused', 1],
  });
  await recordAccess(db, shop.actor(), { action: 'view', subject: 'x' }, now);
  expect(await removals()).toMatchObject({ phone: [null, 1] });
});

it('counts a group, a view, a list, a file taken out, a map of an import and a value brought as use of a field (PV-01)', async () => {
  const shop = await buildShop(context);
  const { db, workspaceId } = shop;
  const keys = [
    'in_group',
    'in_view',
    'in_list',
    'in_filter',
    'in_export',
    'in_map',
    'in_values',
    'in_past',
    'in_none',
  ];
  const longAgo = new Date('2026-01-10T12:00:00+09:00');
  await listPurposes(db, workspaceId, longAgo);
  for (const key of keys) {
    await buildField(shop, { fieldKey: key, type: 'text' });
    const field = { nameKo: key, nameEn: key, purposeKey: 'optional_profile', usedIn: ['card'] as const };
    await registerField(db, workspaceId, { ...field, fieldKey: `custom.${key}` }, longAgo);
  }
  const asks = (key: string) =>
    JSON.stringify({ all: [{ any: [{ fact: 'field', key, in: ['x'] }] }, { fact: 'birthday' }] });
  const ids = { workspaceId };
  const rule = (key: string) => ({ ...ids, segmentId: newId(), name: key, rule: asks(key) });
  await db
    .insertInto('segments.segment')
    .values([rule('in_group'), { ...rule('in_past'), removedAt: longAgo }])
    .execute();
  const view = { filter: '[]', sort: '{}', createdAt: longAgo };
  const columns = (key: string) => JSON.stringify(['name', `field:${key}`]);
  const saved = { ...ids, ...view, savedViewId: newId(), name: 'v', isShared: true, updatedAt: longAgo };
  await db
    .insertInto('customers.savedView')
    .values({ ...saved, columns: columns('in_view') })
    .execute();
  const taken = { ...ids, ...view, listExportId: newId(), format: 'csv', inClear: false, reason: 'r', people: 1 };
  const exported = (key: string, createdAt: Date) => ({
    ...taken,
    listExportId: newId(),
    createdAt,
    expiresAt: now,
    columns: columns(key),
  });
  await db
    .insertInto('customers.listExport')
    .values([exported('in_export', now), exported('in_past', longAgo)])
    .execute();
  const map = { kind: 'customers', columns: { address: { column: '주소' } }, customFields: { in_map: '칸' } };
  await db
    .insertInto('imports.map')
    .values({ ...ids, mapId: newId(), name: 'm', kind: 'customers', map: JSON.stringify(map) })
    .execute();
  const hana = await buildPerson(shop, { name: '김하나' });
  const value = { ...ids, customerId: hana, fieldKey: 'in_values', value: 'x', source: 'api', updatedAt: now };
  await db.insertInto('customers.fieldValue').values(value).execute();
  const server = await buildServer(context);
  const { cookie } = await signIn(context, shop);
  const filter = encodeURIComponent(JSON.stringify([{ fact: 'field', key: 'in_filter', in: ['x'] }]));
  const url = `/api/customers?fields=in_list&filter=${filter}`;
  expect((await server.inject({ method: 'GET', url, headers: { cookie } })).statusCode).toBe(200);
  const unused = (await listFields(db, workspaceId, now)).filter(({ removal }) => removal === 'unused');
  expect(
    unused
      .map(({ fieldKey }) => fieldKey)
      .filter((key) => key.startsWith('custom.'))
      .sort(),
  ).toEqual(['custom.in_none', 'custom.in_past']);
  expect(unused.map(({ fieldKey }) => fieldKey)).not.toContain('birth_date');
  expect(unused.map(({ fieldKey }) => fieldKey)).not.toContain('address');
});

it('decides removal and the end of a period by the day (PV-01, PV-20)', () => {
  const field = { usedIn: ['card'], createdOn: '2026-01-01' };
  expect(decideRemoval({ ...field, lastUsedOn: '2026-05-24' }, '2026-11-21')).toBe('unused');
  expect(decideRemoval({ ...field, lastUsedOn: '2026-05-25' }, '2026-11-21')).toBeNull();
  expect(decideRemoval({ ...field, lastUsedOn: null, createdOn: '2026-11-01' }, '2026-11-21')).toBeNull();
  expect(decideRemoval({ ...field, usedIn: [], lastUsedOn: '2026-11-21' }, '2026-11-21')).toBe('nowhere_used');
  expect(retentionDueOn(730, '2024-11-21')).toBe('2026-11-21');
  expect(retentionDueOn(null, '2024-11-21')).toBeNull();
  expect(retentionDueOn(1, null)).toBeNull();
});

it("keeps a shop's own purposes apart from others'", async () => {
  const [shop, other] = [await buildShop(context), await buildShop(context)];
  const purpose = {
    purposeKey: 'parking',
    nameKo: '주차',
    nameEn: 'Parking',
    legalBasis: 'contract' as const,
    consentKind: null,
    retentionDays: 1,
    retentionFrom: 'visit' as const,
    isRequired: false,
  };
  await createPurpose(shop.db, shop.actor(), purpose, now);
  await expect(createPurpose(shop.db, shop.actor(), purpose, now)).rejects.toMatchObject({ code: 'conflict' });
  await expect(createPurpose(shop.db, shop.actor('manager'), purpose, now)).rejects.toMatchObject({
    code: 'forbidden',
  });
  const keys = async (one: typeof shop) => (await listPurposes(one.db, one.workspaceId, now)).map((p) => p.purposeKey);
  expect(await keys(shop)).toContain('parking');
  expect(await keys(other)).not.toContain('parking');
});
