import { expect, it } from 'vitest';
import { withoutValues } from './log.ts';

it.each([
  ['invalid input syntax for type uuid: "김하나"', 'invalid input syntax for type uuid: "…"'],
  ['Unexpected token 김, "김하나 010-1234-5678" is not valid JSON', 'Unexpected token 김, "…" is not valid JSON'],
  [
    `Unexpected token '김', ..."{"name": "김하나", "phone": "010-1234-5678"}"... is not valid JSON`,
    'Unexpected token "…"... is not valid JSON',
  ],
  [`Could not convert string '김하나' to INT32`, 'Could not convert string "…" to INT32'],
  [`Expected property name, "김하나 said "hello"`, 'Expected property name, "…"'],
  ['invalid input syntax for type date: "김하나\n010-1234-5678"', 'invalid input syntax for type date: "…"'],
  [`invalid input syntax: "김하나\n    at parse (a.ts:1:2)`, 'invalid input syntax: "…"\n    at parse (a.ts:1:2)'],
  ["the file can't be read", undefined],
  ['null value in column "name" of relation "customer" violates not-null constraint', undefined],
  ['duplicate key value violates unique constraint "tag_by_name"', undefined],
  ['relation "orders.sale_order" does not exist', undefined],
  ['connect ECONNREFUSED 127.0.0.1:5432', undefined],
])('%s is logged without what stood in a row', (message, logged) => {
  expect(withoutValues(message)).toBe(logged ?? message);
});
