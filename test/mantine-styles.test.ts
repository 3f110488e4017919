import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const KIT = path.join(ROOT, 'node_modules/@mantine/core');
const LIST = readFileSync(path.join(ROOT, 'src/web/styles/mantine.css'), 'utf8');

/** Files of the kit that a component consists of, by following its own imports. */
function filesOf(start: string, found = new Set<string>()): Set<string> {
  if (found.has(start)) return found;
  found.add(start);
  for (const [, next = ''] of readFileSync(start, 'utf8').matchAll(/from "(\.[^"]+\.mjs)"/g)) {
    filesOf(path.resolve(path.dirname(start), next), found);
  }
  return found;
}

/** Names that a file takes from the kit, without types. */
function namesTaken(file: string): string[] {
  const imports = readFileSync(file, 'utf8').matchAll(/import \{([^}]*)\} from ["']@mantine\/core["']/g);
  return [...imports]
    .flatMap(([, names = '']) => names.split(','))
    .map((name) => name.trim())
    .filter((name) => /^[A-Z]\w+$/.test(name));
}

function stylesNeeded(): Set<string> {
  const users = [
    ...globSync('src/web/**/*.tsx', { cwd: ROOT }),
    ...globSync('node_modules/@mantine/{notifications,spotlight}/esm/**/*.mjs', { cwd: ROOT }),
  ];
  const names = new Set(users.flatMap((file) => namesTaken(path.join(ROOT, file))));
  const starts = [...names].flatMap((name) => globSync(path.join(KIT, `esm/**/${name}.mjs`)));
  const styled = starts.flatMap((start) => [...filesOf(start)]).filter((file) => file.endsWith('.module.mjs'));
  return new Set(
    styled
      .map((file) => path.basename(file, '.module.mjs'))
      .filter((name) => existsSync(path.join(KIT, `styles/${name}.css`))),
  );
}

const listed = [...LIST.matchAll(/@import "@mantine\/core\/styles\/(\w+)\.css"/g)].map(([, name = '']) => name);

it('src/web/styles/mantine.css lists the styles of every component of the kit that a screen uses, and no others', () => {
  expect(listed.filter((name) => /^[A-Z]/.test(name)).toSorted()).toEqual([...stylesNeeded()].toSorted());
});

it('lists them in the order of the kit, because later rules win', () => {
  const whole = readFileSync(path.join(KIT, 'styles.css'), 'utf8');
  const places = listed
    .filter((name) => /^[A-Z]/.test(name))
    .map((name) => whole.indexOf(readFileSync(path.join(KIT, `styles/${name}.css`), 'utf8').trim()));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});
