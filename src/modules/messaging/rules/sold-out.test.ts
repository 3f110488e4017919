import { expect, it } from 'vitest';
import { findSoldOutSaid } from './sold-out.ts';

const soldOut = [{ name: '만두', longerNames: ['만두국'] }];
it.each([
  ['만두가 왔어요', '만두'],
  ['오늘은 만두!', '만두'],
  ['(광고)만두를 드세요', '만두'],
  ['만두국이 왔어요', undefined],
  ['물만두가 왔어요', undefined],
  ['왕만두나라에서 알려 드려요', undefined],
  ['왕만두나라의 만두가 왔어요', '만두'],
  ['국수가 왔어요', undefined],
])('%s speaks of what is sold out: %s', (text, said) => {
  expect(findSoldOutSaid(text, { soldOut, shopName: '왕만두나라' })).toBe(said);
});
