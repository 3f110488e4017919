import { describe, expect, it } from 'vitest';
import { listSampleFields, parseJsonExactly, readPath } from './json.ts';

describe('parseJsonExactly', () => {
  it('keeps every digit of an id, and numbers that are numbers', () => {
    const parsed = parseJsonExactly(
      '{"id":820982911946154508,"price":12.50,"n":3,"big":1e30,"list":[9007199254740993]}',
    );
    expect(parsed).toEqual({ id: '820982911946154508', price: 12.5, n: 3, big: 1e30, list: ['9007199254740993'] });
  });
});

describe('readPath', () => {
  it('finds what stands at a path, and nothing that only every object has', () => {
    const body = { order: { items: [{ name: '마라탕' }] } };
    expect(readPath(body, 'order.items.0.name')).toBe('마라탕');
    expect(readPath(body, '')).toBe(body);
    expect(readPath(body, 'order.missing.name')).toBeUndefined();
    expect(readPath(body, 'constructor.name')).toBeUndefined();
  });
});

describe('listSampleFields', () => {
  it('names every field with its example, and a list as one', () => {
    expect(listSampleFields({ no: 7, guest: { name: '김' }, items: [1, 2] })).toEqual([
      { path: 'no', example: '7', isList: false },
      { path: 'guest.name', example: '김', isList: false },
      { path: 'items', example: '2', isList: true },
    ]);
    expect(listSampleFields([])).toEqual([{ path: '', example: '0', isList: true }]);
  });
});
