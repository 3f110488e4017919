import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hasWeb, PROJECT_ROOT, WEB_ROOT } from '../platform/config.ts';
import { AppError } from '../shared/errors.ts';

/** Everything the web is made of. The server's own code is not in here: changing it needs no new build. */
const SOURCES = [
  'src/web/**/*',
  'src/shared/**/*.ts',
  'src/modules/*/{contract,packs}.ts',
  'src/modules/*/{contract,packs}/**/*.ts',
  'package-lock.json',
  'vite.config.ts',
];
const STAMP = `${WEB_ROOT}.stamp`;
const VITE = path.join(PROJECT_ROOT, 'node_modules/vite/bin/vite.js');
/** Enough of the builder's output to see what is wrong, not a screenful of it. */
const SHOWN_LINES = 12;

/** Path, size and time of every source: reading the contents of a thousand files would cost more than it tells. */
function computeStamp(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: PROJECT_ROOT, exclude: (name) => name.endsWith('.test.ts') }).sort();
  for (const file of files) {
    const { size, mtimeMs, isFile } = describe(file);
    if (isFile) hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function describe(file: string) {
  const stat = statSync(path.join(PROJECT_ROOT, file));
  return { size: stat.size, mtimeMs: stat.mtimeMs, isFile: stat.isFile() };
}

/** Whether the built web is the one these sources make. */
export function isWebCurrent(): boolean {
  return hasWeb() && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === computeStamp();
}

/**
 * Builds the web when its sources changed since the last build. The new one is made beside the old and put in its place
 * when it is whole, so that an interrupted build leaves what was there.
 * @param onBuild called once when there is something to build, before it begins
 * @throws AppError unavailable when it cannot be built
 */
export async function buildWeb(onBuild: () => void = () => {}): Promise<void> {
  if (isWebCurrent()) return;
  if (!existsSync(VITE)) {
    // An installation without development tools serves the web it was delivered with.
    if (hasWeb()) return;
    throw cannotBuild('vite is not installed', {
      ko: '화면을 만드는 도구가 없어요. npm ci를 다시 해 주세요.',
      en: 'The tool that builds the web is missing. Run npm ci again.',
    });
  }
  onBuild();
  const stamp = computeStamp();
  const next = `${WEB_ROOT}.${process.pid}`;
  try {
    const { status, output } = await run(['build', '--outDir', next, '--emptyOutDir', '--logLevel', 'warn']);
    if (status !== 0) {
      const reason = output.trim().split('\n').slice(-SHOWN_LINES).join('\n');
      throw cannotBuild(reason, {
        ko: `화면을 만들지 못했어요. 데이터는 그대로예요. 이유:\n${reason}`,
        en: `The web could not be built. The data is untouched. The reason:\n${reason}`,
      });
    }
    mkdirSync(path.dirname(WEB_ROOT), { recursive: true });
    rmSync(WEB_ROOT, { recursive: true, force: true });
    renameSync(next, WEB_ROOT);
    writeFileSync(STAMP, stamp);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

function run(args: string[]): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [VITE, ...args], {
      cwd: PROJECT_ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output }));
  });
}

function cannotBuild(reason: string, userMessage: { ko: string; en: string }): AppError {
  return new AppError('unavailable', `web build failed: ${reason}`, { userMessage });
}
