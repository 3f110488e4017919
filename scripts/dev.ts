/**
 * `npm run dev`: the server, started again when its code changes, and the web with hot reload on http://127.0.0.1:5173.
 * Another port for the server: DANGOL_PORT, which both of them read.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const HOME = process.env['DANGOL_HOME'] ?? path.join(ROOT, 'data/dev');

const server = [
  '--disable-warning=ExperimentalWarning',
  '--watch',
  '--watch-preserve-output',
  'src/cli/main.ts',
  'start',
  '--home',
  HOME,
  ...process.argv.slice(2),
];
const web = ['node_modules/vite/bin/vite.js', '--host', '127.0.0.1'];

const children: ChildProcess[] = [server, web].map((args) =>
  spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] }),
);

let stopping = false;
/** Either one ending, or Ctrl-C, ends both. */
function stop(): void {
  if (stopping) return;
  stopping = true;
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
}
for (const child of children) child.once('exit', stop);
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
