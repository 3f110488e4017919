import { defineConfig } from '@playwright/test';
import { findBrowser } from './test/browser.ts';

const { executablePath, args, env } = await findBrowser();

export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/e2e/shared-folder.ts',
  outputDir: 'test-results',
  // Files side by side: every journey has a product of its own, and waits more than it works.
  workers: 2,
  fullyParallel: false,
  projects: [
    { name: 'journeys', testIgnore: /lighthouse/ },
    // By itself at the end: other work on the machine would spoil what it measures.
    { name: 'lighthouse', testMatch: /lighthouse/, dependencies: ['journeys'] },
  ],
  // One that holds only on the second run is told at the end of `npm test`.
  retries: 1,
  timeout: 180_000,
  // Two journeys and two servers share the machine's cores: what is slow is not yet wrong.
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]],
  use: {
    browserName: 'chromium',
    // Without a language of the machine the browser cannot open a file whose name is Korean.
    launchOptions: {
      executablePath,
      args,
      env: { ...(process.env as Record<string, string>), LC_ALL: 'C.UTF-8', ...env },
    },
    // A button that never comes fails its own line instead of eating the whole test's time.
    actionTimeout: 30_000,
    locale: 'ko-KR',
    timezoneId: 'Asia/Seoul',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});
