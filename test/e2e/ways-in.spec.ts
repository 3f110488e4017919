import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { giveFile } from './give-file.ts';
import { type Product, startProduct } from './product.ts';
import { OWNER, signUp } from './sign-up.ts';
import { type Locale, openReader, READERS, type Size } from './watch.ts';
import { words, wordsLike } from './words.ts';

let product: Product;
test.beforeAll(async ({ browser }) => {
  product = await startProduct();
  const page = await browser.newPage();
  await signUp(page, product.url);
  await page.request.post(`${product.url}/api/customers`, { data: { name: '박건', phone: '010-1234-5678' } });
  for (const [at, itemName] of ['김치찌개', '제육볶음', '공기밥', '계란말이', '된장찌개'].entries()) {
    const lines = [{ itemName, quantity: 1, amountMinor: 9_000 + at * 500, unitPriceMinor: 9_000 + at * 500 }];
    await page.request.post(`${product.url}/api/orders`, { data: { orderNo: `R${at}`, lines } });
  }
  await page.close();
});
test.afterAll(() => product.stop());

const CARDS = [
  'BEGIN:VCARD\nVERSION:3.0\nFN:김하나\nTEL;TYPE=CELL:010-1234-5678\nEND:VCARD',
  'BEGIN:VCARD\nVERSION:3.0\nFN:이두리\nTEL;TYPE=CELL:010-2222-3333\nTEL:02-123-4567\nBDAY:1990-01-01\nEND:VCARD',
].join('\n');
const FORM = '타임스탬프,이름,연락처,맛은 어땠나요\n2026/11/20 3:15:22 오후 GMT+9,김하나,010-7777-8888,좋았어요\n';
const BOOK =
  '예약번호,방문일시,상태,인원,예약자,연락처\nR1,2026-11-20 18:30,방문완료,2명,김하나,010-7777-8888\nR2,2026-11-21 18:30,손님 안 옴,3명,,\n';
const REVIEWS = 'at,rating,text,site,author\n2026-11-20T12:00:00,★★★★☆,맛있어요,네이버,하나\n';

async function open(browser: Browser, locale: Locale, size: Size) {
  const reader = await openReader(browser, locale, size);
  await reader.page.request.post(`${product.url}/api/session`, { data: OWNER });
  await reader.page.request.patch(`${product.url}/api/account`, { data: { locale } });
  return reader;
}

for (const [locale, size] of READERS) {
  test(`every way in is sound in ${locale}, and works on a ${size}`, async ({ browser }) => {
    const { page, faults, look } = await open(browser, locale, size);
    const say = (key: string) => words(locale, 'imports', key);
    const bring = async (kind: string, name: string, content: string) => {
      const file = path.join(product.home, name);
      writeFileSync(file, content);
      await page.goto(`${product.url}/record/import`);
      await page.getByText(say(`file.what.${kind}`)).click();
      if (kind === 'contacts') await look('kinds');
      await giveFile(page, file);
    };
    await bring('contacts', 'book.vcf', CARDS);
    await page.getByRole('button', { name: say('read.toCheck'), exact: true }).click();
    await page.getByLabel(say('basis.unknown.label')).check();
    await page.getByRole('button', { name: say('check.run'), exact: true }).click();
    await page.getByRole('button', { name: wordsLike(locale, 'imports', 'check.import') }).waitFor();
    await expect(page.getByRole('button', { name: say('known.reveal'), exact: true })).toBeVisible();
    await look('contacts-known');

    for (const [kind, name, content] of [
      ['events', 'form.csv', FORM],
      ['reservations', 'bookings.csv', BOOK],
    ] as const) {
      await bring(kind, name, content);
      await page.getByRole('button', { name: say('read.toMap'), exact: true }).click();
      await expect(page.getByRole('heading', { name: say('preview.title') })).toBeVisible();
      await expect(page.getByText(say('preview.ok')).first()).toBeVisible();
      await look(`map-${kind}`);
    }
    await bring('reviews', 'reviews.csv', REVIEWS);
    await page.getByRole('button', { name: say('read.toCheck'), exact: true }).click();
    await page.getByRole('button', { name: say('check.run'), exact: true }).click();
    await page.getByRole('button', { name: wordsLike(locale, 'imports', 'check.import') }).waitFor();
    await look('reviews-check');

    for (const what of ['sale', 'note', 'card']) {
      await page.goto(`${product.url}/record/entry?what=${what}`);
      await page.getByRole('button', { name: words(locale, 'entry', 'save') }).waitFor();
      await look(`entry-${what}`);
    }
    await page.goto(`${product.url}/record/folders`);
    await look('folders-empty');
    await page.getByRole('button', { name: say('folders.add') }).click();
    await look('folders-new');
    await page.getByLabel(say('folders.name')).fill(`포스 ${locale} ${size}`);
    await page.getByLabel(say('basis.transaction.label')).check();
    await page.getByRole('button', { name: say('folders.add') }).click();
    await expect(page.getByText(say('folders.path'))).toBeVisible();
    await look('folders');
    await page.getByRole('button', { name: say('folders.remove') }).click();
    await expect(page.getByText(say('folders.empty'))).toBeVisible();
    expect(faults).toEqual([]);
    await page.context().close();
  });
}

test('a sale is typed in with one thumb, kept while the line is down, and taken back', async ({ browser }) => {
  const { page } = await open(browser, 'ko', 'phone');
  const say = (key: string) => words('ko', 'entry', key);
  const manual = async (): Promise<unknown[]> => {
    const found = await page.request.get(`${product.url}/api/customers/search?q=5678`);
    const { customers } = (await found.json()) as { customers: { customerId: string }[] };
    const orders = await Promise.all(
      customers.map(async ({ customerId }) => {
        const answer = await page.request.get(`${product.url}/api/customers/${customerId}/orders`);
        return ((await answer.json()) as { orders: { source: string; grossMinor: number }[] }).orders;
      }),
    );
    return orders.flat().map(({ source, grossMinor }) => [source, grossMinor]);
  };
  await page.goto(`${product.url}/record/entry`);
  await page.getByRole('button', { name: /^김치찌개 9,000/ }).click();
  await page.getByRole('button', { name: /^김치찌개 9,000/ }).click();
  await page.getByLabel(say('sale.person')).fill('5678');
  await page.getByRole('button', { name: /박/ }).click();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: say('save') }).click();
  await expect(page.getByText(/아직 못 보낸 것 1개/)).toBeVisible();
  expect(await page.getByRole('button', { name: say('save') }).isDisabled()).toBe(true);
  await page.context().setOffline(false);
  await page
    .getByRole('button', { name: say('retryNow') })
    .click({ timeout: 5_000 })
    .catch(() => {});
  await expect(page.getByText(/판매: 저장했어요/)).toBeVisible({ timeout: 15_000 });
  await expect.poll(manual).toEqual([['manual', 18_000]]);
  await page.getByRole('button', { name: words('ko', 'ui', 'undo'), exact: true }).click();
  await expect.poll(manual).toEqual([]);
});

test('a card out of the bowl takes its name, its number and one key', async ({ browser }) => {
  const { page } = await open(browser, 'ko', 'phone');
  const say = (key: string) => words('ko', 'entry', key);
  await page.goto(`${product.url}/record/entry?what=card`);
  for (const [name, phone] of [
    ['최명함', '010-5555-0001'],
    ['정명함', '010-5555-0002'],
  ] as const) {
    await page.getByLabel(say('card.name')).fill(name);
    await page.getByLabel(say('card.phone')).fill(phone);
    await page.getByRole('button', { name: say('save') }).click();
    await expect(page.getByLabel(say('card.name'))).toBeFocused();
  }
  const found = async (page: Page) => {
    const answer = await page.request.get(`${product.url}/api/customers/search?q=0002`);
    return ((await answer.json()) as { customers: unknown[] }).customers.length;
  };
  await expect.poll(() => found(page)).toBe(1);
});
