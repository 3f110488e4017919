import { describe, expect, it } from 'vitest';
import { listOwnAddresses } from './own-addresses.ts';

const of = (address: string, family: 'IPv4' | 'IPv6', internal: boolean) =>
  ({ address, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 }) as never;
const CARDS = {
  lo: [of('127.0.0.1', 'IPv4', true)],
  en0: [of('fe80::1', 'IPv6', false), of('192.168.0.5', 'IPv4', false)],
};

describe('where a tablet in the same network finds this process', () => {
  it('is every address of the machine where it listens on all of them', () => {
    expect(listOwnAddresses({ host: '0.0.0.0', port: 4300 }, CARDS)).toEqual(['http://192.168.0.5:4300']);
    expect(listOwnAddresses({ host: '::', port: 80 }, CARDS)).toEqual(['http://192.168.0.5:80']);
  });
  it('is nowhere where it listens to this machine alone', () => {
    expect(listOwnAddresses({ host: '127.0.0.1', port: 4300 }, CARDS)).toEqual([]);
  });
});
