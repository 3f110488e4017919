import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Texts by their path from the project's root, with forward slashes: real ones, or planted by a test. */
export type Sources = ReadonlyMap<string, string>;

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** Everything below src that the checks read. */
export function readSources(root = ROOT): Sources {
  const files = globSync(['src/**/*.ts', 'src/**/*.tsx', 'src/**/*.sql', 'src/web/locales/*/*.json'], { cwd: root });
  return new Map(files.sort().map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
}

export const isTest = (file: string) => /\.(test|fixture)\.tsx?$/.test(file);
