import { type APIRequestContext, expect, type Page } from '@playwright/test';
import { words, wordsLike } from './words.ts';

export const OWNER = { email: 'owner@example.com', password: 'a long enough password' };

/** First run in the browser, in its language: owner and shop on one page. */
export async function signUp(page: Page, url: string, locale: 'ko' | 'en' = 'ko'): Promise<void> {
  const say = (key: string) => words(locale, 'setup', key);
  await page.goto(url);
  await page.getByLabel(say('shopName')).fill('시험식당');
  await page.getByLabel(say('email')).fill(OWNER.email);
  await page.getByLabel(say('password'), { exact: true }).fill(OWNER.password);
  await page.getByRole('button', { name: say('begin'), exact: true }).click();
  const today = new RegExp(`^${words(locale, 'today', 'title')}`);
  await expect(page.getByRole('heading', { level: 1, name: today })).toBeVisible();
}

/** Enters the demo shop from the first-run screen and waits until it is made. */
export async function enterDemo(page: Page, url: string, locale: 'ko' | 'en' = 'ko'): Promise<void> {
  await page.goto(url);
  await page.getByRole('button', { name: words(locale, 'setup', 'demoEnter') }).click();
  await waitForDemo(page, locale);
}

/** Waits until the demo shop is made and its board is there. */
export async function waitForDemo(page: Page, locale: 'ko' | 'en' = 'ko'): Promise<void> {
  await waitForWork(page.request, new URL(page.url()).origin);
  await expect(page.getByRole('heading', { name: wordsLike(locale, 'today', 'resting.title') })).toBeVisible({
    timeout: 15_000,
  });
}

/** Waits until nothing is being made in the demo shop: no days happening, no shop under way. */
export async function waitForWork(request: APIRequestContext, url: string): Promise<void> {
  const work = async () => {
    const answer = await request.get(`${url}/api/demo/work`);
    return answer.ok() ? ((await answer.json()) as { state: string }).state : answer.status();
  };
  await expect.poll(work, { timeout: 150_000, intervals: [500] }).toBe('ready');
}
