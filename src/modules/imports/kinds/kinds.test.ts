import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildShop, type TestShop } from '../../../../test/factories.ts';
import { buildPerson } from '../../../../test/factories-people.ts';
import { type ImportKind, importers, importMapSchema, undoImport } from '../index.ts';

const context = await createTestContext();

/** Imports a file of these lines, or of this text. */
async function bring(
  shop: TestShop,
  kind: ImportKind,
  lines: readonly string[],
  options: { map?: object; dryRun?: boolean } = {},
) {
  const source = path.join(context.config.home, `${shop.workspaceId}-${kind}`);
  writeFileSync(source, `${lines.join('\n')}\n`);
  return importers[kind](context, shop.actor(), {
    source,
    fileName: kind,
    map: options.map === undefined ? undefined : importMapSchema.parse({ kind, version: 1, ...options.map }),
    dryRun: options.dryRun,
  });
}

const touchpointsOf = (shop: TestShop) =>
  shop.db
    .selectFrom('touchpoints.touchpoint')
    .select(['kind', 'phase', 'channel', 'customerId', 'payload', 'at', 'source'])
    .where('workspaceId', '=', shop.workspaceId)
    .orderBy('at')
    .orderBy('touchpointId')
    .execute();
const contactsOf = async (shop: TestShop) =>
  (
    await shop.db
      .selectFrom('customers.contactPoint as p')
      .innerJoin('customers.customer as c', 'c.customerId', 'p.customerId')
      .select(['c.name', 'p.value'])
      .where('p.workspaceId', '=', shop.workspaceId)
      .orderBy('c.name')
      .orderBy('p.value')
      .execute()
  ).map(({ name, value }) => `${name} ${value}`);
const arrivedOf = async (shop: TestShop) =>
  shop.db
    .selectFrom('touchpoints.sourceDay')
    .select(['source', 'received', 'duplicates', 'withPerson', 'lagMs'])
    .where('workspaceId', '=', shop.workspaceId)
    .orderBy('source')
    .execute();

describe('contacts', () => {
  const CARDS = [
    'BEGIN:VCARD\nVERSION:3.0\nFN:김하나\nTEL;TYPE=HOME:02-123-4567\nTEL;TYPE=CELL:010-1234-5678\nEMAIL:hana@example.com\nBDAY:1990-01-01\nEND:VCARD',
    'BEGIN:VCARD\nVERSION:3.0\nFN:배달 손님\nTEL:0504-1234-5678\nEND:VCARD',
    'BEGIN:VCARD\nVERSION:3.0\nORG:한국식자재\nTEL:031-123-4567\nEND:VCARD',
    'BEGIN:VCARD\nVERSION:3.0\nTEL:010-2222-3333\nEND:VCARD',
    'BEGIN:VCARD\nVERSION:3.0\nFN:번호 없음\nEND:VCARD',
  ];

  it('become nobody by a company’s own number alone, and say so before anything is stored (OP-02)', async () => {
    const shop = await buildShop(context);
    const cards = [
      'ORG:온기카드\nTEL:1588-1234',
      'ORG:온기콜\nTEL:080-123-4567\nTEL:1588-1234',
      'FN:이상담\nORG:온기카드\nTEL:1588-1234\nTEL;TYPE=CELL:010-1234-5678',
      'FN:박상담\nORG:온기카드\nTEL:1588-1234\nEMAIL:park@example.com',
    ].map((card) => `BEGIN:VCARD\nVERSION:3.0\n${card}\nEND:VCARD`);
    const tried = await bring(shop, 'contacts', cards, { dryRun: true });
    expect(tried).toMatchObject({ accepted: 2, rejected: 2, reasons: [{ reason: 'business_number', count: 2 }] });
    await bring(shop, 'contacts', cards);
    const people = [...new Set((await contactsOf(shop)).map((contact) => contact.split(' ')[0]))];
    expect(people).toEqual(['박상담', '이상담']);
  });

  it('become people with all their numbers; a temporary number makes nobody (OP-02)', async () => {
    const shop = await buildShop(context);
    const result = await bring(shop, 'contacts', CARDS);
    expect(result).toMatchObject({
      rows: 5,
      accepted: 3,
      rejected: 2,
      duplicates: 0,
      customers: { created: 3, matched: 0 },
      columnsNotTaken: ['BDAY'],
    });
    expect(result.reasons.map(({ reason }) => reason).sort()).toEqual(['identity_missing', 'temporary_number']);
    expect(await contactsOf(shop)).toEqual([
      ' +821022223333',
      '김하나 +821012345678',
      '김하나 +8221234567',
      '김하나 hana@example.com',
      '한국식자재 +82311234567',
    ]);
  });

  it('change nothing the second time, and go away whole', async () => {
    const shop = await buildShop(context);
    const first = await bring(shop, 'contacts', CARDS);
    const again = await bring(shop, 'contacts', CARDS);
    expect(again).toMatchObject({ accepted: 3, duplicates: 3, customers: { created: 0, matched: 3 } });
    expect(await undoImport(context, shop.actor(), first.batchId)).toMatchObject({
      undone: { customers: 3 },
      kept: [],
    });
    expect(await contactsOf(shop)).toEqual([]);
  });

  it('are read from phone books without a map', async () => {
    const shop = await buildShop(context);
    const google = [
      'First Name,Middle Name,Last Name,Organization Name,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value',
      '하나,,김,,,* myContacts,*,hana@example.com,Mobile,010-1234-5678 ::: 010-9999-8888,Work,02-123-4567',
    ];
    const phone = ['성,이름,휴대폰,집전화', '박,건,010-5555-6666,02-777-8888'];
    expect(await bring(shop, 'contacts', google)).toMatchObject({ accepted: 1, rejected: 0 });
    expect(await bring(shop, 'contacts', phone)).toMatchObject({ accepted: 1, rejected: 0 });
    expect(await contactsOf(shop)).toEqual([
      '김하나 +821012345678',
      '김하나 +821099998888',
      '김하나 +8221234567',
      '김하나 hana@example.com',
      '박건 +821055556666',
      '박건 +8227778888',
    ]);
  });

  it('leave out a note of a phone book that tells of health (PV-14)', async () => {
    const shop = await buildShop(context);
    const { warnings } = await bring(shop, 'contacts', ['name,phone,note', '김하나,010-1234-5678,당뇨']);
    expect(warnings).toMatchObject([{ column: 'note', reason: 'note_sensitive', count: 1, lines: [2] }]);
    const stored = await shop.db
      .selectFrom('customers.customer')
      .select('note')
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    expect(stored).toEqual([{ note: '' }]);
  });

  it('name those who need a look: the same number under another name is two people until somebody says so (OP-04)', async () => {
    const shop = await buildShop(context);
    const here = await buildPerson(shop, { name: '박건', phone: '+821012345678' });
    await buildPerson(shop, { name: '이두리', phone: '+821022223333' });
    const lines = ['name,phone', '김하나,010-1234-5678', '이 두리,010-2222-3333', '최셋,010-7777-7777'];
    const result = await bring(shop, 'contacts', lines, { dryRun: true });
    expect(result).toMatchObject({ customers: { created: 2, matched: 1 } });
    expect(result.doubtful).toEqual({
      count: 1,
      sameName: 0,
      examples: [
        {
          name: '김*나',
          contact: expect.stringMatching(/5678$/) as string,
          contactKind: 'mobile',
          here: { customerId: here, name: '박*' },
        },
      ],
    });
    const { doubtful } = await bring(shop, 'contacts', lines);
    expect(doubtful).toEqual({ count: 1, sameName: 0, examples: [] });
  });
});

it('a file of any kind gives a nameless person her name, and its undo takes it back (OP-04)', async () => {
  const shop = await buildShop(context);
  await bring(shop, 'events', ['at,phone,kind', '2026-11-20T18:30:00,010-1234-5678,survey.answered']);
  const bookings = [
    'reservation_no,reserved_at,state,name,phone',
    'R-1,2026-11-20T19:00:00,finished,김하나,010-1234-5678',
  ];
  const booked = await bring(shop, 'reservations', bookings);
  expect(booked.customers).toEqual({ created: 0, matched: 1 });
  expect(await contactsOf(shop)).toEqual(['김하나 +821012345678']);
  // She has a name now: another one on her number is somebody else.
  const other = await bring(shop, 'contacts', ['name,phone', '박건,010-1234-5678']);
  expect(other.customers.created).toBe(1);
  await undoImport(context, shop.actor(), other.batchId);
  await undoImport(context, shop.actor(), booked.batchId);
  expect(await contactsOf(shop)).toEqual([' +821012345678']);
});

describe('events', () => {
  const MAP = {
    dateFormat: 'YYYY/MM/DD',
    columns: {
      at: { column: '타임스탬프' },
      name: { column: '이름' },
      phone: { column: '연락처' },
      channel: { constant: 'form' },
    },
  };
  const SHEET = [
    '타임스탬프,이름,연락처,맛은 어땠나요,다시 오실 건가요',
    '2026/11/20 3:15:22 오후 GMT+9,김하나,010-1234-5678,좋았어요,네',
    '2026/11/20 4:00:00 오후 GMT+9,,,보통,',
    '2026/11/20 4:00:00 오후 GMT+9,,,보통,',
    '2026/11/20 5:00:00 오후 GMT+9,,,900101-1234567,',
  ];

  it('keep what nobody in particular said, twice when two said it (OP-88), and refuse a resident number (PV-12)', async () => {
    const shop = await buildShop(context);
    expect(await bring(shop, 'events', SHEET, { map: MAP })).toMatchObject({
      rows: 4,
      accepted: 3,
      rejected: 1,
      duplicates: 0,
      customers: { created: 1, matched: 0 },
    });
    const rows = await touchpointsOf(shop);
    expect(rows).toMatchObject([
      {
        kind: 'survey.answered',
        phase: 'after',
        channel: 'form',
        source: 'file:events',
        at: new Date('2026-11-20T06:15:22Z'),
        payload: { '맛은 어땠나요': '좋았어요', '다시 오실 건가요': '네' },
      },
      { customerId: null, payload: { '맛은 어땠나요': '보통' } },
      { customerId: null, payload: { '맛은 어땠나요': '보통' } },
    ]);
    expect(rows[0]?.customerId).not.toBeNull();
  });

  it('change nothing the second time, and an undo leaves the log, the people and the counters as they were', async () => {
    const shop = await buildShop(context);
    await bring(shop, 'events', ['at,phone,q', '2026-11-19T10:00:00,010-7777-0000,before'], {});
    const before = {
      touchpoints: await touchpointsOf(shop),
      contacts: await contactsOf(shop),
      arrived: await arrivedOf(shop),
    };
    const { batchId } = await bring(shop, 'events', SHEET, { map: MAP });
    const again = await bring(shop, 'events', SHEET, { map: MAP });
    expect(again).toMatchObject({ accepted: 3, duplicates: 3, customers: { created: 0, matched: 1 } });
    const undone = await undoImport(context, shop.actor(), batchId);
    expect(undone).toMatchObject({ undone: { touchpoints: 3, customers: 1 }, kept: [] });
    expect(await touchpointsOf(shop)).toEqual(before.touchpoints);
    expect(await contactsOf(shop)).toEqual(before.contacts);
    const arrived = (await arrivedOf(shop)).map((row) => ({ ...row, duplicates: 0 }));
    expect(arrived).toEqual(before.arrived);
  });

  it('keep a person whom a later file tells of when the first file is taken back', async () => {
    const shop = await buildShop(context);
    const first = await bring(shop, 'events', ['at,phone,q', '2026-11-19T10:00:00,010-7777-0000,one']);
    await bring(shop, 'events', ['at,phone,q', '2026-11-20T10:00:00,010-7777-0000,two']);
    const undone = await undoImport(context, shop.actor(), first.batchId);
    expect(undone).toMatchObject({
      undone: { touchpoints: 1, customers: 0 },
      kept: [{ reason: 'customer_has_touchpoints' }],
    });
  });
});

describe('reservations', () => {
  const HEADER = 'reservation_no,reserved_at,requested_at,state,party_size,channel,name,phone,deposit';

  it('tell their states before and during the visit (domain 3.4)', async () => {
    const shop = await buildShop(context);
    const result = await bring(shop, 'reservations', [
      HEADER,
      'R1,2026-11-20T18:30:00,2026-11-10T09:00:00,방문완료,2명,네이버,김하나,010-1234-5678,"20,000"',
      'R2,2026-12-01T18:30:00,2026-11-11T09:00:00,예약확정,4,전화,박건,010-2222-3333,',
      'R3,2026-11-19T18:30:00,,노쇼,2,전화,,,',
      'R4,2026-11-19T18:30:00,,몰라요,2,전화,,,',
    ]);
    expect(result).toMatchObject({ accepted: 3, rejected: 1, reasons: [{ reason: 'state_unknown', column: 'state' }] });
    const rows = await touchpointsOf(shop);
    expect(rows.map(({ kind, phase, at }) => [kind, phase, at.toISOString()])).toEqual([
      ['reservation.requested', 'before', '2026-11-10T00:00:00.000Z'],
      ['reservation.requested', 'before', '2026-11-11T00:00:00.000Z'],
      ['reservation.confirmed', 'before', '2026-11-11T00:00:00.000Z'],
      ['reservation.no_show', 'during', '2026-11-19T09:30:00.000Z'],
      ['reservation.finished', 'during', '2026-11-20T09:30:00.000Z'],
    ]);
    expect(rows.at(-1)?.payload).toMatchObject({
      reservationId: 'R1',
      partySize: 2,
      depositMinor: 20_000,
      state: 'finished',
    });
  });

  it('tell a booking once more when its state has changed, and not when the same file comes again', async () => {
    const shop = await buildShop(context);
    const row = (state: string) => [
      HEADER,
      `R1,2026-12-01T18:30:00,2026-11-11T09:00:00,${state},4,전화,박건,010-2222-3333,`,
    ];
    await bring(shop, 'reservations', row('확정'));
    expect(await bring(shop, 'reservations', row('확정'))).toMatchObject({ duplicates: 1 });
    expect(await bring(shop, 'reservations', row('취소'))).toMatchObject({
      duplicates: 0,
      customers: { created: 0, matched: 1 },
    });
    expect((await touchpointsOf(shop)).map(({ kind }) => kind).sort()).toEqual([
      'reservation.cancelled',
      'reservation.confirmed',
      'reservation.requested',
    ]);
  });
});

describe('reviews', () => {
  it('are touchpoints of the shop and of no person, whatever the file says of who wrote them', async () => {
    const shop = await buildShop(context);
    const lines = [
      'at,rating,text,site,author,phone',
      '2026-11-20T12:00:00,★★★★☆,맛있어요,네이버,김하나,010-1234-5678',
      '2026-11-20T13:00:00,4.5점,,카카오맵,,',
      '2026-11-20T14:00:00,9,,카카오맵,,',
      '2026-11-20T15:00:00,,,카카오맵,,',
    ];
    const result = await bring(shop, 'reviews', lines);
    expect(result).toMatchObject({ accepted: 2, rejected: 2, customers: { created: 0, matched: 0 } });
    expect(result.reasons.map(({ reason }) => reason).sort()).toEqual(['rating_format', 'review_empty']);
    expect(await touchpointsOf(shop)).toMatchObject([
      {
        kind: 'review.received',
        phase: 'after',
        channel: '네이버',
        customerId: null,
        payload: { rating: 4, text: '맛있어요' },
      },
      { channel: '카카오맵', customerId: null, payload: { rating: 4.5, ratingMax: 5 } },
    ]);
    expect(await contactsOf(shop)).toEqual([]);
    expect(await bring(shop, 'reviews', lines)).toMatchObject({ duplicates: 2 });
  });
});

it('nobody of any of these files agrees to promotion (PV-08)', async () => {
  const shop = await buildShop(context);
  const header = 'at,reserved_at,state,phone,name,marketing_consent,consent_at';
  const row = '2026-11-20T10:00:00,2026-11-20T10:00:00,확정,010-1234-5678,김하나,granted,2026-11-20T10:00:00';
  for (const kind of ['contacts', 'events', 'reservations'] as const) await bring(shop, kind, [header, row]);
  const consents = await shop.db
    .selectFrom('privacy.consentEvent')
    .selectAll()
    .where('workspaceId', '=', shop.workspaceId)
    .execute();
  expect(consents).toEqual([]);
  expect(await contactsOf(shop)).toEqual(['김하나 +821012345678']);
});

describe('rows that the log refuses (PV-12)', () => {
  it('count as rejected and stand in the error file; a booking number of thirteen digits is no resident number', async () => {
    const shop = await buildShop(context);
    const result = await bring(shop, 'reservations', [
      'reservation_no,reserved_at,state,table_no',
      '2611221000123,2026-11-22T19:00:00,confirmed,3',
      'R2,2026-11-22T19:00:00,confirmed,900101-1234567',
      'R3,2026-11-22T20:00:00,confirmed,4',
    ]);
    expect(result).toMatchObject({ rows: 3, accepted: 2, rejected: 1, duplicates: 0 });
    expect(result.reasons).toMatchObject([{ reason: 'resident_number', count: 1, lines: [3] }]);
    const errors = readFileSync(result.errorFile ?? '', 'utf8');
    expect(errors).toContain('R2');
    expect(errors).not.toContain('1234567');
    expect((await touchpointsOf(shop)).map(({ payload }) => payload)).toMatchObject([
      { reservationId: '2611221000123' },
      { reservationId: 'R3' },
    ]);
  });
});
