import { describe, expect, it } from 'vitest';
import { isReachable, opensOutside } from './reachable.ts';

describe('an address that links begin with', () => {
  it.each([
    ['http://127.0.0.1:4300', false, false],
    ['http://localhost:4300', false, false],
    ['http://[::1]:4300', false, false],
    ['http://192.168.0.5:4300', true, false],
    ['http://10.0.0.7', true, false],
    ['http://172.20.1.1', true, false],
    ['http://[fd00::5]', true, false],
    ['http://till.local:4300', true, false],
    ['http://172.32.1.1', true, true],
    ['https://10.shop.example.com', true, true],
    ['https://shop.example', true, true],
    ['ftp://shop.example', false, false],
    ['', false, false],
  ])('%s: by a tablet in the shop %s, by a reader at home %s (AD-16)', (url, inShop, outside) => {
    expect([isReachable(url), opensOutside(url)]).toEqual([inShop, outside]);
  });
});
