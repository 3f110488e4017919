import { expect, it } from 'vitest';
import { zPassword } from '../../../modules/staff/contract.ts';
import { FIRST_PASSWORD_BYTES, makeFirstPassword } from './first-password.ts';

it('makes a first password in groups, without signs that look alike, that the server takes', () => {
  expect(makeFirstPassword(new Uint8Array(FIRST_PASSWORD_BYTES))).toBe('aaaa-aaaa-aaaa');
  const every = Array.from({ length: 256 }, (_unused, byte) =>
    makeFirstPassword(new Uint8Array(FIRST_PASSWORD_BYTES).fill(byte)),
  );
  expect(new Set(every).size).toBe(32);
  expect(every.join('')).not.toMatch(/[^a-z2-9-]|[io]/);
  expect(zPassword.safeParse(every[0]).success).toBe(true);
});
