import { defineConfig } from '@playwright/test';
import { findBrowser } from './test/browser.ts';

const { executablePath, args, env } = await findBrowser();

export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/e2e/shared-folder.ts',
  outputDir: 'test-results',
  // Every journey starts a product of its own, and the machine has few cores.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 180_000,
  reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]],
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath, args, env: { ...(process.env as Record<string, string>), ...env } },
    // A button that never comes fails its own line instead of eating the whole test's time.
    actionTimeout: 30_000,
    locale: 'ko-KR',
    timezoneId: 'Asia/Seoul',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});
