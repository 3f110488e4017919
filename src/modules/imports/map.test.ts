import { describe, expect, it } from 'vitest';
import { findCanonicalMap, importMapSchema } from './map.ts';
import { suggestMap } from './suggest-map.ts';

const columns = {
  order_no: { column: 'a' },
  ordered_at: { column: 'b' },
  item_name: { column: 'c' },
  quantity: { constant: '1' },
  amount: { column: 'd' },
};

describe('importMapSchema', () => {
  it('fills in what a map leaves out and takes a date style with its time', () => {
    const map = importMapSchema.parse({ kind: 'sales', version: 1, columns, dateFormat: 'DD/MM/YYYY HH:mm' });
    expect(map).toMatchObject({ dateFormat: 'DD/MM/YYYY', decimal: '.', joins: [] });
  });

  it('refuses unknown fields, products that are no amount, missing required fields and folders in a joined file', () => {
    const join = { on: { column: 'a', foreign: 'a' }, take: ['x'] };
    for (const wrong of [
      { columns: { ...columns, colour: { column: 'x' } } },
      { columns: { ...columns, cost: { multiply: ['a', 'b'] } } },
      { columns: { ...columns, amount: undefined } },
      { columns, joins: [{ ...join, file: '../secrets.csv' }] },
      { columns, dateFormat: 'whatever' },
    ]) {
      expect(importMapSchema.safeParse({ kind: 'sales', version: 1, ...wrong }).success).toBe(false);
    }
    expect(
      importMapSchema.safeParse({ kind: 'customers', version: 1, columns: { name: { column: 'n' } } }).success,
    ).toBe(false);
  });
});

describe('findCanonicalMap', () => {
  it('maps canonical names to themselves and leaves other files to a person', () => {
    const header = ['order_no', 'ordered_at', 'item_name', 'quantity', 'amount', 'colour'];
    expect(findCanonicalMap('sales', header)?.columns).not.toHaveProperty('colour');
    expect(findCanonicalMap('sales', header.slice(1))).toBeUndefined();
    expect(findCanonicalMap('customers', ['name', 'phone'])?.columns).toEqual({
      name: { column: 'name' },
      phone: { column: 'phone' },
    });
  });
});

describe('suggestMap', () => {
  it('knows what Korean tills write, and says what it did not find and what is left over', () => {
    const header = ['영수증번호', '판매일시', '메뉴명', '수량', '결제금액', '휴대폰', '비고란'];
    const suggestion = suggestMap(header, [['1', '2026.11.21 18:30', '김밥', '1', '4,000', '', '']]);
    expect(suggestion).toEqual({
      kind: 'sales',
      columns: {
        order_no: '영수증번호',
        ordered_at: '판매일시',
        item_name: '메뉴명',
        quantity: '수량',
        amount: '결제금액',
        customer_phone: '휴대폰',
      },
      dateFormats: { candidates: ['YYYY.MM.DD'], ambiguous: false },
      missing: [],
      unmapped: ['비고란'],
    });
  });

  it('offers a product for a missing amount, a time column, and does not settle an ambiguous date', () => {
    const suggestion = suggestMap(
      ['order_id', 'date', 'time', 'item', 'qty', 'price'],
      [['1', '03/04/2026', '11:00', 'x', '1', '2']],
    );
    expect(suggestion).toMatchObject({
      multiply: ['qty', 'price'],
      timeColumn: 'time',
      dateFormats: { ambiguous: true },
      missing: [],
    });
  });

  it('sees a list of customers', () => {
    expect(suggestMap(['고객코드', '성명', '연락처'], []).columns).toMatchObject({ customer_id: '고객코드' });
    const suggestion = suggestMap(['고객명', '휴대폰번호', '가입일', '포인트'], []);
    expect(suggestion).toMatchObject({
      kind: 'customers',
      columns: { name: '고객명', phone: '휴대폰번호', joined_at: '가입일' },
    });
  });
});
