import { expect, type Page, test } from '@playwright/test';
import { type Product, startDemoProduct } from './product.ts';
import { enterDemo } from './sign-up.ts';
import { expectSound, type Locale, watchPage } from './watch.ts';
import { words, wordsLike } from './words.ts';

/** It must show 7, at a desk: a play of three arms and a hold-out from idea to result, on the demo shop. */
const NAMES = {
  ko: {
    play: '세 가지로 부르기',
    hypothesis: '쿠폰이 클수록 더 오실 거예요',
    small: '3천 원',
    big: '6천 원',
    learning: '큰 쿠폰이 더 낫다고는 아직 모른다.',
  },
  en: {
    play: 'Three ways to call',
    hypothesis: 'The larger the coupon, the more come back',
    small: '3,000 won',
    big: '6,000 won',
    learning: 'Whether the larger coupon is better is not known yet.',
  },
} as const;
const PICTURES = process.env['DANGOL_PICTURES'];

interface Hand {
  page: Page;
  locale: Locale;
}

async function see({ page, locale }: Hand, name: string): Promise<void> {
  await expectSound(page, `${name}-${locale}`);
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}-${locale}.png`, fullPage: true });
}

const next = ({ page, locale }: Hand) =>
  page.getByRole('button', { name: words(locale, 'plays', 'next'), exact: true }).click();

/** One arm of the offer step: nothing, or a coupon of so much. */
async function addArm({ page, locale }: Hand, arm: { name: string; amount: string }): Promise<void> {
  await page.getByRole('button', { name: words(locale, 'measure', 'arm.add') }).click();
  await page.getByLabel(words(locale, 'measure', 'arm.name'), { exact: true }).fill(arm.name);
  await page.getByText(words(locale, 'plays', 'offer.amount'), { exact: true }).click();
  await page.getByLabel(words(locale, 'plays', 'offer.value'), { exact: true }).fill(arm.amount);
}

for (const locale of ['ko', 'en'] as const) {
  test.describe(`in ${locale}`, () => {
    let product: Product;
    test.use({ viewport: { width: 1440, height: 900 }, locale });
    test.beforeAll(async () => {
      product = await startDemoProduct();
    });
    test.afterAll(() => product.stop());

    test('a marketer compares three arms with a hold-out, and writes down what was learnt', async ({ page }) => {
      const hand: Hand = { page, locale };
      const names = NAMES[locale];
      const say = (feature: string, key: string) => words(locale, feature, key);
      test.setTimeout(420_000);
      const faults = watchPage(page);
      await enterDemo(page, product.url, locale);

      await test.step('she names the idea and for whom', async () => {
        await page.goto(`${product.url}/plays/new?rule=resting`);
        await page.getByLabel(say('plays', 'aim.name'), { exact: true }).fill(names.play);
        await page.getByLabel(say('plays', 'aim.hypothesis')).fill(names.hypothesis);
        await next(hand);
      });

      await test.step('she makes three arms', async () => {
        await addArm(hand, { name: names.small, amount: '3000' });
        await addArm(hand, { name: names.big, amount: '6000' });
        await see(hand, 'three-arms-offer');
        // Left by a link without pressing Next, the arms are kept.
        await page
          .getByRole('main')
          .getByRole('link', { name: say('plays', 'title'), exact: true })
          .click();
        await expect(page.getByRole('heading', { level: 1, name: say('plays', 'title'), exact: true })).toBeVisible();
        await page.goBack();
        await expect(page.getByRole('button', { name: names.big, exact: true })).toBeVisible();
        await next(hand);
        await see(hand, 'three-arms-message');
        await next(hand);
        await page.getByLabel(say('plays', 'holdout.measureDays')).fill('14');
        await next(hand);
      });

      await test.step('she checks who gets which and sends', async () => {
        await expect(page.getByText(names.big, { exact: true })).toBeVisible();
        await see(hand, 'three-arms-check');
        await page.getByRole('button', { name: wordsLike(locale, 'plays', 'check.send.email') }).click();
        await page
          .getByRole('dialog')
          .getByRole('button', { name: say('plays', 'check.yes.email'), exact: true })
          .click();
        await expect(page.getByRole('region', { name: say('plays', 'result.title'), exact: true })).toBeVisible();
        // The demo's next days wait until the last message is out.
        await expect(page.getByText(wordsLike(locale, 'plays', 'progress.done'))).toBeVisible({ timeout: 60_000 });
      });
      const play = page.url();

      await test.step('two weeks go by, and each arm is told against those held out and against the others', async () => {
        await page
          .getByRole('banner')
          .getByRole('button', { name: say('shell', 'demoAdvance') })
          .click();
        const progress = page.getByRole('status').filter({ has: page.getByRole('progressbar') });
        await expect(progress).toBeVisible();
        await expect(progress).toBeHidden({ timeout: 120_000 });
        await page.goto(play);
        const arms = page.getByRole('region', { name: say('measure', 'arms.title'), exact: true });
        await expect(arms.getByText(names.big).first()).toBeVisible();
        await expect(page.getByRole('region', { name: say('measure', 'between.title'), exact: true })).toBeVisible();
        await expect(page.getByRole('region', { name: say('plays', 'result.title'), exact: true })).not.toContainText(
          wordsLike(locale, 'plays', 'verdict.before_planned_date'),
        );
        await see(hand, 'three-arms-result');
        await page.getByLabel(say('measure', 'whatIf.foodCostRate')).fill('0.5');
        await expect(page.getByText(say('measure', 'whatIf.asItWas'))).toBeVisible();
      });

      await test.step('what was learnt stands in the book of the year', async () => {
        await page.getByRole('textbox', { name: say('plays', 'learn.learning') }).fill(names.learning);
        await page.getByRole('button', { name: say('plays', 'learn.finish'), exact: true }).click();
        await expect(page.getByText(names.learning)).toBeVisible();
        await page.goto(`${product.url}/plays/book`);
        await expect(page.getByText(names.learning)).toBeVisible();
        await see(hand, 'book');
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
          await see(hand, name);
          await page.setViewportSize({ width: 390, height: 844 });
          await see(hand, `${name}-phone`);
        }
        await page.goto(play);
        await expect(page.getByRole('region', { name: say('measure', 'arms.title'), exact: true })).toBeVisible();
        await see(hand, 'three-arms-result-phone');
      });
      expect(faults).toEqual([]);
    });
  });
}
