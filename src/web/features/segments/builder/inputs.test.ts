import { expect, test } from 'vitest';
import { zCondition } from '../../../../modules/segments/contract.ts';
import { beginningOf, INPUTS } from './inputs.ts';

test('every random bucket draws anew, and a draw can be taken over by its name', () => {
  const [one, other] = [beginningOf('bucket'), beginningOf('bucket')];
  expect(zCondition.parse(one)).toMatchObject({ of: 100, from: 1, to: 10 });
  expect(one['salt']).not.toBe('');
  expect(one['salt']).not.toBe(other['salt']);
  expect(INPUTS.bucket).toContainEqual({ kind: 'text', key: 'salt' });
});
