import { expect, it } from 'vitest';
import { withoutValues } from './log.ts';

it.each([
  ['invalid input syntax for type uuid: "김하나"', 'invalid input syntax for type uuid: "…"'],
  ['Unexpected token 김, "김하나 010-1234-5678" is not valid JSON', 'Unexpected token 김, "…" is not valid JSON'],
  ['duplicate key value violates unique constraint "tag_by_name"', undefined],
  ['relation "orders.sale_order" does not exist', undefined],
  ['connect ECONNREFUSED 127.0.0.1:5432', undefined],
])('%s is logged without what stood in a row', (message, logged) => {
  expect(withoutValues(message)).toBe(logged ?? message);
});
