import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { type MailServer, startMailServer } from './mail-server.ts';
import { type Product, startProduct } from './product.ts';
import { signUp, waitForDemo } from './sign-up.ts';

/** It must show 5: the loop once around, on the demo shop, with a real mail server. */
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

interface Launched {
  treated: number;
  holdout: number;
  queued: number;
}
interface Result {
  ci: [number, number] | null;
  spendCi: [number, number] | null;
  treated: { n: number };
  holdout: { n: number };
  sentence: { text: { ko: string } };
}

test('a new owner goes around the loop: sign up, import, who is slipping, play, send, two weeks later, result', async ({
  page,
}) => {
  test.setTimeout(420_000);
  await test.step('she signs up', () => signUp(page, product.url));

  await test.step('she imports her own sales and sees who is slipping away', async () => {
    await importSales(page, product.home);
    await expect
      .poll(async () => (await getJson<{ resting: { total: number } }>(page.request, '/api/today')).resting.total, {
        timeout: 30_000,
      })
      .toBeGreaterThan(0);
    await page.goto(product.url);
    await expect(page.getByRole('heading', { name: '쉬는 손님' })).toBeVisible();
  });

  await test.step('she looks around the demo shop', async () => {
    await page.getByRole('button', { name: /내 계정/ }).click();
    await page.getByRole('button', { name: '데모 가게 둘러보기' }).click();
    await waitForDemo(page);
  });

  await test.step('she names her mail server', async () => {
    const answer = await page.request.put(`${product.url}/api/mail-server`, {
      data: {
        host: '127.0.0.1',
        port: mail.port,
        secure: false,
        fromEmail: 'hello@ongi.example.com',
        messagesPerSecond: 200,
      },
    });
    expect(answer.ok(), await answer.text()).toBe(true);
  });

  const playId = await test.step('she makes a play for the slipping and sends it', () =>
    createPlay(page.request, '돌아와요'));
  const launched = await launch(page.request, playId);
  expect(launched.holdout / (launched.holdout + launched.treated)).toBeCloseTo(0.2, 0);

  await test.step('every message arrives exactly once, named as advertising, with a way out', async () => {
    await expect.poll(() => mail.mails.length, { timeout: 120_000 }).toBe(launched.queued);
    expect(new Set(mail.mails.map(({ to }) => to)).size).toBe(launched.queued);
    for (const one of mail.mails) {
      expect(one.subject).toMatch(/^\(광고\)/);
      expect(one.headers.get('list-unsubscribe')).toMatch(/^<https?:\/\/[^>]+\/u\/[^>]+>/);
      expect(one.headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    }
  });

  const leaving = mail.mails[0];
  await test.step('somebody unsubscribes through her link, without signing in', async () => {
    const link = /<([^>]+)>/.exec(leaving?.headers.get('list-unsubscribe') ?? '')?.[1] ?? '';
    const stranger = await page.context().browser()?.newContext();
    const answer = await stranger?.request.post(new URL(new URL(link).pathname, product.url).href, {
      form: { 'List-Unsubscribe': 'One-Click' },
    });
    expect(answer?.ok()).toBe(true);
    await stranger?.close();
  });

  await test.step('two weeks go by', async () => {
    await page.goto(product.url);
    await page.getByRole('button', { name: '다음 2주 보기' }).click();
    await expect
      .poll(async () => (await getJson<{ state: string }>(page.request, '/api/demo/work')).state, {
        timeout: 90_000,
        intervals: [500],
      })
      .toBe('ready');
  });

  await test.step('she reads a result whose interval covers the truth', async () => {
    const result = await getJson<Result>(page.request, `/api/plays/${playId}/result`);
    const truth = (await product.run('demo', 'truth', playId)) as {
      incrementalConversionRate: number;
      incrementalSpendPerHeadMinor: number;
    };
    expect(result.treated.n).toBe(launched.treated);
    expect(truth.incrementalConversionRate).toBeGreaterThan(0);
    expect(result.ci?.[0]).toBeLessThan(truth.incrementalConversionRate);
    expect(result.ci?.[1]).toBeGreaterThan(truth.incrementalConversionRate);
    expect(result.sentence.text.ko).not.toBe('');
    await page.goto(product.url);
    await expect(page.getByText('돌아와요', { exact: false }).first()).toBeVisible();
  });

  await test.step('whoever unsubscribed is not written to again', async () => {
    const before = mail.mails.length;
    const second = await launch(page.request, await createPlay(page.request, '한 번 더'));
    expect(second.queued).toBeGreaterThan(0);
    await expect.poll(() => mail.mails.length - before, { timeout: 120_000 }).toBe(second.queued);
    expect(mail.mails.slice(before).map(({ to }) => to)).not.toContain(leaving?.to);
  });
});

async function getJson<T>(request: APIRequestContext, where: string): Promise<T> {
  const answer = await request.get(`${product.url}${where}`);
  expect(answer.ok(), `${where}: ${answer.status()}`).toBe(true);
  return (await answer.json()) as T;
}

async function createPlay(request: APIRequestContext, name: string): Promise<string> {
  const answer = await request.post(`${product.url}/api/plays`, {
    data: {
      name,
      rule: {
        all: [
          { fact: 'lapse', in: ['watch', 'lapsed'] },
          { fact: 'visits', atLeast: 3 },
        ],
      },
      channel: 'email',
      offer: { kind: 'amount', value: 5000, minSpendMinor: 0, validDays: 14 },
      message: { subject: '오랜만이에요', body: '{{name}}님, 보고 싶었어요. {{coupon}}', locale: 'ko' },
      holdoutRate: 0.2,
      measureDays: 14,
    },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return ((await answer.json()) as { playId: string }).playId;
}

async function launch(request: APIRequestContext, playId: string): Promise<Launched> {
  const answer = await request.post(`${product.url}/api/plays/${playId}/launch`, { data: {} });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as Launched;
}

/** The wizard, with a canonical file: file → how it was read → dry run → import. */
async function importSales(page: Page, folder: string): Promise<void> {
  const file = path.join(folder, 'sales.csv');
  writeFileSync(file, makeSales());
  await page.goto(`${product.url}/record/import`);
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: '미리 해 보기로' }).click();
  await page.getByRole('button', { name: '미리 해 보기', exact: true }).click();
  await page.getByRole('button', { name: /줄 가져오기$/ }).click();
  await expect(page.getByText(/가져왔어요/).first()).toBeVisible({ timeout: 30_000 });
}

/** Twelve people who came every week for a year; half of them stopped three months ago. */
function makeSales(): string {
  const rows = ['order_no,ordered_at,item_name,quantity,amount,customer_id,customer_name,customer_phone'];
  const day = 86_400_000;
  const today = Date.now() - day;
  for (let person = 0; person < 12; person++) {
    const stops = person < 6 ? 90 : 1;
    for (let ago = 365; ago >= stops; ago -= 7) {
      const on = new Date(today - ago * day).toISOString().slice(0, 10);
      rows.push(
        `${on}-${person},${on}T18:30:00,김치찌개,1,9000,C${person},손님${person},010-0000-10${String(person).padStart(2, '0')}`,
      );
    }
  }
  return `${rows.join('\n')}\n`;
}
