/** `npm run db:new -- name`: an empty migration with the next number. Migrations are plain SQL and only go forward. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve(import.meta.dirname, '../db/migrations');
const name = process.argv[2] ?? '';
if (!/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('Usage: npm run db:new -- name_in_snake_case');
  process.exit(2);
}
const numbers = readdirSync(FOLDER).map((file) => Number.parseInt(file, 10));
const next = String(Math.max(0, ...numbers.filter(Number.isFinite)) + 1).padStart(4, '0');
const file = path.join(FOLDER, `${next}_${name}.sql`);
writeFileSync(file, '-- Why this change is needed.\n', { flag: 'wx' });
console.log(path.relative(process.cwd(), file));
