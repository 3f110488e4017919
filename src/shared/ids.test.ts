import { afterEach, describe, expect, it, vi } from 'vitest';
import { newId } from './ids.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('newId', () => {
  it('makes UUIDs of version 7 that carry the time', () => {
    const before = Date.now();
    const id = newId();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const ms = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
    expect(ms).toBeGreaterThanOrEqual(before);
  });

  it('makes 600,000 different, rising ids', () => {
    const ids: string[] = [];
    for (let i = 0; i < 600_000; i++) ids.push(newId());
    let falls = 0;
    for (let i = 1; i < ids.length; i++) if ((ids[i] ?? '') <= (ids[i - 1] ?? '')) falls++;
    expect(falls).toBe(0);
  });

  it('keeps rising when the clock steps back', () => {
    const first = newId();
    vi.spyOn(Date, 'now').mockReturnValue(0);
    const second = newId();
    const third = newId();
    expect(second > first).toBe(true);
    expect(third > second).toBe(true);
  });
});
