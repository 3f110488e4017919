import { expect, it } from 'vitest';
import { zAskedRule } from '../../../../modules/segments/contract.ts';
import { ZOD_WORDS } from '../../../../shared/zod-words.ts';
import { findFault } from './fault.ts';

const faultOf = (rule: unknown) => {
  const { error } = zAskedRule.safeParse(rule, { error: ZOD_WORDS.ko });
  return error && findFault(rule, error.issues);
};

it('says what cannot be, and nothing about what is yet to be filled in', () => {
  expect(faultOf({ all: [{ fact: 'visits', atLeast: 5, atMost: 3 }] })).toEqual({
    fact: 'visits',
    key: 'atMost',
    message: '아래쪽 한도가 위쪽 한도보다 커서 아무도 찾을 수 없어요.',
  });
  expect(faultOf({ all: [{ not: { fact: 'visits', withinDays: 999_999 } }] })).toEqual({
    fact: 'visits',
    key: 'withinDays',
    message: '36500 이하여야 해요.',
  });
  expect(faultOf({ any: [{ fact: 'spend', atLeastMinor: -1 }] })?.message).toBe('금액은 0보다 작을 수 없어요.');
  expect(faultOf({ all: [{ fact: 'lapse', in: [] }] })).toBeUndefined();
  expect(faultOf({ all: [{ fact: 'contactable' }] })).toBeUndefined();
});
