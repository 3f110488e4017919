/** Draws the picture of docs/architecture.md from src/modules/may-use.ts. `npm run check` says when it is out of date. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mayUse } from '../src/modules/may-use.ts';

export const ARCHITECTURE_PAGE = path.resolve(import.meta.dirname, '../docs/architecture.md');
const BEGIN = '<!-- drawn from src/modules/may-use.ts: begin -->';
const END = '<!-- drawn from src/modules/may-use.ts: end -->';

type Table = Readonly<Record<string, readonly string[]>>;

/** The page with its picture and table made new. */
export function drawArchitecture(page: string, table: Table = mayUse): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from === -1 || to === -1)
    throw new Error(`${ARCHITECTURE_PAGE} has lost the marks between which the picture stands`);
  const rows = Object.entries(table).map(([name, used]) => `| ${name} | ${used.join(', ') || 'none'} |`);
  const picture = [
    '```mermaid',
    'flowchart BT',
    ...directUses(table).map(([name, used]) => `  ${name} --> ${used}`),
    '```',
    '',
    '| module | may use |',
    '|---|---|',
    ...rows,
  ].join('\n');
  return `${page.slice(0, from)}${BEGIN}\n\n${picture}\n\n${page.slice(to)}`;
}

/** Arrows that no longer way says already: the full table has too many to be seen. */
function directUses(table: Table): [string, string][] {
  const reaches = (from: string, to: string): boolean =>
    (table[from] ?? []).some((used) => used === to || reaches(used, to));
  return Object.entries(table).flatMap(([name, used]) =>
    used
      .filter((one) => !used.some((other) => other !== one && reaches(other, one)))
      .map((one): [string, string] => [name, one]),
  );
}

if (import.meta.main) writeFileSync(ARCHITECTURE_PAGE, drawArchitecture(readFileSync(ARCHITECTURE_PAGE, 'utf8')));
