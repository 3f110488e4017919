import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './sources.ts';

interface Cruise {
  summary: {
    violations: { from: string; to: string; cycle?: { name: string }[]; rule: { name: string; severity: string } }[];
    totalCruised: number;
  };
}

/** Imports that .dependency-cruiser.mjs forbids, and how many files were looked at: a tool that reads nothing finds nothing. */
export function findForbiddenImports(root = ROOT): { violations: string[]; filesRead: number } {
  const folders = ['src', 'test', 'bench', 'scripts'].filter((folder) => existsSync(path.join(root, folder)));
  const cruised = spawnSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      path.join(ROOT, '.dependency-cruiser.mjs'),
      '--ts-config',
      path.join(ROOT, 'tsconfig.json'),
      '--output-type',
      'json',
      ...folders,
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 512 * 1_048_576 },
  );
  if (!cruised.stdout) throw new Error(`dependency-cruiser did not run: ${cruised.stderr}`);
  const { summary } = JSON.parse(cruised.stdout) as Cruise;
  return {
    violations: summary.violations.map(
      ({ from, to, cycle, rule }) =>
        `${rule.name}: ${from} → ${cycle ? cycle.map((file) => file.name).join(' → ') : to}`,
    ),
    filesRead: summary.totalCruised,
  };
}

/** A way round a table of "may use" that comes back to where it began, undefined when there is none. */
export function findCycle(table: Readonly<Record<string, readonly string[]>>): string[] | undefined {
  const done = new Set<string>();
  function walk(name: string, trail: string[]): string[] | undefined {
    if (trail.includes(name)) return [...trail.slice(trail.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const used of table[name] ?? []) {
      const cycle = walk(used, [...trail, name]);
      if (cycle) return cycle;
    }
    done.add(name);
    return undefined;
  }
  for (const name of Object.keys(table)) {
    const cycle = walk(name, []);
    if (cycle) return cycle;
  }
  return undefined;
}
