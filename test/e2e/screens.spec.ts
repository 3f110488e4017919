import { mkdirSync } from 'node:fs';
import { type APIRequestContext, expect, test } from '@playwright/test';
import { giveFile } from './give-file.ts';
import { writeSales, writeTillSales } from './own-file.ts';
import { type Product, startDemoProduct } from './product.ts';
import { addOwnShop, STAFF } from './shared-demo.ts';
import { OWNER, waitForWork } from './sign-up.ts';
import { type Locale, openReader, READERS, type Reader, SIZES } from './watch.ts';
import { words, wordsLike } from './words.ts';

const PLACES = {
  today: '/',
  people: '/people',
  resting: '/people?list=resting',
  record: '/record',
  import: '/record/import',
  insights: '/insights',
  'insights-regulars': '/insights/regulars',
  'insights-menu': '/insights/menu',
  'insights-pairs': '/insights/pairs',
  'insights-hours': '/insights/hours',
  'insights-forecast': '/insights/forecast',
  'insights-cohorts': '/insights/cohorts',
  'insights-risks': '/insights/risks',
  'insights-sql': '/insights/sql',
  plays: '/plays',
  'new-play': '/plays/new?rule=resting',
  serve: '/serve',
  settings: '/settings',
  'not-found': '/no-such-place',
} as const;
const STEPS = ['aim', 'audience', 'offer', 'message', 'holdout', 'check'] as const;

let product: Product;
let plays: { draft: string; running: string; finished: string };

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  product = await startDemoProduct();
  const context = await browser.newContext();
  await context.request.post(`${product.url}/api/demo`, { data: { locale: 'ko' } });
  plays = await makePlays(context.request);
  await context.close();
});
test.afterAll(() => product.stop());

for (const [locale, size] of READERS) {
  test(`every screen of the demo shop is sound in ${locale}, and works on a ${size}`, async ({ browser }) => {
    test.setTimeout(600_000);
    const reader = await openReader(browser, locale, size);
    const { page, faults, look } = reader;
    await page.goto(`${product.url}/setup`);
    await look('setup');
    await post(page.request, '/api/demo', { locale });
    for (const [name, path] of Object.entries(PLACES)) {
      await page.goto(`${product.url}${path}`);
      await look(name);
    }
    for (const [state, playId] of Object.entries(plays)) {
      await page.goto(`${product.url}/plays/${playId}`);
      await look(`play-${state}`);
    }
    for (const step of STEPS) {
      await page.goto(`${product.url}/plays/${plays.draft}?step=${step}`);
      await look(`play-step-${step}`);
    }
    await page.getByRole('button', { name: wordsLike(locale, 'plays', 'check.send.email') }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await look('play-ask');
    await page.goto(`${product.url}/people?list=resting`);
    await page.locator('main a[href^="/people/0"]').first().click();
    await page.waitForURL(/\/people\/[0-9a-f-]{36}/);
    await look('person');
    await page.getByRole('combobox', { name: wordsLike(locale, 'shell', 'search') }).fill('김');
    await expect(page.getByRole('option').first()).toBeVisible();
    await look('search');
    if (size === 'desk') await useKeys(reader);
    expect(faults).toEqual([]);
    if (process.env['UPDATE_PICTURES'] && locale === 'ko') {
      mkdirSync('docs/images', { recursive: true });
      // Tall enough for the play under way.
      await page.setViewportSize({ width: SIZES.desk.width, height: 1010 });
      await page.goto(`${product.url}/`);
      await reader.settle();
      await page.screenshot({ path: 'docs/images/today.png' });
    }
    await page.context().close();
  });
}

test.describe('a shop of its own', () => {
  test.beforeAll(({ browser }) => addOwnShop(browser, product));

  for (const [locale, size] of READERS) {
    test(`signing in, importing and being staff are sound in ${locale}, and work on a ${size}`, async ({ browser }) => {
      const owner = await openReader(browser, locale, size);
      await owner.page.goto(product.url);
      await owner.look('sign-in');
      await signIn(owner.page.request, OWNER, locale);
      await owner.page.goto(product.url);
      await owner.look('today-own');
      await lookAtImport(owner, locale);
      await owner.page.goto(`${product.url}/settings`);
      await owner.look('settings-own');
      await giveNewPassword(owner, locale);
      expect(owner.faults).toEqual([]);
      await owner.page.context().close();

      const staff = await openReader(browser, locale, size);
      await signIn(staff.page.request, STAFF, locale);
      for (const name of [
        'today',
        'people',
        'record',
        'import',
        'insights',
        'plays',
        'new-play',
        'settings',
      ] as const) {
        await staff.page.goto(`${product.url}${PLACES[name]}`);
        await staff.look(`staff-${name}`);
      }
      expect(staff.faults).toEqual([]);
      await staff.page.context().close();
    });
  }
});

async function post(request: APIRequestContext, where: string, data: unknown): Promise<unknown> {
  const answer = await request.post(`${product.url}${where}`, { data });
  expect(answer.ok(), `${where}: ${await answer.text()}`).toBe(true);
  return answer.json();
}

async function signIn(request: APIRequestContext, who: { email: string; password: string }, locale: Locale) {
  await post(request, '/api/session', { email: who.email, password: who.password });
  await request.patch(`${product.url}/api/account`, { data: { locale } });
}

/** A play in each of its states; two weeks lie between the finished one and the others. */
async function makePlays(request: APIRequestContext): Promise<typeof plays> {
  const offer = { kind: 'amount', value: 3000, minSpendMinor: 10_000, validDays: 14 };
  const measureDays = 14;
  const message = {
    subject: '{이름}님, 오랜만이에요',
    body: '{이름}님, {혜택} 쿠폰을 준비했어요. {쿠폰}',
    locale: 'ko',
  };
  const make = async (name: string, states: string[]) => {
    const rule = { all: [{ fact: 'lapse', in: states }] };
    const hypothesis = '쿠폰을 드리면 쉬던 분 가운데 열에 하나는 다시 오실 거예요.';
    const play = (await post(request, '/api/plays', {
      name,
      hypothesis,
      rule,
      channel: 'email',
      offer,
      message,
      measureDays,
    })) as {
      playId: string;
    };
    return play.playId;
  };
  const finished = await make('가을 안부', ['watch', 'lapsed']);
  await post(request, `/api/plays/${finished}/launch`, {});
  await waitUntilSent(request, finished);
  await post(request, '/api/demo/advance', { days: 14 });
  await waitForWork(request, product.url);
  await post(request, `/api/plays/${finished}/finish`, {
    decision: 'change',
    learning: '쿠폰은 좋았고, 제목은 더 짧게.',
  });
  const running = await make('돌아와요', ['watch', 'lapsed']);
  await post(request, `/api/plays/${running}/launch`, {});
  await waitUntilSent(request, running);
  return { finished, running, draft: await make('겨울 준비', ['on_rhythm', 'due']) };
}

/** A day of the demo that begins before the letters are out would be a day without them. */
async function waitUntilSent(request: APIRequestContext, playId: string): Promise<void> {
  const waiting = async () => {
    const answer = await request.get(`${product.url}/api/plays/${playId}`);
    const { messages } = (await answer.json()) as { messages: Record<string, number> };
    return (messages['queued'] ?? 0) + (messages['sending'] ?? 0) + (messages['handing_over'] ?? 0);
  };
  await expect.poll(waiting, { timeout: 120_000, intervals: [500] }).toBe(0);
}

/** UX-02: Alt and a letter open a place, also from the search box; `?` lists the shortcuts, unless one types or has it off. */
async function useKeys({ page, settle, look }: Reader): Promise<void> {
  await page.keyboard.press('Shift+Slash');
  await page.keyboard.press('Alt+KeyR');
  await page.waitForURL(/\/insights$/);
  await expect(page.getByRole('dialog')).toBeHidden();
  await settle();
  await page.locator('h1').focus();
  await page.keyboard.press('Shift+Slash');
  await expect(page.getByRole('dialog')).toBeVisible();
  await look('shortcuts');
  await page.getByRole('dialog').getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('Shift+Slash');
  await page.keyboard.press('Alt+KeyT');
  await page.waitForURL(`${product.url}/`);
  await expect(page.getByRole('dialog'), 'single keys are off').toBeHidden();
}

/** The owner makes a new password for the member of staff, who signs in with it from here on. */
async function giveNewPassword({ page, look }: Reader, locale: Locale): Promise<void> {
  const say = (key: string) => words(locale, 'settings', key);
  await page.getByRole('button', { name: wordsLike(locale, 'settings', 'staff.newPasswordWho') }).click();
  await page.getByRole('button', { name: say('staff.makePassword'), exact: true }).click();
  const made = page.getByRole('textbox', { name: say('staff.newPassword'), exact: true });
  await expect(made).toBeFocused();
  await look('settings-new-password');
  const old = await page.request.post(`${product.url}/api/session`, { data: STAFF });
  expect(old.status(), 'the old password is refused').toBe(401);
  STAFF.password = await made.inputValue();
  await page.getByRole('button', { name: say('staff.handedOver'), exact: true }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
}

async function lookAtImport({ page, look }: Reader, locale: Locale): Promise<void> {
  const say = (key: string) => words(locale, 'imports', key);
  await page.goto(`${product.url}/record/import`);
  await giveFile(page, writeTillSales(product.home));
  await page.getByRole('button', { name: say('read.toMap'), exact: true }).waitFor();
  await look('import-read');
  await page.getByRole('button', { name: say('read.toMap'), exact: true }).click();
  await look('import-map');
  await page.goto(`${product.url}/record/import`);
  await giveFile(page, writeSales(product.home));
  await page.getByRole('button', { name: say('read.toCheck'), exact: true }).click();
  await look('import-check');
  await page.getByLabel(say('basis.transaction.label')).check();
  await page.getByRole('button', { name: say('check.run'), exact: true }).click();
  const importNow = page.getByRole('button', { name: wordsLike(locale, 'imports', 'check.import') });
  await importNow.waitFor();
  await look('import-dry-run');
  await importNow.click();
  await page.waitForURL(/\/record\/batches\//);
  await expect(page.getByText(say('state.done'), { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await look('batch');
  await page.goto(`${product.url}/record`);
  await look('record-own');
}
