import { mkdirSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { type Product, startProduct } from './product.ts';
import { enterDemo } from './sign-up.ts';
import { expectSound, watchPage } from './watch.ts';

const FOLDER = 'test-results/screens';
const WIDTHS = { phone: { width: 390, height: 844 }, desk: { width: 1440, height: 900 } } as const;
const PLACES = {
  today: '/',
  people: '/people',
  resting: '/people?list=resting',
  record: '/record',
  import: '/record/import',
  insights: '/insights',
  plays: '/plays',
  'new-play': '/plays/new',
  serve: '/serve',
  settings: '/settings',
} as const;

let product: Product;
test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  mkdirSync(FOLDER, { recursive: true });
  product = await startProduct();
  const context = await browser.newContext();
  const page = await context.newPage();
  await enterDemo(page, product.url);
  await context.close();
});
test.afterAll(() => product.stop());

/** Signed in to the demo shop, in a language. */
async function open(page: Page, locale: 'ko' | 'en'): Promise<void> {
  const answer = await page.request.post(`${product.url}/api/demo`, { data: { locale } });
  expect(answer.ok()).toBe(true);
}

for (const locale of ['ko', 'en'] as const) {
  for (const [size, viewport] of Object.entries(WIDTHS)) {
    test(`every screen is sound in ${locale} on a ${size}`, async ({ browser }) => {
      const context = await browser.newContext({ viewport, locale, deviceScaleFactor: size === 'phone' ? 2 : 1 });
      const page = await context.newPage();
      const faults = watchPage(page);
      await page.goto(`${product.url}/setup`);
      await shoot(page, `setup-${locale}-${size}`);
      await open(page, locale);
      for (const [name, path] of Object.entries(PLACES)) {
        await page.goto(`${product.url}${path}`);
        await shoot(page, `${name}-${locale}-${size}`);
      }
      await page.goto(`${product.url}/people`);
      await page.locator('main a[href^="/people/"]').first().click();
      await page.waitForURL(/\/people\/[0-9a-f-]{36}/);
      await shoot(page, `person-${locale}-${size}`);
      expect(faults).toEqual([]);
      if (process.env['UPDATE_PICTURES'] && locale === 'en' && size === 'desk') {
        mkdirSync('docs/images', { recursive: true });
        await page.goto(`${product.url}/`);
        await settle(page);
        await page.screenshot({ path: 'docs/images/today.png' });
      }
      await context.close();
    });
  }
}

async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  // Motion would make the contrast of half-faded text count.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))),
  );
}

async function shoot(page: Page, name: string): Promise<void> {
  await settle(page);
  await page.screenshot({ path: `${FOLDER}/${name}.png`, fullPage: true });
  await expectSound(page, name);
}
