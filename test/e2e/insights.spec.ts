import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { listZipEntries } from '../../src/modules/imports/reader/zip-entries.ts';
import { startProduct } from './product.ts';
import { addOwnShop, STAFF, test } from './shared-demo.ts';
import { expectSound, watchPage } from './watch.ts';
import { words, wordsLike } from './words.ts';

const say = (key: string) => words('ko', 'understand', key);
const like = (key: string) => wordsLike('ko', 'understand', key);
const table = (page: Page, name: string | RegExp) => page.getByRole('table', { name });

test.use({ viewport: { width: 1440, height: 900 } });
test.beforeEach(async ({ context, demo }, { title }) => {
  if (title.startsWith('staff')) return;
  await context.request.post(`${demo.url}/api/demo`, { data: { locale: 'ko' } });
});

test('figures open their meaning, follow their filters, sort and leave as files', async ({ page, demo }) => {
  const faults = watchPage(page);
  await page.goto(`${demo.url}/insights`);
  await page.getByRole('button', { name: words('ko', 'insights', 'figures.repeat'), exact: true }).click();
  const meaning = page.getByRole('dialog');
  await expect(meaning).toContainText(/MT-\d+/);
  await expect(meaning).toContainText(words('ko', 'ui', 'figure.window'));
  await expect(meaning).toContainText(words('ko', 'ui', 'figure.asOf'));
  await page.keyboard.press('Escape');
  await expect(meaning).toBeHidden();
  // So do the numbers in a sentence, and those of a picture, by one mark each.
  const marks = page.getByRole('button', { name: words('ko', 'ui', 'figure.whatTheyMean'), exact: true });
  await marks.first().click();
  await expect(meaning).toContainText('1년에 두 번 이상 온 비율');
  await page.keyboard.press('Escape');
  await expect(meaning).toBeHidden();
  const groups = await download(page, () =>
    page
      .getByRole('button', { name: say('csv') })
      .last()
      .click(),
  );
  expect(groups.name).toBe('rfm-groups.csv');
  await expect(page.getByRole('button', { name: words('ko', 'ui', 'export.open') })).toBeVisible();
  await page
    .getByRole('navigation', { name: say('nav.label') })
    .getByRole('link', { name: say('nav.regulars'), exact: true })
    .click();

  const regulars = table(page, say('regulars.people'));
  await sortBy(regulars, say('regulars.column.visits'));
  // The number itself opens what it means, by a click and by the keyboard, and stays where the focus is.
  const number = regulars.locator('tbody tr').first().getByRole('button').filter({ hasText: /\d/ }).first();
  await number.click();
  await expect(meaning).toContainText(words('ko', 'ui', 'figure.asOf'));
  await page.keyboard.press('Escape');
  await expect(meaning).toBeHidden();
  await number.press('Enter');
  await expect(meaning).toBeVisible();
  await expect(page).toHaveURL(/regulars/);
  await page.keyboard.press('Escape');
  const visits = await figures(regulars, say('regulars.column.visits'));
  expect(visits.length).toBeGreaterThan(5);
  expect(visits).toEqual(visits.toSorted((a, b) => b - a));

  await page.goto(`${demo.url}/insights/hours`);
  const hours = table(page, say('hours.table'));
  await expect(hours).not.toContainText('원');
  await page
    .getByRole('radiogroup', { name: say('hours.figure') })
    .getByText(say('hours.figures.sales'))
    .click();
  await expect(hours).toContainText('원');
  const file = await download(page, () => page.getByRole('button', { name: say('csv') }).click());
  expect(file.name).toBe('hours.csv');
  expect(file.text.split('\r\n')[0]).toMatch(new RegExp(`^\uFEFF${say('hours.hour')},`));

  await page.goto(`${demo.url}/insights/forecast`);
  // The first forecast of a day is made while one waits, as the page says; the machine may be busy.
  await expect(page.getByRole('radiogroup', { name: say('forecast.series') })).toBeVisible({ timeout: 120_000 });
  await page
    .getByRole('radiogroup', { name: say('forecast.series') })
    .getByText(say('hours.figures.sales'))
    .click();
  await expect(table(page, say('forecast.days'))).toContainText('원');
  await page
    .getByRole('radiogroup', { name: say('day') })
    .getByText(say('board.today'), { exact: true })
    .click();
  await expect(page.getByRole('heading', { name: /주방/ })).toBeVisible();

  await page.goto(`${demo.url}/insights/cohorts`);
  // A row of the way to the regular opens what it counts.
  await page
    .getByRole('list', { name: like('cohorts.step.second') })
    .getByRole('button')
    .first()
    .click();
  await expect(meaning).toContainText('MT-13');
  await page.keyboard.press('Escape');
  await page
    .getByRole('figure')
    .getByRole('button', { name: words('ko', 'ui', 'figure.whatTheyMean'), exact: true })
    .click();
  await expect(meaning).toContainText('첫 방문에서 단골까지');
  await expectSound(page, 'meanings');
  await page.keyboard.press('Escape');
  await page
    .getByRole('button', { name: like('sources.writeFor') })
    .first()
    .click();
  await page.getByLabel(say('sources.spent')).fill('100000');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: say('decide.save') })
    .click();
  await expect(page.getByText(say('sources.written'))).toBeVisible();
  await expect(table(page, say('sources.title')).locator('tbody tr').first()).toContainText('원');

  await page.goto(`${demo.url}/insights/risks`);
  await expect(table(page, say('risks.looked')).locator('tbody tr')).toHaveCount(4);
  expect(faults).toEqual([]);
});

test('a menu item is decided about, and a pair becomes a play', async ({ page, demo }) => {
  const faults = watchPage(page);
  await page.goto(`${demo.url}/insights/menu`);
  await page.getByRole('button', { name: /^음료/ }).click();
  const menu = table(page, say('menu.table'));
  await sortBy(menu, say('menu.column.units'));
  const name = (await menu.locator('tbody tr').first().locator('td').first().innerText()).trim();
  await menu
    .locator('tbody tr')
    .first()
    .getByRole('button', { name: say('decide.open') })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(say('decide.note')).fill('큰 잔으로');
  await expectSound(page, 'decide');
  await dialog.getByRole('button', { name: say('decide.save') }).click();
  const done = page.getByRole('button', { name: say('decide.doneWhich').replace('{{name}}', name), exact: true });
  await expect(page.getByText('큰 잔으로')).toBeVisible();
  await done.click();
  await expect(page.getByText(say('decide.doneSaid'))).toBeVisible({ timeout: 30_000 });
  await expect(done).toBeHidden();

  await page.goto(`${demo.url}/insights/pairs`);
  await page.getByRole('button', { name: /^점심/ }).click();
  const pairs = table(page, /^점심/);
  const [pair = ''] = (await pairs.locator('tbody tr').first().locator('td').first().innerText()).trim().split('\n');
  await pairs
    .locator('tbody tr')
    .first()
    .getByRole('button', { name: say('pairs.try') })
    .click();
  await page.waitForURL(/\/plays\/offline/);
  await expect(page.getByLabel(words('ko', 'plays', 'aim.name'))).toHaveValue(`${pair} 세트`);
  await page.getByRole('button', { name: words('ko', 'plays', 'next'), exact: true }).click();
  await page.waitForURL(/\/plays\/[0-9a-f-]{36}/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`${pair} 세트`);
  expect(faults).toEqual([]);
});

test('regulars leave as a workbook, and the mart answers SQL and leaves as one archive', async ({ page, demo }) => {
  const faults = watchPage(page);
  await page.goto(`${demo.url}/insights/regulars`);
  await page.getByRole('button', { name: say('regulars.toExport') }).click();
  await page.getByRole('button', { name: words('ko', 'ui', 'export.open'), exact: true }).click();
  await page.getByLabel(words('ko', 'ui', 'export.reason')).fill('단골 명단');
  const book = await download(page, () =>
    page.getByRole('button', { name: words('ko', 'ui', 'export.go'), exact: true }).click(),
  );
  expect(book.name).toMatch(/\.xlsx$/);
  expect([...listZipEntries(book.bytes).keys()]).toContain('xl/workbook.xml');

  const sql = (key: string) => words('ko', 'sql', key);
  await page.goto(`${demo.url}/insights/sql`);
  const question = page.getByRole('textbox', { name: sql('label') });
  await question.fill('select no_such_column from sale');
  await question.press('Control+Enter');
  // The first question of all waits until the mart is built.
  await expect(page.getByRole('alert')).toContainText('no_such_column', { timeout: 60_000 });
  await expect.poll(() => faults.splice(0)).toEqual([expect.stringContaining('400')]);

  await page.locator('summary', { hasText: 'sales_hour' }).click();
  await page.getByRole('button', { name: sql('pickWhich').replace('{{name}}', 'sales_hour') }).click();
  await expect(question).toHaveValue(/from sales_hour/);
  await question.fill('select channel, sum(orders) as orders from sales_hour group by channel order by 2 desc');
  await page.getByRole('button', { name: sql('run'), exact: true }).click();
  const answer = page.getByRole('region', { name: sql('answer') });
  await expect(answer.getByRole('columnheader')).toHaveText(['channel', 'orders']);
  await expectSound(page, 'sql-answer');
  await page.getByRole('button', { name: sql('downloadAnswer') }).click();
  await page.getByLabel(sql('reason')).fill('분기 보고');
  const csv = await download(page, () =>
    page.getByRole('button', { name: words('ko', 'ui', 'export.go'), exact: true }).click(),
  );
  expect(csv.text).toMatch(/^\uFEFFchannel,orders\r\n/);

  await page.getByRole('button', { name: sql('downloadAll') }).click();
  await page.getByLabel(sql('reason')).fill('연말 분석');
  const archive = await download(page, () =>
    page
      .getByRole('dialog')
      .getByRole('button', { name: sql('download'), exact: true })
      .click(),
  );
  expect(archive.name).toBe('dangol-mart.zip');
  expect([...listZipEntries(archive.bytes).keys()]).toEqual(
    expect.arrayContaining(['sale.parquet', 'line.parquet', 'views/sales_hour.sql']),
  );
  expect(faults).toEqual([]);
});

test('staff read what the models know, and neither SQL nor costs nor decisions', async ({ browser, page }) => {
  const product = await startProduct();
  try {
    await addOwnShop(browser, product);
    const { email, password } = STAFF;
    const answer = await page.request.post(`${product.url}/api/session`, { data: { email, password } });
    expect(answer.ok(), await answer.text()).toBe(true);
    await page.goto(`${product.url}/insights/sql`);
    await expect(page.getByText(words('ko', 'ui', 'noPermission.who'))).toBeVisible();
    await expect(page.getByRole('textbox', { name: words('ko', 'sql', 'label') })).toBeHidden();
    await page.goto(`${product.url}/insights/menu`);
    await expect(page.getByText(say('menu.none'))).toBeVisible();
    await page.goto(`${product.url}/plays/new?name=x`);
    await expect(page.getByText(words('ko', 'ui', 'noPermission.who'))).toBeVisible();
  } finally {
    await product.stop();
  }
});

async function sortBy(list: Locator, header: string) {
  const head = list.getByRole('columnheader', { name: header });
  await head.getByRole('button').last().click();
  await expect(head).toHaveAttribute('aria-sort', /ending$/);
}

/** The figures of a column, as many as are drawn. */
async function figures(list: Locator, header: string): Promise<number[]> {
  const heads = await list.getByRole('columnheader').allInnerTexts();
  const at = heads.findIndex((text) => text.trim().startsWith(header));
  const cells = await list.locator(`tbody tr td:nth-child(${at + 1})`).allInnerTexts();
  return cells.map((text) => Number(text.replaceAll(/[^\d.-]/g, '')));
}

async function download(page: Page, press: () => Promise<void>) {
  const [file] = await Promise.all([page.waitForEvent('download'), press()]);
  const bytes = readFileSync(await file.path());
  return { name: file.suggestedFilename(), bytes, text: bytes.toString('utf8') };
}
