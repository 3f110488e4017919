import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { foldLooks, isSignIn, kindOfSubject, searchedWords } from './log-kinds.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');

/** Every text with which the server names what was looked at: it begins with letters, and the ids come after. */
function listSubjects(): string[] {
  const files = globSync('src/modules/**/*.ts', { cwd: ROOT }).filter((file) => !file.endsWith('.test.ts'));
  return files.flatMap((file) => {
    const source = readFileSync(path.join(ROOT, file), 'utf8');
    const inCalls = source
      .split('recordAccess(')
      .slice(1)
      .flatMap((call) => {
        const written = /subject: ['`]([^'`]+)['`]/.exec(call.slice(0, 300))?.[1];
        return written === undefined ? [] : [written];
      });
    const inEntries = [...source.matchAll(/action: '\w+', subject: ['`]([^'`]+)['`]/g)].map(
      ([, written]) => written ?? '',
    );
    const looked = [...source.matchAll(/logged: ['`]([^'`]+)['`]/g)].map(([, written]) => written ?? '');
    return [...inCalls, ...inEntries, ...looked];
  });
}

it('the access log has words for everything the server writes into it (PV-53)', () => {
  const subjects = listSubjects();
  expect(subjects.length).toBeGreaterThan(30);
  expect(subjects.filter((subject) => kindOfSubject(subject) === undefined)).toEqual([]);
});

it('takes a leaflet’s code for no card', () => {
  expect(['code', 'code of play 0', 'code use 0'].map(kindOfSubject)).toEqual(['code', 'code of play', 'code use']);
});

it('shows what was looked for, masked as the log keeps it', () => {
  expect(searchedWords('phone 010-****-5678')).toBe('010-****-5678');
  expect(searchedWords('last4')).toBeUndefined();
});

it('calls an account that signed in no guest', () => {
  expect(['login', 'login_fail', 'view', 'list'].map(isSignIn)).toEqual([true, true, false, false]);
});

it('folds what one opening of a card leaves, and nothing that somebody did besides', () => {
  const a = '01a20487-4d97-705c-b159-60c4d69a045c';
  const b = '01a20487-4d97-705c-b159-60c4d69a045d';
  const entry = (action: string, subject: string, at = '2026-11-20T10:00:01.000Z') => ({
    accountEmail: 'owner@example.com',
    action,
    subject,
    at,
  });
  const folded = foldLooks([
    entry('view', a),
    entry('view', `orders of ${a}`),
    entry('list', `consents of ${a}`),
    entry('unmask', a),
    entry('view', a),
    entry('view', a, '2026-11-20T10:01:00.000Z'),
    entry('view', b, '2026-11-20T10:01:00.000Z'),
  ]);
  expect(folded.map((group) => group.length)).toEqual([3, 1, 1, 1, 1]);
});

it('folds a search typed on into one, and not one of another account, of a while before, or of something else', () => {
  const entry = (subject: string, at: string, accountEmail = 'owner@example.com') => ({
    accountEmail,
    action: 'search',
    subject,
    at: `2026-11-20T10:${at}.000Z`,
  });
  const folded = foldLooks([
    entry('name 김*나', '10:00'),
    entry('name 김*', '09:58'),
    entry('initials', '07:30'),
    entry('name 박*', '04:00'),
    entry('name 박*', '03:59', 'staff@example.com'),
    entry('mart by SQL', '03:58', 'staff@example.com'),
  ]);
  expect(folded.map((group) => group.length)).toEqual([3, 1, 1, 1]);
});
