import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { kindOfSubject } from './log-kinds.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');

/** Every text with which the server names what was looked at: it begins with letters, and the ids come after. */
function listSubjects(): string[] {
  const files = globSync('src/modules/**/*.ts', { cwd: ROOT }).filter((file) => !file.endsWith('.test.ts'));
  return files.flatMap((file) => {
    const source = readFileSync(path.join(ROOT, file), 'utf8');
    return source
      .split('recordAccess(')
      .slice(1)
      .flatMap((call) => {
        const written = /subject: ['`]([^'`]+)['`]/.exec(call.slice(0, 300))?.[1];
        return written === undefined ? [] : [written];
      });
  });
}

it('the access log has words for everything the server writes into it (PV-53)', () => {
  const subjects = listSubjects();
  expect(subjects.length).toBeGreaterThan(30);
  expect(subjects.filter((subject) => kindOfSubject(subject) === undefined)).toEqual([]);
});
