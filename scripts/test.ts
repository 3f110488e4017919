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
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

interface PlaywrightSuite {
  specs: { title: string; file: string; tests: { status: string; results: { error?: { message?: string } }[] }[] }[];
  suites?: PlaywrightSuite[];
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  suites: PlaywrightSuite[];
  errors: unknown[];
}

interface Failure {
  file: string;
  text: string;
}

const NOTHING: Counts = { passed: 0, failed: 0, skipped: 0 };
const reports = mkdtempSync(path.join(tmpdir(), 'dangol-report-'));
/** Told again at the very end, because a long log is often cut at its beginning. */
const failures: Failure[] = [];
/** What failed beside other tests and held when it was run again: a defect of the test or of the product, to be mended. */
const unsteady: Failure[] = [];

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

async function runVitestOnce(name: string, filters: string[], env: Record<string, string>) {
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
  if (!existsSync(file)) return { counts: { ...NOTHING, failed: 1 }, failed: [] };
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  const failed: Failure[] = report.testResults
    .filter((one) => one.status === 'failed')
    .flatMap(({ name: where, message, assertionResults }) => {
      const each = assertionResults
        .filter((one) => one.status === 'failed')
        .map((one) => ({ file: where, text: `${one.fullName}\n${one.failureMessages.join('\n')}` }));
      return each.length > 0 ? each : [{ file: where, text: message }];
    });
  const counts = {
    passed: report.numPassedTests,
    failed: failed.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  return { counts: withStatus(counts, status), failed };
}

/** Files with a failed test are run once more, by themselves: what holds then is told as unsteady. */
async function runVitest(name: string, filters: string[], env: Record<string, string> = {}): Promise<Counts> {
  const first = await runVitestOnce(name, filters, env);
  if (first.failed.length === 0) return first.counts;
  console.log('Once more, the files with a failed test by themselves:');
  const files = [...new Set(first.failed.map((one) => path.relative(ROOT, one.file)))];
  const second = await runVitestOnce(`${name}-again`, [...files, '--maxWorkers=1'], env);
  failures.push(...second.failed);
  const still = new Set(second.failed.map((one) => one.file));
  unsteady.push(...first.failed.filter((one) => !still.has(one.file)));
  const failed = second.counts.failed;
  return { ...first.counts, failed, passed: first.counts.passed + Math.max(0, first.counts.failed - failed) };
}

function listSpecs(suite: PlaywrightSuite): PlaywrightSuite['specs'] {
  return [...suite.specs, ...(suite.suites ?? []).flatMap(listSpecs)];
}

async function runBrowser(): Promise<Counts> {
  if (globSync('test/e2e/**/*.{spec,test}.ts', { cwd: ROOT }).length === 0) {
    console.log('No journeys in test/e2e yet.');
    return NOTHING;
  }
  // Where playwright.config.ts puts it; that of an earlier run must not be counted.
  const file = path.join(ROOT, 'test-results/browser.json');
  rmSync(file, { force: true });
  const status = await run(['node_modules/@playwright/test/cli.js', 'test']);
  if (!existsSync(file)) return { ...NOTHING, failed: 1 };
  const { stats, suites, errors } = JSON.parse(readFileSync(file, 'utf8')) as PlaywrightReport;
  for (const { title, file: where, tests } of suites.flatMap(listSpecs)) {
    for (const { status: ended, results } of tests) {
      const text = `${title}\n${results.find((one) => one.error)?.error?.message ?? ''}`;
      if (ended === 'unexpected') failures.push({ file: path.join('test/e2e', where), text });
      if (ended === 'flaky') unsteady.push({ file: path.join('test/e2e', where), text });
    }
  }
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
    return NOTHING;
  }
  console.log(`The core of the suite on this machine's own PostgreSQL ${server.version}:`);
  try {
    const present = CORE.filter((folder) => globSync(`${folder}/**/*.test.ts`, { cwd: ROOT }).length > 0);
    return await runVitest('machine', present, { TEST_DATABASE_URL: server.url });
  } finally {
    await server.stop();
  }
}

const total: Counts = { ...NOTHING };
async function add(part: string, work: () => Promise<Counts>): Promise<void> {
  const startedAt = performance.now();
  const counts = await work().catch((error: unknown) => {
    console.error(`${part}:`, error);
    return { ...NOTHING, failed: 1 };
  });
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key];
  console.log(`${part}: ${Math.round((performance.now() - startedAt) / 1_000)} s`);
}

await add('build', async () => {
  await buildWeb(() => console.log('Building the web.'));
  return NOTHING;
});
await add('server, rules, web parts', () => runVitest('main', []));
await add('own PostgreSQL', runOnMachineServer);
await add('browser', runBrowser);
rmSync(reports, { recursive: true, force: true });

function tell(word: string, list: Failure[]) {
  for (const { file, text } of list) {
    console.log(`\n${word} ${path.relative(ROOT, path.resolve(ROOT, file))} › ${text}`);
  }
}
tell('HELD ONLY ON THE SECOND RUN', unsteady);
tell('FAILED', failures);
const ok = total.failed === 0 && total.passed > 0;
const rest = [
  ...(total.skipped > 0 ? [`${total.skipped} skipped`] : []),
  ...(unsteady.length > 0 ? [`${unsteady.length} only on the second run`] : []),
];
console.log([`${total.passed} passed`, `${total.failed} failed`, ...rest].join(', '));
process.exitCode = ok ? 0 : 1;
