import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { findBrowser } from '../browser.ts';
import { type Product, startProduct } from './product.ts';
import { enterDemo } from './sign-up.ts';

/** It must show 6. */
const GOAL = 0.9;
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;

let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product.stop());

test('the home screen of a full shop scores 90 or more in Lighthouse', async ({ page, context }) => {
  await enterDemo(page, product.url);
  const cookies = await context.cookies();
  const { executablePath, args, env } = await findBrowser();
  const [{ default: lighthouse }, { chromium }] = await Promise.all([import('lighthouse'), import('playwright-core')]);
  const debugPort = 9_600 + (process.pid % 300);
  // A profile of its own, whose cookies Lighthouse's page has too.
  const profile = mkdtempSync(path.join(tmpdir(), 'dangol-lighthouse-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [...args, `--remote-debugging-port=${debugPort}`],
    env: { ...(process.env as Record<string, string>), ...env },
  });
  await browser.addCookies(cookies);
  try {
    const run = await lighthouse(`${product.url}/`, {
      port: debugPort,
      output: 'json',
      logLevel: 'error',
      onlyCategories: [...CATEGORIES],
      disableStorageReset: true,
    });
    if (!run || run.lhr.runtimeError) {
      test.skip(true, `Lighthouse cannot run here: ${run?.lhr.runtimeError?.message ?? 'no result'}`);
      return;
    }
    mkdirSync('test-results', { recursive: true });
    writeFileSync('test-results/lighthouse.json', JSON.stringify(run.lhr));
    for (const category of CATEGORIES) {
      const found = run.lhr.categories[category];
      const lost = (found?.auditRefs ?? [])
        .filter((ref) => ref.weight > 0 && (run.lhr.audits[ref.id]?.score ?? 1) < 0.9)
        .map((ref) => ref.id);
      expect(found?.score ?? 0, `${category}: ${lost.join(', ')}`).toBeGreaterThanOrEqual(GOAL);
    }
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
});
