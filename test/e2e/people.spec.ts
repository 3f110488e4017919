import { expect, test } from '@playwright/test';
import { type Product, startProduct } from './product.ts';
import { signUp } from './sign-up.ts';
import { watchPage } from './watch.ts';

let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product.stop());

test('a field made in the settings is on the card, in a filter and in a saved list at once; tags on many are taken back', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const faults = watchPage(page);
  await signUp(page, product.url);
  for (const [name, phone] of [
    ['김하나', '010-1111-2222'],
    ['이두리', '010-3333-4444'],
  ]) {
    const made = await page.request.post(`${product.url}/api/customers`, { data: { name, phone } });
    expect(made.ok()).toBe(true);
  }

  await page.goto(`${product.url}/settings`);
  await page.getByRole('button', { name: '항목 추가' }).click();
  await page.getByLabel('이름 (한국어)').fill('발 길이');
  await page.getByLabel('이름 (영어)').fill('Foot length');
  await page.getByRole('combobox', { name: '종류' }).click();
  await page.getByRole('option', { name: '숫자' }).click();
  await page.getByRole('combobox', { name: '쓰는 까닭' }).click();
  await page.getByRole('option', { name: '생일·취향에 맞춘 응대' }).click();
  await page.getByRole('button', { name: '저장', exact: true }).last().click();
  await expect(page.getByText('저장했어요. 카드와 목록')).toBeVisible();

  await page.goto(`${product.url}/people`);
  await page.getByRole('link', { name: '김*나' }).click();
  await page.getByRole('button', { name: '적기: 발 길이' }).click();
  await page.getByRole('textbox', { name: '발 길이' }).fill('245');
  await page.getByRole('textbox', { name: '발 길이' }).press('Enter');
  await expect(page.getByRole('button', { name: '고치기: 발 길이' })).toBeVisible();

  await page.goto(`${product.url}/people`);
  await expect(page.getByText('2명', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: '필터 추가' }).click();
  await page.getByRole('menuitem', { name: '발 길이' }).click();
  await page.getByLabel('발 길이 (이상)').fill('240');
  await page.getByRole('button', { name: '적용' }).click();
  await expect(page.getByText('1명', { exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: '김*나' })).toBeVisible();
  await page.getByRole('button', { name: '목록 저장' }).click();
  await page.getByLabel('목록 이름').fill('발이 큰 분');
  await page.getByRole('button', { name: '저장', exact: true }).click();
  await expect(page.getByRole('button', { name: '발이 큰 분', exact: true })).toBeVisible();

  // By keyboard: to the first row, choose everybody, hang a tag, and take it back.
  await page.goto(`${product.url}/people`);
  await page.getByRole('link', { name: '김*나' }).focus();
  await page.keyboard.press('x');
  await expect(page.getByText('1명 골랐어요')).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+X');
  await expect(page.getByText('2명 골랐어요')).toBeVisible();
  await page.getByRole('button', { name: '태그 달기' }).first().click();
  await page.getByRole('combobox', { name: '태그' }).fill('단골');
  await page.getByRole('dialog').getByRole('button', { name: '태그 달기' }).click();
  await expect(page.getByText('2명에게 ‘단골’ 태그를 달았어요.')).toBeVisible();
  await expect(page.getByRole('cell', { name: '단골' })).toHaveCount(2);
  await page.getByRole('button', { name: '되돌리기' }).click();
  await expect(page.getByRole('cell', { name: '단골' })).toHaveCount(0);

  // The palette finds the saved list by its initials.
  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: '바로 가기' }).fill('ㅂㅇㅋ');
  await expect(page.getByRole('dialog').getByText('발이 큰 분')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText('1명', { exact: true })).toBeVisible();

  // Looking through everybody shows what it found, without a reload.
  await page.goto(`${product.url}/people/duplicates`);
  await page.getByRole('button', { name: '다시 살펴보기' }).click();
  await expect(page.getByText(/다 살펴봤어요/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/살펴본 결과예요/)).toBeVisible();
  expect(faults).toEqual([]);
});
