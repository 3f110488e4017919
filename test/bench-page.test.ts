import { expect, it } from 'vitest';
import { keepHandWritten } from '../bench/page.ts';

it('keeps what was written by hand when the bench writes its page anew', () => {
  const byHand = '\n## Measured beside other work\n\n**Ingest**: by turns, two runs.\n';
  const before = `# Benchmarks\n\n| old |\n${byHand}`;
  const made = '# Benchmarks\n\n| new |\n\nWhat the floors are.\n';
  const page = keepHandWritten(made, before);
  expect(page).toBe(`# Benchmarks\n\n| new |\n\nWhat the floors are.\n${byHand}`);
  expect(keepHandWritten(made, page)).toBe(page);
  expect(keepHandWritten(made, '')).toBe(made);
});
