import { type Browser, expect, type Page, test } from '@playwright/test';
import { giveFile } from './give-file.ts';
import { type MailServer, type ReceivedMail, startMailServer } from './mail-server.ts';
import { writeSales } from './own-file.ts';
import { type Product, startProduct } from './product.ts';
import { OWNER, signUp, waitForDemo } from './sign-up.ts';
import { expectSound, watchPage } from './watch.ts';

/** It must show 5: the loop once around, by hand, on the demo shop, with a real mail server. */
let product: Product;
let mail: MailServer;

test.beforeAll(async () => {
  mail = await startMailServer();
  product = await startProduct();
});
test.afterAll(async () => {
  await product.stop();
  await mail.stop();
});

const ARRIVE_MS = 120_000;

test('a new owner goes around the loop: sign up, import, who is slipping, play, send, two weeks later, result', async ({
  page,
  browser,
}) => {
  test.setTimeout(420_000);
  const faults = watchPage(page);
  await test.step('she signs up', () => signUp(page, product.url));

  await test.step('she imports her own sales and sees who is slipping away', async () => {
    await importSales(page, writeSales(product.home));
    await goTo(page, '오늘');
    await expect(async () => {
      await page.reload();
      await expect(page.getByRole('heading', { name: '쉬는 손님' })).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 30_000 });
  });

  await test.step('she looks around the demo shop', async () => {
    await page.getByRole('button', { name: /내 계정/ }).click();
    await page.getByRole('button', { name: '데모 가게 둘러보기' }).click();
    await waitForDemo(page);
  });

  await test.step('she names her mail server and tries it', () => nameMailServer(page));

  const first = await test.step('she makes a play for the resting and sends it', async () => {
    await goTo(page, '이해');
    await page.getByRole('button', { name: '실행안 만들기' }).click();
    await page.getByLabel('이름').fill('돌아와요');
    await next(page);
    await page.getByText('금액 할인', { exact: true }).click();
    await page.getByLabel('할인 금액').fill('5000');
    await next(page);
    await expect(page.getByLabel('제목')).not.toHaveValue('');
    await next(page);
    await page.getByText('20%', { exact: true }).click();
    await page.getByLabel('지켜볼 날수').fill('14');
    await next(page);
    return send(page);
  });
  expect(first.heldOut / (first.heldOut + first.treated)).toBeCloseTo(0.2, 1);

  await test.step('every message arrives exactly once, named as advertising, with a way out', async () => {
    await expectAllSent(page, first.treated);
    expect(mail.mails).toHaveLength(first.treated);
    expect(new Set(mail.mails.map(({ to }) => to)).size).toBe(first.treated);
    for (const one of mail.mails) {
      expect(one.subject).toMatch(/^\(광고\)/);
      expect(one.headers.get('list-unsubscribe')).toMatch(/^<https?:\/\/[^>]+\/u\/[^>]+>/);
      expect(one.headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    }
  });

  const leaving = mail.mails[0];
  await test.step('somebody unsubscribes through her link, without signing in', () => unsubscribe(browser, leaving));

  await test.step('two weeks go by', async () => {
    await page.getByRole('banner').getByRole('button', { name: '다음 2주 보기' }).click();
    const progress = page.getByRole('status').filter({ has: page.getByRole('progressbar') });
    await expect(progress).toBeVisible();
    await expect(progress).toBeHidden({ timeout: 90_000 });
  });

  await test.step('she reads a result that agrees with the truth', async () => {
    await goTo(page, '실행');
    await page.getByRole('link', { name: /돌아와요/ }).click();
    const result = page.getByRole('region', { name: '결과' });
    await expect(result).toContainText(`보낸 손님 ${first.treated}명, 비교 그룹 ${first.heldOut}명`);
    await expect(result).not.toContainText('아직 일러요');
    const [low, high] = await readConversionInterval(result.innerText());
    const truth = (await product.run('demo', 'truth', playIdOf(page))) as { incrementalConversionRate: number };
    expect(truth.incrementalConversionRate).toBeGreaterThan(0);
    // Who is held out is drawn anew at every run, so one 95 % interval in twenty must miss. Twice as wide, one run in ten
    // thousand does; that the interval as shown covers the truth is tested with drawn seeds in src/modules/demo.
    const spare = (high - low) / 2;
    expect(truth.incrementalConversionRate).toBeGreaterThan(low - spare);
    expect(truth.incrementalConversionRate).toBeLessThan(high + spare);
  });

  await test.step('she writes down what she learnt, and whoever unsubscribed is not written to again', async () => {
    await page.getByLabel('배운 점').fill('쿠폰이 있으면 다시 오신다.');
    await page.getByRole('button', { name: '마치기' }).click();
    await page.getByRole('button', { name: '2번째 시도 만들기' }).click();
    await page.getByRole('button', { name: /확인하고 보내기/ }).click();
    await expect(page.getByRole('button', { name: /확인하고 보내기/ })).toHaveAttribute('aria-current', 'step');
    const before = mail.mails.length;
    const second = await send(page);
    expect(second.treated).toBeGreaterThan(0);
    await expectAllSent(page, second.treated);
    const again = mail.mails.slice(before);
    expect(again).toHaveLength(second.treated);
    expect(again.map(({ to }) => to)).not.toContain(leaving?.to);
  });
  expect(faults).toEqual([]);
});

/** A place of the navigation. */
async function goTo(page: Page, place: string): Promise<void> {
  await page.getByRole('navigation', { name: '화면' }).getByRole('link', { name: place, exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

async function next(page: Page): Promise<void> {
  await page.getByRole('button', { name: '다음', exact: true }).click();
}

const playIdOf = (page: Page) => /\/plays\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';

/** The wizard, with a canonical file: file → how it was read → dry run → import. */
async function importSales(page: Page, file: string): Promise<void> {
  await page.getByRole('main').getByRole('link', { name: '파일 고르기' }).first().click();
  await giveFile(page, file);
  await page.getByRole('button', { name: '미리 해 보기로' }).click();
  await page.getByLabel('거래하면서 알게 됐어요').check();
  await page.getByRole('button', { name: '미리 해 보기', exact: true }).click();
  await page.getByRole('button', { name: /줄 가져오기$/ }).click();
  await expect(page.getByText(/가져왔어요/).first()).toBeVisible({ timeout: 30_000 });
}

async function nameMailServer(page: Page): Promise<void> {
  await goTo(page, '설정');
  const section = page.getByRole('region', { name: '채널: 이메일' });
  await section.getByLabel('서버 주소').fill('127.0.0.1');
  await section.getByLabel('포트').fill(String(mail.port));
  await section.getByLabel(/처음부터 암호 연결/).uncheck();
  await section.getByLabel('보내는 주소').fill('hello@ongi.example.com');
  await section.getByLabel('1초에 보낼 통수').fill('200');
  await section.getByRole('button', { name: '저장' }).click();
  await section.getByRole('button', { name: '나에게 시험 메일 보내기' }).click();
  await expect(section.getByText(`${OWNER.email} 주소로 시험 메일을 보냈어요.`)).toBeVisible();
  expect(mail.mails.splice(0).map(({ to }) => to)).toEqual([OWNER.email]);
}

/** Presses the last button of the check step and agrees; reads both group sizes from what the screen says. */
async function send(page: Page): Promise<{ treated: number; heldOut: number }> {
  await page.getByRole('button', { name: /^[\d,]+명께 보내기$/ }).click();
  const dialog = page.getByRole('dialog');
  const text = await dialog.innerText();
  const read = (pattern: RegExp) => Number((pattern.exec(text)?.[1] ?? 'NaN').replaceAll(',', ''));
  const counts = { treated: read(/([\d,]+)명께 이메일을/), heldOut: read(/비교 그룹 ([\d,]+)명/) };
  await dialog.getByRole('button', { name: '보내기', exact: true }).click();
  await expect(dialog).toBeHidden();
  return counts;
}

/** The screen tells by itself when the last message is out, and none is left over. */
async function expectAllSent(page: Page, treated: number): Promise<void> {
  const progress = page.getByRole('region', { name: '보내기', exact: true });
  await expect(progress).toContainText(`${treated.toLocaleString('ko')}통을 보냈어요.`, { timeout: ARRIVE_MS });
  await expect(progress).not.toContainText(/기다리는 중|실패|도착을 확인하지 못함/);
}

async function unsubscribe(browser: Browser, letter: ReceivedMail | undefined): Promise<void> {
  const link = /<([^>]+)>/.exec(letter?.headers.get('list-unsubscribe') ?? '')?.[1] ?? '';
  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  const faults = watchPage(page);
  await page.goto(new URL(new URL(link).pathname, product.url).href);
  await expectSound(page, 'unsubscribe');
  await page.getByRole('button', { name: /수신거부/ }).click();
  await expect(page.getByRole('heading', { name: '수신거부를 마쳤어요.' })).toBeVisible();
  expect(faults).toEqual([]);
  await stranger.close();
}

/** Both ends of the interval under "오신 비율의 차이", as rates. */
async function readConversionInterval(text: Promise<string>): Promise<[number, number]> {
  const found = /([+-]?[\d.]+)%p ~ ([+-]?[\d.]+)%p/.exec(await text);
  expect(found, 'the interval of the difference in visits stands on the screen').not.toBeNull();
  return [Number(found?.[1]) / 100, Number(found?.[2]) / 100];
}
