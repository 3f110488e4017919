import { type Browser, test as base, expect } from '@playwright/test';
import { type Product, startDemoProduct } from './product.ts';
import { signUp } from './sign-up.ts';

export const STAFF = { email: 'staff@example.com', password: 'another long password', name: '이직원', role: 'staff' };

/** How long one product and its demo shop may take to be made. */
const MADE_WITHIN_MS = 240_000;

/**
 * One product whose demo shop is made, for every spec that only looks at it. A worker runs several specs one after
 * another, so none may count on what another one left.
 */
export const test = base.extend<object, { demo: Product }>({
  demo: [
    // Playwright reads from the pattern what a fixture needs, and wants one.
    async ({ browserName: _browserName }, use) => {
      const product = await startDemoProduct();
      await use(product);
      await product.stop();
    },
    { scope: 'worker', timeout: MADE_WITHIN_MS },
  ],
});

/** An owner with a shop of her own and somebody of her staff, beside the demo shop: from then on nobody enters that unasked. */
export async function addOwnShop(browser: Browser, product: Product): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signUp(page, `${product.url}/setup`);
  const answer = await page.request.post(`${product.url}/api/staff`, { data: STAFF });
  expect(answer.ok(), await answer.text()).toBe(true);
  await context.close();
}
