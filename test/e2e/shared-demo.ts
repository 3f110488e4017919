import { test as base, expect } from '@playwright/test';
import { type Product, startDemoProduct } from './product.ts';
import { signUp } from './sign-up.ts';

export const STAFF = { email: 'staff@example.com', password: 'another long password', name: '이직원', role: 'staff' };

/** How long one product and its demo shop may take to be made. */
const MADE_WITHIN_MS = 240_000;

/**
 * One product whose demo shop is made, for every spec that looks at it: making it takes longer than most of them. Specs run
 * in one worker, one after another, so none may count on what another one left. `ownShop` has, beside it, an owner and staff.
 */
export const test = base.extend<object, { demo: Product; ownShop: Product }>({
  demo: [
    // Playwright reads from the pattern what a fixture needs, and wants one.
    async ({ browserName: _browserName }, use) => {
      const product = await startDemoProduct();
      await use(product);
      await product.stop();
    },
    { scope: 'worker', timeout: MADE_WITHIN_MS },
  ],
  ownShop: [
    async ({ browser, demo }, use) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await signUp(page, `${demo.url}/setup`);
      const answer = await page.request.post(`${demo.url}/api/staff`, { data: STAFF });
      expect(answer.ok(), await answer.text()).toBe(true);
      await context.close();
      await use(demo);
    },
    { scope: 'worker', timeout: MADE_WITHIN_MS },
  ],
});
