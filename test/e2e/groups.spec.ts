import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { type Product, startProduct } from './product.ts';
import { signUp } from './sign-up.ts';
import { watchPage } from './watch.ts';

let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product.stop());

/** The longest that somebody may stand in front of a group that is not true any more. */
const FOLLOWS_WITHIN_MS = 5_000;

function writeSales(name: string, rows: readonly string[]): string {
  const file = path.join(product.home, name);
  writeFileSync(
    file,
    `order_no,ordered_at,item_name,category,quantity,amount,customer_name,customer_phone\n${rows.join('\n')}\n`,
  );
  return file;
}

test('a group is built by looking, and its members follow an imported order within five seconds, with the reason', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const faults = watchPage(page);
  await signUp(page, product.url);
  const today = new Date(Date.now() - 3_600_000).toISOString();
  await product.run(
    'import',
    'sales',
    writeSales('before.csv', [
      `A1,${today},마라탕,식사,1,12000,김하나,010-1111-2222`,
      `A2,${today},콜라,음료,1,2000,이두리,010-3333-4444`,
    ]),
  );

  await page.goto(`${product.url}/people/groups/new`);
  await page.getByLabel('그룹 이름').fill('마라탕 드신 분');
  await page.getByRole('button', { name: '조건 지우기: 방문 횟수' }).click();
  await page.getByRole('button', { name: '조건 더하기' }).click();
  await page.getByRole('menuitem', { name: '주문한 것' }).click();
  await page.getByRole('combobox', { name: '메뉴' }).click();
  await page.getByRole('option', { name: '마라탕' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByText('최근 90일에 마라탕을 주문하신 적이 있는 손님')).toBeVisible();
  await expect(page.getByText('1명', { exact: true })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole('button', { name: '저장' }).click();

  await expect(page.getByRole('heading', { name: '지금 1명' })).toBeVisible();
  await expect(page.getByRole('link', { name: '김*나' })).toBeVisible();
  await expect(page.getByText('마라탕 1번 (최근 90일)')).toBeVisible();

  await product.run(
    'import',
    'sales',
    writeSales('after.csv', [`A3,${today},마라탕,식사,1,12000,이두리,010-3333-4444`]),
  );
  await expect(page.getByRole('heading', { name: '지금 2명' })).toBeVisible({ timeout: FOLLOWS_WITHIN_MS });
  await expect(page.getByText('이*리 님이 들어왔어요')).toBeVisible({ timeout: FOLLOWS_WITHIN_MS });
  await expect(page.getByText('마라탕 1번 (최근 90일)')).toHaveCount(3);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.getByRole('button', { name: '지우기' }).click();
  await expect(page.getByText('아직 저장한 그룹이 없어요')).toBeVisible();
  await page.getByRole('button', { name: '되돌리기' }).click();
  await expect(page.getByRole('link', { name: '마라탕 드신 분' })).toContainText('2명');
  expect(faults).toEqual([]);
});
