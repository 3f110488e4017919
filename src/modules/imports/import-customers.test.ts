import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import exceljs from 'exceljs';
import { expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop } from '../../../test/factories.ts';
import { buildField } from '../../../test/factories-fields.ts';
import { buildPerson } from '../../../test/factories-people.ts';
import type { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { updateTag } from '../customers/fields/tags.ts';
import { updatePersonFields, updatePersonTags } from '../customers/fields/values.ts';
import { createCustomer } from '../customers/index.ts';
import { importCustomers, importSales, undoImport } from './index.ts';
import { importMapSchema } from './map.ts';

const context = await createTestContext();

it('makes people once, takes a consent only with its moment, and refuses a row that nobody can be known by', async () => {
  const shop = await buildShop(context);
  const header = 'customer_id,name,phone,email,marketing_consent,consent_at';
  const rows = [
    '1,김하나,010-1234-5678,hana@example.com,granted,2026-01-02T10:00:00+09:00',
    '2,이두리,010-2222-3333,,granted,',
    ',박셋,02-123-4567,,,',
    ',최넷,전화없음,,,',
  ];
  const source = path.join(context.config.home, 'people.csv');
  writeFileSync(source, [header, ...rows].join('\n'));
  const input = { source, fileName: 'people.csv', basis: 'consent-with-evidence' as const };
  const result = await importCustomers(context, shop.actor(), input);
  expect(result).toMatchObject({ rows: 4, accepted: 3, rejected: 1, customers: { created: 3, matched: 0 } });
  const consents = await shop.db
    .selectFrom('privacy.consent')
    .select(['kind', 'state'])
    .where('workspaceId', '=', shop.workspaceId)
    .execute();
  expect(result.consents).toEqual({ granted: 1, refused: 0, notTaken: 1 });
  // Her only number cannot be read, so that is what the row has to say.
  expect(result.reasons).toMatchObject([{ column: 'phone', reason: 'phone_format', count: 1 }]);
  expect(consents.map(({ kind }) => kind).sort()).toEqual(['ad_email', 'ad_sms', 'marketing_use']);
  expect(await importCustomers(context, shop.actor(), input)).toMatchObject({
    duplicates: 3,
    customers: { created: 0, matched: 3 },
  });
  const undone = await undoImport(context, shop.actor(), result.batchId);
  expect(undone).toMatchObject({ undone: { customers: 3 }, kept: [] });
});

it('tells which cells and columns of a customers file were not taken', async () => {
  const shop = await buildShop(context);
  const source = path.join(context.config.home, 'people.csv');
  writeFileSync(source, 'phone,name,birth_date,gender,points\n010-1234-5678,김하나,봄,여,10\n010-1234-5679,이둘,,,\n');
  const result = await importCustomers(context, shop.actor(), { source, fileName: 'people.csv' });
  expect(result).toMatchObject({
    accepted: 2,
    warnings: [{ column: 'birth_date', reason: 'date_format', count: 1 }],
    columnsNotTaken: ['gender'],
  });
  expect(readFileSync(result.errorFile ?? '', 'utf8')).toContain(',2,birth_date,봄,');
});

it('finds the sheet and the header row of a workbook by itself, or says how to name them', async () => {
  const shop = await buildShop(context);
  const book = new exceljs.Workbook();
  book.addWorksheet('표지').addRow(['손님 명단', '2026-11']);
  const sheet = book.addWorksheet('명단');
  for (const row of [['강남점 손님'], ['phone', 'name', 'note'], ['010-1234-5678', '김하나', '']]) sheet.addRow(row);
  const source = path.join(context.config.home, 'people.xlsx');
  await book.xlsx.writeFile(source);
  expect(await importCustomers(context, shop.actor(), { source, fileName: 'people.xlsx' })).toMatchObject({
    accepted: 1,
    rejected: 0,
    customers: { created: 1 },
  });
  const refused = await importSales(context, shop.actor(), { source, fileName: 'people.xlsx' }).catch(
    (error: AppError) => error.userMessage?.en,
  );
  expect(refused).toMatch(/--sheet \(sheets: 표지, 명단\).*--header-row 3/);
});

it('keeps tags and the columns of own fields, says what did not fit, and its undo takes them back', async () => {
  const shop = await buildShop(context);
  await buildField(shop, { fieldKey: 'foot', type: 'number' });
  await buildField(shop, { fieldKey: 'seat', type: 'choice', choices: ['window', 'room'] });
  await buildField(shop, { fieldKey: 'allergy', type: 'sensitive' });
  const known = await buildPerson(shop, { name: '이둘', phone: '+821012345679' });
  const at = { now: context.clock.now(), key: context.secrets.key };
  await updatePersonFields(shop.db, shop.actor(), known, { values: { foot: 260 }, ...at });

  const source = path.join(context.config.home, 'fields.csv');
  writeFileSync(
    source,
    'phone,name,tags,발 길이,seat,allergy,동네\n010-1234-5678,김하나,단골;VIP,245,window 말,새우,합정\n010-1234-5679,이둘,VIP,999,옥상,,망원\n',
  );
  const map = importMapSchema.parse({
    kind: 'customers',
    version: 1,
    columns: { phone: { column: 'phone' }, name: { column: 'name' }, tags: { column: 'tags' } },
    customFields: { foot: '발 길이', seat: 'seat', allergy: 'allergy', town: '동네' },
  });
  const result = await importCustomers(context, shop.actor(), { source, fileName: 'fields.csv', map });
  expect(result).toMatchObject({
    accepted: 2,
    warnings: [{ column: 'seat', reason: 'field_value', count: 1 }],
    columnsNotTaken: ['allergy', '동네'],
  });
  const told = async () => {
    const rows = await shop.db
      .selectFrom('customers.fieldValue')
      .select(['fieldKey', 'value', 'source'])
      .orderBy('fieldKey')
      .orderBy('value')
      .execute();
    const tags = await shop.db.selectFrom('customers.customerTag').selectAll().execute();
    return { rows, tags: tags.length };
  };
  expect(await told()).toEqual({
    rows: [
      { fieldKey: 'foot', value: '245', source: 'import' },
      { fieldKey: 'foot', value: '260', source: 'staff' },
      { fieldKey: 'seat', value: 'window', source: 'import' },
    ],
    tags: 3,
  });
  await undoImport(context, shop.actor(), result.batchId);
  expect(await told()).toEqual({ rows: [{ fieldKey: 'foot', value: '260', source: 'staff' }], tags: 0 });
});

it('takes tags away with the import that made them, but none that anybody took up since', async () => {
  const shop = await buildShop(context);
  const known = await buildPerson(shop, { name: '이둘', phone: '+821012345679' });
  const now = context.clock.now();
  const hers = { add: ['손으로'], remove: [], now };
  await updatePersonTags(shop.db, shop.actor(), known, hers);
  const bring = (fileName: string, tags: string, phone: string) => {
    const source = path.join(context.config.home, fileName);
    writeFileSync(source, `phone,name,tags\n${phone},김하나,${tags}\n`);
    return importCustomers(context, shop.actor(), { source, fileName });
  };
  const first = await bring('a.csv', '혼자;손으로;이름바뀜;그룹;둘이;나중에', '010-1234-5678');
  const again = await bring('a.csv', '혼자;손으로;이름바뀜;그룹;둘이;나중에', '010-1234-5678');
  const second = await bring('b.csv', '둘이', '010-7777-5678');
  const tags = async () => {
    const rows = await shop.db.selectFrom('customers.tag').select(['tagId', 'name']).orderBy('name').execute();
    return new Map(rows.map(({ name, tagId }) => [name, tagId]));
  };
  const made = await tags();
  expect(made.size).toBe(6);
  const change = { name: '새 이름' };
  await updateTag(shop.db, shop.actor(), made.get('이름바뀜') ?? '', { change, now });
  await updatePersonTags(shop.db, shop.actor(), known, { add: ['나중에'], remove: [], now });
  await updatePersonTags(shop.db, shop.actor(), known, { add: [], remove: [made.get('나중에') ?? ''], now });
  await shop.db
    .insertInto('segments.segment')
    .values({
      workspaceId: shop.workspaceId,
      segmentId: newId(),
      name: '그룹',
      rule: JSON.stringify({ all: [{ fact: 'tag', in: [made.get('그룹')] }] }),
    })
    .execute();
  await undoImport(context, shop.actor(), first.batchId);
  expect([...(await tags()).keys()].toSorted()).toEqual(['그룹', '나중에', '둘이', '새 이름', '손으로']);
  await undoImport(context, shop.actor(), second.batchId);
  expect([...(await tags()).keys()].toSorted()).toEqual(['그룹', '나중에', '새 이름', '손으로']);
  await undoImport(context, shop.actor(), again.batchId);
  expect((await tags()).size).toBe(4);
});

it('takes a column by the name of a field where no map says anything of it', async () => {
  const shop = await buildShop(context);
  await buildField(shop, { fieldKey: 'foot', type: 'number' });
  const source = path.join(context.config.home, 'named.csv');
  writeFileSync(source, 'phone,foot,town\n010-1234-5678,245,합정\n');
  await importCustomers(context, shop.actor(), { source, fileName: 'named.csv' });
  const values = await shop.db.selectFrom('customers.fieldValue').select(['fieldKey', 'value']).execute();
  expect(values).toEqual([{ fieldKey: 'foot', value: '245' }]);
});

it('keeps a birthday by the moon, fills it in where none stood, and its undo takes it back (OP-72)', async () => {
  const shop = await buildShop(context);
  await buildPerson(shop, { name: '이둘', phone: '+821012345679' });
  const source = path.join(context.config.home, 'moon.csv');
  writeFileSync(source, 'phone,name,birth_date\n010-1234-5678,김하나,1960-05-05(음)\n010-1234-5679,이둘,윤 6/1\n');
  const { batchId } = await importCustomers(context, shop.actor(), { source, fileName: 'moon.csv' });
  const born = () =>
    shop.db
      .selectFrom('customers.customer')
      .select(['birthDate', 'birthday', 'birthdayCalendar'])
      .where('workspaceId', '=', shop.workspaceId)
      .orderBy('name')
      .execute();
  expect(await born()).toEqual([
    { birthDate: '1960-05-29', birthday: '05-05', birthdayCalendar: 'lunar' },
    { birthDate: null, birthday: '06-01', birthdayCalendar: 'lunar_leap' },
  ]);
  await undoImport(context, shop.actor(), batchId ?? '');
  expect(await born()).toEqual([{ birthDate: null, birthday: null, birthdayCalendar: null }]);
});

it('opens the points people bring, once however often the file comes, and its undo takes them back (OP-50, OP-53)', async () => {
  const shop = await buildShop(context);
  const source = path.join(context.config.home, 'points.csv');
  writeFileSync(source, 'phone,name,points\n010-1234-5678,김하나,"1,200"\n010-1234-5679,이둘,0\n');
  const balances = async () => {
    const rows = await shop.db
      .selectFrom('loyalty.account')
      .select('balance')
      .where('workspaceId', '=', shop.workspaceId)
      .where('role', '=', 'person')
      .execute();
    return rows.map(({ balance }) => balance);
  };
  const first = await importCustomers(context, shop.actor(), { source, fileName: 'points.csv' });
  expect(await balances()).toEqual([1_200]);
  writeFileSync(source, 'phone,name,points\n010-1234-5678,김하나,"1,500"\n');
  await importCustomers(context, shop.actor(), { source, fileName: 'points-again.csv' });
  expect(await balances()).toEqual([1_200]);
  const moves = await shop.db
    .selectFrom('loyalty.movement')
    .select(['kind', 'reason'])
    .where('workspaceId', '=', shop.workspaceId)
    .execute();
  expect(moves).toEqual([{ kind: 'adjust', reason: expect.stringContaining('파일') }]);
  const { undone } = await undoImport(context, shop.actor(), first.batchId ?? '');
  expect(undone.customers).toBe(2);
  expect(await balances()).toEqual([0]);
  await importCustomers(context, shop.actor(), { source, fileName: 'points-third.csv' });
  expect((await balances()).filter((balance) => balance !== 0)).toEqual([1_500]);
});

it('takes a title behind a name for no other name, in the file or here, and asks about another name (OP-04)', async () => {
  const shop = await buildShop(context);
  await buildPerson(shop, { name: '김하나', phone: '+821012345670' });
  await buildPerson(shop, { name: '이두리 님', phone: '+821012345671' });
  await buildPerson(shop, { name: '김씨', phone: '+821012345672' });
  await buildPerson(shop, { name: '박건', phone: '+821012345673' });
  const source = path.join(context.config.home, 'titles.csv');
  writeFileSync(
    source,
    `name,phone
김 하나님,010-1234-5670
김하나 고객님,010-1234-5670
이두리씨,010-1234-5671
김,010-1234-5672
이하나,010-1234-5673
최새봄님,010-5555-0001
최새봄,010-5555-0001
`,
  );
  const result = await importCustomers(context, shop.actor(), { source, fileName: 'titles.csv' });
  expect(result.customers).toEqual({ created: 3, matched: 2 });
  expect(result.doubtful.count).toBe(2);
  const byHand = (name: string) =>
    createCustomer(shop.db, shop.actor(), { name, phone: '010-1234-5670' }, context.clock.now());
  expect((await byHand('김하나 씨')).existed).toBe(true);
  expect((await byHand('김두나')).existed).toBe(false);
});

it('counts the same name under another customer number apart from another name on the number (OP-04)', async () => {
  const shop = await buildShop(context);
  const source = path.join(context.config.home, 'numbers.csv');
  const rows = ['customer_id,name,phone', 'C-1,김하나,010-1234-5670', 'C-2,이두리,010-1234-5671'];
  writeFileSync(source, `${rows.join('\n')}\n`);
  await importCustomers(context, shop.actor(), { source, fileName: 'numbers.csv' });
  writeFileSync(source, `${rows[0]}\nD-1,김하나님,010-1234-5670\nD-2,박건,010-1234-5671\n`);
  const result = await importCustomers(context, shop.actor(), { source, fileName: 'numbers.csv', dryRun: true });
  expect(result.customers).toEqual({ created: 2, matched: 0 });
  expect(result.doubtful).toMatchObject({ count: 1, sameName: 1, examples: [{ here: { name: '이*리' } }] });
});

it('says of how many who were there a file told something new', async () => {
  const shop = await buildShop(context);
  const source = path.join(context.config.home, 'told.csv');
  const give = async (text: string) => {
    writeFileSync(source, text);
    return importCustomers(context, shop.actor(), { source, fileName: 'told.csv' });
  };
  expect((await give('name,phone\n김하나,010-1234-5670\n이두리,010-1234-5671\n')).peopleUpdated).toBe(0);
  const more = 'name,phone,email\n김하나,010-1234-5670,hana@example.com\n이두리,010-1234-5671,\n';
  expect(await give(more)).toMatchObject({ accepted: 2, duplicates: 2, peopleUpdated: 1 });
  expect((await give(more)).peopleUpdated).toBe(0);
});
