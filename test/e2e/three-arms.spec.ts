import { expect, type Page, test } from '@playwright/test';
import { type Product, startDemoProduct } from './product.ts';
import { enterDemo } from './sign-up.ts';
import { expectSound, watchPage } from './watch.ts';
import { words, wordsLike } from './words.ts';

/** It must show 7, at a desk: a play of three arms and a hold-out from idea to result, on the demo shop. */
let product: Product;

test.use({ viewport: { width: 1440, height: 900 } });
test.beforeAll(async () => {
  product = await startDemoProduct();
});
test.afterAll(() => product.stop());

const ko = (feature: string, key: string) => words('ko', feature, key);
const SHOTS = process.env['DANGOL_SHOTS'];

async function see(page: Page, name: string): Promise<void> {
  await expectSound(page, name);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

const next = (page: Page) => page.getByRole('button', { name: ko('plays', 'next'), exact: true }).click();

/** One arm of the offer step: nothing, or a coupon of so much. */
async function addArm(page: Page, arm: { name: string; amount: string }): Promise<void> {
  await page.getByRole('button', { name: ko('measure', 'arm.add') }).click();
  await page.getByLabel(ko('measure', 'arm.name')).fill(arm.name);
  await page.getByText(ko('plays', 'offer.amount'), { exact: true }).click();
  await page.getByLabel(ko('plays', 'offer.value')).fill(arm.amount);
}

test('a marketer compares three arms with a hold-out, and writes down what was learnt', async ({ page }) => {
  test.setTimeout(420_000);
  const faults = watchPage(page);
  await enterDemo(page, product.url);

  await test.step('she names the idea and for whom', async () => {
    await page.goto(`${product.url}/plays/new?rule=resting`);
    await page.getByLabel(ko('plays', 'aim.name'), { exact: true }).fill('세 가지로 부르기');
    await page.getByLabel(ko('plays', 'aim.hypothesis')).fill('쿠폰이 클수록 더 오실 거예요');
    await next(page);
  });

  await test.step('she makes three arms', async () => {
    await addArm(page, { name: '3천 원', amount: '3000' });
    await addArm(page, { name: '6천 원', amount: '6000' });
    await see(page, 'three-arms-offer');
    await next(page);
    await see(page, 'three-arms-message');
    await next(page);
    await page.getByLabel(ko('plays', 'holdout.measureDays')).fill('14');
    await next(page);
  });

  await test.step('she checks who gets which and sends', async () => {
    await expect(page.getByText('6천 원', { exact: true })).toBeVisible();
    await see(page, 'three-arms-check');
    await page.getByRole('button', { name: wordsLike('ko', 'plays', 'check.send.email') }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: ko('plays', 'check.yes.email'), exact: true })
      .click();
    await expect(page.getByRole('region', { name: ko('plays', 'result.title'), exact: true })).toBeVisible();
    // The demo's next days wait until the last message is out.
    await expect(page.getByText(/통을 보냈어요\./)).toBeVisible({ timeout: 60_000 });
  });
  const play = page.url();

  await test.step('two weeks go by, and each arm is told against those held out and against the others', async () => {
    await page.getByRole('banner').getByRole('button', { name: '다음 2주 보기' }).click();
    const progress = page.getByRole('status').filter({ has: page.getByRole('progressbar') });
    await expect(progress).toBeVisible();
    await expect(progress).toBeHidden({ timeout: 120_000 });
    await page.goto(play);
    const arms = page.getByRole('region', { name: ko('measure', 'arms.title'), exact: true });
    await expect(arms.getByText('6천 원').first()).toBeVisible();
    await expect(page.getByRole('region', { name: ko('measure', 'between.title'), exact: true })).toBeVisible();
    await expect(page.getByRole('region', { name: ko('plays', 'result.title'), exact: true })).not.toContainText(
      '아직 일러요',
    );
    await see(page, 'three-arms-result');
    await page.getByLabel(ko('measure', 'whatIf.foodCostRate')).fill('0.5');
    await expect(page.getByText(ko('measure', 'whatIf.asItWas'))).toBeVisible();
  });

  await test.step('what was learnt stands in the book of the year', async () => {
    await page.getByLabel(ko('plays', 'learn.learning')).fill('큰 쿠폰이 더 낫다고는 아직 모른다.');
    await page.getByRole('button', { name: ko('plays', 'learn.finish'), exact: true }).click();
    await expect(page.getByText('큰 쿠폰이 더 낫다고는 아직 모른다.')).toBeVisible();
    await page.goto(`${product.url}/plays/book`);
    await expect(page.getByText('큰 쿠폰이 더 낫다고는 아직 모른다.')).toBeVisible();
    await see(page, 'book');
  });

  await test.step('the inbox, the rules and a leaflet are sound, also on a phone', async () => {
    for (const [path, name] of [
      ['/decisions', 'decisions'],
      ['/plays/policy', 'policy'],
      ['/plays/offline', 'offline'],
    ] as const) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.goto(product.url + path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await page.waitForLoadState('networkidle');
      await see(page, name);
      await page.setViewportSize({ width: 390, height: 844 });
      await see(page, `${name}-phone`);
    }
    await page.goto(play);
    await expect(page.getByRole('region', { name: ko('measure', 'arms.title'), exact: true })).toBeVisible();
    await see(page, 'three-arms-result-phone');
  });
  expect(faults).toEqual([]);
});
