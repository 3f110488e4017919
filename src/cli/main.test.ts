import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT_ROOT } from '../platform/config.ts';

it.each(['help', 'no such command --json'])('ends quietly when nobody reads on: dangol %s | true', (words) => {
  const main = path.join(PROJECT_ROOT, 'src/cli/main.ts');
  const line = `{ "${process.execPath}" --disable-warning=ExperimentalWarning "${main}" ${words}; echo "exit $?" >&2; } | true`;
  const { stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
  expect(stderr).not.toMatch(/EPIPE|\n\s+at /);
  expect(stderr).toMatch(words === 'help' ? /^exit 0\n$/ : /exit 2\n$/);
});
