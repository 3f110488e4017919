import { describe, expect, it } from 'vitest';
import { findCommand, listCommands } from './commands.ts';

describe('the help of a command', () => {
  it.each(listCommands().map(({ name }) => [name]))('%s says of each option what it takes and does', async (name) => {
    const found = await findCommand(name.split(' '));
    expect(found).toBeDefined();
    const { help, options } = found?.command ?? {};
    for (const [option, kind] of Object.entries({ ...options, home: 'text', json: 'flag' })) {
      // Its help is written whole, beside the command.
      if (name === 'measure file') continue;
      for (const text of [help?.ko, help?.en]) {
        const lines = (text ?? '').split('\n');
        const at = lines.findIndex((line) => line.trim() === `--${option}` || line.trim().startsWith(`--${option} `));
        expect(lines[at], `${name} --${option}`).toBeDefined();
        if (kind !== 'flag') expect(lines[at]).not.toMatch(/…$/);
        expect((lines[at + 1] ?? '').trim()).not.toMatch(/^(--.*)?$/);
      }
    }
  });

  it('of import alone lists the kinds and the values of --basis and --map, each with an example', async () => {
    const help = (await findCommand(['import', '--help']))?.command.help?.en ?? '';
    for (const part of [
      'import sales',
      'import reviews',
      'consent-with-evidence|transaction|unknown',
      '--map map.json',
    ])
      expect(help).toContain(part);
  });
});
