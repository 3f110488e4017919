import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { getSession } from '../../modules/staff/contract.ts';
import { getToday } from '../../modules/today/contract.ts';
import { call } from './api.ts';
import { askEarly, SESSION_PATH, TODAY_PATH, takeEarly } from './early.ts';

let asked: string[] = [];
let answers: Record<string, unknown> = {};

beforeEach(() => {
  asked = [];
  answers = { [SESSION_PATH]: { session: null }, [TODAY_PATH]: {} };
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    return new Response(JSON.stringify(answers[url]));
  });
});
afterEach(() => {
  void takeEarly(SESSION_PATH);
  void takeEarly(TODAY_PATH);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('asks where the contracts say', () => {
  expect([SESSION_PATH, TODAY_PATH]).toEqual([getSession.path, getToday.path]);
});

it('asks for the board on the home screen, and only when somebody is signed in', async () => {
  await askEarly('/');
  expect(asked).toEqual([SESSION_PATH]);
  answers[SESSION_PATH] = { session: { role: 'owner' } };
  await askEarly('/people');
  expect(asked).toEqual([SESSION_PATH, SESSION_PATH]);
  await askEarly('/');
  expect(asked).toEqual([SESSION_PATH, SESSION_PATH, SESSION_PATH, TODAY_PATH]);
});

it('gives an early answer to the first call, and lets the second ask anew', async () => {
  const early = askEarly('/');
  expect(await call(getSession)).toEqual({ session: null });
  await early;
  expect(asked).toEqual([SESSION_PATH]);
  await call(getSession);
  expect(asked).toEqual([SESSION_PATH, SESSION_PATH]);
});

it('forgets an answer that nobody wanted for a while', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  await askEarly('/');
  vi.advanceTimersByTime(6_000);
  expect(takeEarly(SESSION_PATH)).toBeUndefined();
});

it('leaves a lost connection to whoever takes the answer', async () => {
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('failed to fetch')));
  await askEarly('/');
  await expect(call(getSession)).rejects.toMatchObject({ code: 'offline' });
});
