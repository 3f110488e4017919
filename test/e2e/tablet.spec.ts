import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContext, expect, test } from '@playwright/test';
import { type Product, startProduct } from './product.ts';
import { signUp } from './sign-up.ts';
import { expectSound, openReader, watchPage } from './watch.ts';
import { words, wordsLike } from './words.ts';

const FOLDER = 'test-results/tablet';
const TABLET = { width: 810, height: 1080 };

let product: Product;
let tabletUrl: string;
/** Of the owner, signed in once. */
let session: Awaited<ReturnType<BrowserContext['storageState']>>;
test.beforeAll(async ({ browser }) => {
  mkdirSync(FOLDER, { recursive: true });
  product = await startProduct();
  const page = await browser.newPage();
  await signUp(page, product.url);
  const rules = await (await page.request.get(`${product.url}/api/loyalty/programme`)).json();
  const settings = {
    ...rules.programme.settings,
    isOn: true,
    unit: 'stamps',
    guards: { maxEarnsADay: 9, lateEarnHours: 24 },
  };
  settings.stamps = { ...settings.stamps, cardSize: 2, reward: '아메리카노' };
  await page.request.put(`${product.url}/api/loyalty/programme`, { data: { settings, expectedVersion: 0 } });
  const made = await page.request.post(`${product.url}/api/loyalty/tablets`, { data: { label: '계산대' } });
  tabletUrl = `${product.url}/tablet#${(await made.json()).url.split('#')[1]}`;
  session = await page.context().storageState();
  await page.close();
});
test.afterAll(() => product.stop());

async function open(browser: Browser, locale: 'ko' | 'en') {
  const context = await browser.newContext({ viewport: TABLET, locale, hasTouch: true });
  const page = await context.newPage();
  const faults = watchPage(page);
  await page.goto(tabletUrl);
  const shoot = async (name: string) => {
    await page.screenshot({ path: path.join(FOLDER, `${name}-${locale}.png`), fullPage: true });
    await expectSound(page, `${name}-${locale}`);
  };
  const say = (key: string) => words(locale, 'tablet', key);
  const type = async (digits: string) => {
    for (const digit of digits) await page.getByRole('button', { name: digit, exact: true }).tap();
  };
  return { page, faults, shoot, say, type, context };
}

for (const [locale, phone] of [
  ['ko', '01022223333'],
  ['en', '01044445555'],
] as const) {
  test(`a guest joins and earns by touch in ${locale}, and is forgotten`, async ({ browser }) => {
    const { page, faults, shoot, say, type, context } = await open(browser, locale);
    await type(phone);
    await expect(page.getByText(`010-••••-${phone.slice(7)}`)).toBeVisible();
    await shoot('number');
    const [earn, without] = [
      await page.getByRole('button', { name: say('earn.stamps') }).boundingBox(),
      await page.getByRole('button', { name: say('without') }).boundingBox(),
    ];
    expect([without?.width, without?.height]).toEqual([earn?.width, earn?.height]);
    await page.getByRole('button', { name: say('earn.stamps') }).tap();
    // First time: older than 14, membership and nothing else.
    await page.getByRole('button', { name: wordsLike(locale, 'consent', 'gate.older') }).tap();
    await page
      .getByRole('radio', { name: words(locale, 'consent', 'agree'), exact: true })
      .first()
      .check();
    await shoot('consent');
    await page.getByLabel(words(locale, 'consent', 'person.name')).fill('단골');
    await page.getByRole('button', { name: words(locale, 'consent', 'join'), exact: true }).tap();
    await expect(
      page
        .getByRole('status')
        .getByText(wordsLike(locale, 'tablet', 'done.stamps_other'))
        .or(page.getByText(/stamp earned/)),
    ).toBeVisible();
    await shoot('earned');
    await expect(page.getByText(phone.slice(7))).toBeHidden();
    // Without a line the next tap waits, and is sent when it is back.
    await page.getByRole('button', { name: say('earn.stamps') }).waitFor();
    await context.setOffline(true);
    await type(phone);
    await page.getByRole('button', { name: say('earn.stamps') }).tap();
    await expect(page.getByText(say('told.kept'))).toBeVisible();
    // Turned off and on without a line, it opens: the page and its files are kept, and nothing of a person.
    await expect
      .poll(() => page.evaluate(async () => (await (await caches.open('dangol-tablet')).keys()).length))
      .toBeGreaterThan(3);
    await page.reload();
    await page.getByRole('button', { name: say('earn.stamps') }).waitFor();
    await shoot('without-a-line');
    const kept = await page.evaluate(async () =>
      (await (await caches.open('dangol-tablet')).keys()).map(({ url }) => new URL(url).pathname),
    );
    expect(kept.filter((path) => path !== '/tablet' && !path.startsWith('/assets/'))).toEqual([]);
    await context.setOffline(false);
    await page.getByRole('button', { name: say('earn.stamps') }).waitFor();
    await type(phone);
    await page.getByRole('button', { name: say('earn.stamps') }).tap();
    await expect(page.getByText(/아메리카노/)).toBeVisible();
    await shoot('ready');
    // Two taps filled the card of two: it is used by touch, and the visit earns again.
    await page.getByRole('button', { name: say('use.card') }).tap();
    await page.getByRole('button', { name: say('useAndEarn') }).tap();
    await expect(page.getByText(say('done.usedCard'))).toBeVisible();
    await shoot('used');
    expect(faults.filter((fault) => !fault.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
    await context.close();
  });
}

test('the tablet forgets a number and a bill nobody goes on with (OP-51)', async ({ browser }) => {
  const { page, faults, say, type, context } = await open(browser, 'ko');
  await page.clock.install();
  await page.reload();
  await page.getByRole('button', { name: say('bill.add') }).tap();
  await type('12000');
  await page.getByRole('button', { name: say('bill.ok'), exact: true }).tap();
  await type('01099998888');
  await page.clock.runFor(19_000);
  await expect(page.getByText('010-••••-8888')).toBeVisible();
  await page.clock.runFor(1_500);
  await expect(page.getByText('010-••••-8888')).toBeHidden();
  await expect(page.getByRole('button', { name: say('bill.add') })).toBeVisible();
  // What she is asked to agree to says its last ten seconds, and whoever reads on keeps it for a minute (OP-51, PV-07).
  const keep = page.getByRole('button', { name: words('ko', 'ui', 'startOver.keep') });
  const agree = page.getByRole('radio', { name: words('ko', 'consent', 'agree'), exact: true }).first();
  await type('01099998888');
  await page.getByRole('button', { name: say('earn.stamps') }).tap();
  await page.getByRole('button', { name: wordsLike('ko', 'consent', 'gate.older') }).tap();
  await agree.check();
  await page.clock.runFor(9_000);
  await expect(keep).toBeHidden();
  await page.clock.runFor(2_000);
  await page.screenshot({ path: path.join(FOLDER, 'reading-ko.png') });
  await keep.tap();
  await page.clock.runFor(49_000);
  await expect(keep).toBeHidden();
  await expect(agree).toBeChecked();
  await page.clock.runFor(2_000);
  await expect(keep).toBeVisible();
  await page.clock.runFor(10_000);
  await expect(agree).toBeHidden();
  await page.getByRole('button', { name: say('earn.stamps') }).waitFor();
  // A line that is there and answers nothing: after eight seconds the number is kept, and the next guest may come.
  await page.route('**/api/v1/tablet/look-up', () => {});
  await type('01099998888');
  await page.getByRole('button', { name: say('earn.stamps') }).tap();
  await page.clock.runFor(7_500);
  await expect(page.getByText(say('told.kept'))).toBeHidden();
  await page.clock.runFor(1_000);
  await expect(page.getByText(say('told.kept'))).toBeVisible();
  expect(faults).toEqual([]);
  await context.close();
});

test('staff look a guest up, let her earn, spend a part and take it back at /serve', async ({ browser }) => {
  const { page, faults, look } = await openReader(browser, 'ko', 'phone', session);
  const say = (key: string) => words('ko', 'loyalty', key);
  const button = (key: string) => page.getByRole('button', { name: say(key), exact: true });
  const api = (path: string) => `${product.url}/api/${path}`;
  const { programme } = await (await page.request.get(api('loyalty/programme'))).json();
  const prepaid = { ...programme.settings.prepaid, isOn: true };
  const settings = { ...programme.settings, unit: 'points', prepaid };
  await page.request.put(api('loyalty/programme'), { data: { settings, expectedVersion: programme.version } });
  await page.request.post(api('customers'), { data: { name: '김하나', phone: '01055556666' } });
  await page.goto(`${product.url}/serve`);
  const find = page.getByLabel('끝 네 자리나 이름');
  await find.fill('0000');
  await expect(page.getByText(say('counter.none'))).toBeVisible();
  await find.fill('6666');
  await page.getByRole('button', { name: /6666/ }).waitFor();
  await find.press('Enter');
  const counter = page.getByRole('region', { name: say('counter.title') });
  await counter.getByLabel(say('counter.bill.points')).fill('40000');
  // Pressed twice, it counts once.
  await button('counter.earn.points').dblclick();
  await expect(counter.getByText('2,000점 적립했어요.')).toBeVisible();
  await expect(counter.getByText('2,000점', { exact: true })).toBeVisible();
  await button('counter.more').click();
  await counter.getByRole('button', { name: '1,000점', exact: true }).click();
  await button('counter.useOnly').click();
  await expect(counter.getByText('1,000점을 썼어요.')).toBeVisible();
  await expect(counter.getByText('1,000점', { exact: true })).toBeVisible();
  await counter
    .getByRole('button', { name: say('person.undo') })
    .first()
    .click();
  await button('counter.reason.amount').click();
  await look('serve-undoing');
  await counter
    .getByRole('button', { name: say('person.undo') })
    .first()
    .click();
  await expect(counter.getByText('2,000점', { exact: true })).toBeVisible();
  await expect(counter.getByText(say('person.undone'), { exact: true }).first()).toBeVisible();
  // Prepaid money in, out and back, and points by hand (OP-50, OP-53, OP-55).
  await button('more.charge').click();
  await counter.getByLabel(say('more.chargeAmount')).fill('50000');
  await button('more.chargeDo').dblclick();
  await expect(counter.getByText('50,000원을 충전했어요. 남은 선불 50,000원')).toBeVisible();
  await button('more.spend').click();
  await counter.getByLabel(/^선불로 낼 금액/).fill('40000');
  await button('more.spendDo').click();
  await expect(counter.getByText('선불 40,000원을 썼어요. 남은 선불 10,000원')).toBeVisible();
  await button('more.adjust.points').click();
  await counter.getByLabel(say('more.giveAmount.points')).fill('500');
  await expect(button('more.give')).toBeDisabled();
  await counter.getByLabel(say('person.reason'), { exact: true }).fill('불편을 드려서');
  await button('more.give').click();
  await expect(counter.getByText('500점을 더했어요.')).toBeVisible();
  await button('more.refund').click();
  await look('serve-prepaid-refund');
  await counter.getByRole('button', { name: '10,000원 돌려주기' }).click();
  await expect(counter.getByText('10,000원을 돌려드렸어요.')).toBeVisible();
  await expect(button('more.spend')).toHaveCount(0);
  await button('refunds.open').click();
  const refunds = page.getByRole('region', { name: say('refunds.title') });
  await refunds.getByLabel(say('refunds.bill')).fill('100000');
  await refunds.getByLabel(say('refunds.deposit')).fill('50000');
  await button('refunds.open').click();
  await expect(refunds.getByText('30,000원 이상 돌려드려요.')).toBeVisible();
  await look('serve-refunds');
  // What runs out is said here: for today, and back.
  const made = await page.request.post(api('api-keys'), {
    data: { label: '포스', kind: 'secret', source: 'till', scopes: ['items:write'] },
  });
  const headers = { authorization: `Bearer ${(await made.json()).key}` };
  await page.request.post(api('v1/items'), { headers, data: { items: [{ name: '꿔바로우', category: '식사' }] } });
  const marks = page.getByRole('region', { name: words('ko', 'menu', 'marks.title') });
  await marks.getByLabel(words('ko', 'menu', 'marks.find')).fill('바로');
  await marks.getByRole('button', { name: words('ko', 'menu', 'marks.say.soldOutToday') }).click();
  const now = marks.getByRole('list', { name: words('ko', 'menu', 'marks.now') });
  await expect(now.getByText('꿔바로우')).toBeVisible();
  await look('serve-sold-out');
  await page
    .getByRole('alert')
    .filter({ hasText: '꿔바로우' })
    .getByRole('button', { name: words('ko', 'ui', 'undo') })
    .click();
  await expect(now).toHaveCount(0);
  await page.getByRole('button', { name: '다음 손님', exact: true }).click();
  await expect(find).toBeFocused();
  expect(faults).toEqual([]);
  await page.context().close();
});
