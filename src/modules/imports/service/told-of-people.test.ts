import { expect, it } from 'vitest';
import type { Workspace } from '../../workspace/index.ts';
import { importMapSchema } from '../map.ts';
import { suggestMap } from '../suggest-map.ts';
import { customersKind } from './import-customers.ts';
import type { MapOf } from './import-kind.ts';
import { salesKind } from './import-sales.ts';

const of = {
  shop: { currency: 'KRW', timeZone: 'Asia/Seoul', country: 'KR' } as Workspace,
  fields: [],
  now: new Date('2026-11-21T03:00:00Z'),
};

it('a row with nothing but a safe number says that it names nobody (OP-02)', () => {
  const header = ['phone', 'name'];
  const map = importMapSchema.parse({
    kind: 'customers',
    version: 1,
    columns: { phone: { column: 'phone' }, name: { column: 'name' } },
  }) as MapOf<'customers'>;
  const { mapRow } = customersKind.mapper({ map, header, ...of });
  expect(mapRow(['0505-123-4567', '김하나'], 2)).toMatchObject({ error: { reason: 'temporary_number' } });
  expect(mapRow(['', '김하나'], 3)).toMatchObject({ error: { reason: 'identity_missing' } });
});

it('a sale with an unreadable number is taken and told of; one of nobody is not told of', () => {
  const header = ['order_no', 'ordered_at', 'item_name', 'quantity', 'amount', '전화'];
  const columns = Object.fromEntries([
    ...header.slice(0, -1).map((column) => [column, { column }]),
    ['customer_phone', { column: '전화' }],
  ]);
  const map = importMapSchema.parse({ kind: 'sales', version: 1, columns }) as MapOf<'sales'>;
  const { mapRow } = salesKind.mapper({ map, header, ...of });
  const row = (phone: string) => mapRow(['1', '2026-11-20', '라면', '1', '9000', phone], 2);
  expect(row('010-99')).toMatchObject({
    ok: { amountMinor: 9000 },
    warnings: [{ column: '전화', value: '010-99', reason: 'phone_format' }],
  });
  for (const phone of ['', '-', '010-1234-5678', '0505-123-4567']) expect(row(phone)).not.toHaveProperty('warnings');
});

it('proposes 음력 for the calendar where it holds calendars, and not where it holds days', () => {
  const suggest = (cell: string) =>
    suggestMap(['이름', '전화번호', '생일', '음력'], [['김하나', '010-1234-5678', '1985-11-22', cell]], 'customers');
  expect(suggest('양력').columns.birthday_calendar).toBe('음력');
  expect(suggest('11-22').unmapped).toContain('음력');
});
