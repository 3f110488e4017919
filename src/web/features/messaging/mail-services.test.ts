import { describe, expect, it } from 'vitest';
import { hostOf, joinGroups, serviceOf } from './mail-services.ts';

describe('a mail service by its address', () => {
  it.each([
    ['Shop@Naver.com ', 'naver', 'smtp.naver.com'],
    ['shop@gmail.com', 'gmail', 'smtp.gmail.com'],
    ['shop@hanmail.net', 'daum', 'smtp.daum.net'],
  ] as const)('%s is of %s', (address, service, host) => {
    expect(serviceOf(address)).toBe(service);
    expect(hostOf(service)).toBe(host);
  });
  it('names none for an address of one’s own or half an address', () => {
    expect([serviceOf('me@notnaver.com'), serviceOf('me'), serviceOf('')]).toEqual(['other', 'other', 'other']);
  });
  it('takes the blanks out of an app password as it is copied', () => {
    expect(joinGroups(' abcd efgh ijkl mnop ')).toBe('abcdefghijklmnop');
  });
});
