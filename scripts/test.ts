/** `npm test`: every test on real PostgreSQL and a real browser. Ends with one line, `N passed, N failed`. */
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildWeb } from '../src/cli/build-web.ts';
import { startMachineServer } from '../test/machine-server.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
/** What must hold on any PostgreSQL that DATABASE_URL may name. */
const CORE = ['staff', 'workspace', 'customers', 'menu', 'orders', 'imports', 'privacy'].map(
  (name) => `src/modules/${name}`,
);

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: unknown[];
}

const reports = mkdtempSync(path.join(tmpdir(), 'dangol-report-'));

function run(command: string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...command], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? 1));
  });
}

/** A run that ends badly without a failed test (a file that cannot be loaded, an unhandled error) counts as one failure. */
function withStatus(counts: Counts, status: number): Counts {
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

async function runVitest(name: string, filters: string[], env: Record<string, string> = {}): Promise<Counts> {
  const file = path.join(reports, `${name}.json`);
  const status = await run(
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...filters,
    ],
    env,
  );
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  const unloaded = report.testResults.filter(
    (one) => one.status === 'failed' && one.assertionResults.length === 0,
  ).length;
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  return withStatus(counts, status);
}

async function runBrowser(): Promise<Counts> {
  if (globSync('test/e2e/**/*.{spec,test}.ts', { cwd: ROOT }).length === 0) {
    console.log('No journeys in test/e2e yet.');
    return { passed: 0, failed: 0, skipped: 0 };
  }
  // Where playwright.config.ts puts it; that of an earlier run must not be counted.
  const file = path.join(ROOT, 'test-results/browser.json');
  rmSync(file, { force: true });
  const status = await run(['node_modules/@playwright/test/cli.js', 'test']);
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const { stats, errors } = JSON.parse(readFileSync(file, 'utf8')) as PlaywrightReport;
  const counts = {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  };
  return withStatus(counts, status);
}

async function runOnMachineServer(): Promise<Counts> {
  const server = await startMachineServer();
  if (!server) {
    console.log(
      'This machine has no PostgreSQL 15 or newer of its own: the core of the suite ran on the embedded one only.',
    );
    return { passed: 0, failed: 0, skipped: 0 };
  }
  console.log(`The core of the suite on this machine's own PostgreSQL ${server.version}:`);
  try {
    const present = CORE.filter((folder) => globSync(`${folder}/**/*.test.ts`, { cwd: ROOT }).length > 0);
    return await runVitest('machine', present, { TEST_DATABASE_URL: server.url });
  } finally {
    await server.stop();
  }
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
async function add(part: string, work: () => Promise<Counts>): Promise<void> {
  const startedAt = performance.now();
  const counts = await work().catch((error: unknown) => {
    console.error(`${part}:`, error);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key];
  console.log(`${part}: ${Math.round((performance.now() - startedAt) / 1_000)} s`);
}

await add('build', async () => {
  await buildWeb(() => console.log('Building the web.'));
  return { passed: 0, failed: 0, skipped: 0 };
});
await add('server, rules, web parts', () => runVitest('main', []));
await add('own PostgreSQL', runOnMachineServer);
await add('browser', runBrowser);
rmSync(reports, { recursive: true, force: true });

const ok = total.failed === 0 && total.passed > 0;
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = ok ? 0 : 1;
