import { expect, it } from 'vitest';
import { refuseDeep } from './refuse-deep.ts';

const nest = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as unknown;

it('lets what programs send through, however long', () => {
  expect(() => refuseDeep({ touchpoints: Array.from({ length: 500 }, () => ({ payload: nest(900) })) })).not.toThrow();
  expect(() => refuseDeep(undefined)).not.toThrow();
  expect(() => refuseDeep('text')).not.toThrow();
});

it.each([1_001, 5_000, 20_000])('refuses %i levels, whatever would wear itself out on them later', (levels) => {
  expect(() => refuseDeep(nest(levels))).toThrow(expect.objectContaining({ code: 'invalid_input' }));
});
