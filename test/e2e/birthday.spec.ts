import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { birthdaysOn } from '../../src/shared/birthdays.ts';
import { addDays, businessDayOf } from '../../src/shared/time.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { type Product, startProduct } from './product.ts';
import { OWNER, signUp } from './sign-up.ts';
import { expectSound, watchPage } from './watch.ts';
import { words, wordsLike } from './words.ts';

/** It must show 7 of D: the birthday greeting live within ten minutes of sign-up, by an owner on a phone. */
const FOLDER = 'test-results/birthday';
const PHONE = { width: 390, height: 844 };
const OF_EACH = 5;

let product: Product;
let mail: MailServer;
test.use({ viewport: PHONE, hasTouch: true });
test.beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  mail = await startMailServer();
  product = await startProduct();
});
test.afterAll(async () => {
  await product.stop();
  await mail.stop();
});

const ko = (key: string) => words('ko', 'flows', key);
const shoot = async (page: Page, name: string) => {
  await page.screenshot({ path: path.join(FOLDER, `${name}.png`), fullPage: true });
  await expectSound(page, name);
};

/** People whose birthday is today, by the sun and by the moon, who agreed to e-mail. */
function writePeople(folder: string): string {
  const today = businessDayOf(new Date(), { timeZone: 'Asia/Seoul', dayEndsAtHour: 4 });
  // Not every month of the moon has a thirtieth, so a year of birth cannot be written with it.
  const moon = [today, addDays(today, 1)]
    .flatMap(birthdaysOn)
    .find(({ calendar, monthDay }) => calendar === 'lunar' && !monthDay.endsWith('-30'))?.monthDay;
  const rows = ['name,email,birth_date,birthday_calendar,marketing_consent,consent_at,consent_method'];
  for (let at = 0; at < OF_EACH; at += 1) {
    rows.push(`김해나,sun${at}@guest.example.com,1980${today.slice(4)},solar,granted,2026-10-01,paper`);
    rows.push(`이달래,moon${at}@guest.example.com,1985-${moon},lunar,granted,2026-10-01,paper`);
  }
  const file = path.join(folder, 'people.csv');
  writeFileSync(file, `${rows.join('\n')}\n`);
  return file;
}

async function importPeople(page: Page): Promise<void> {
  await page.goto(`${product.url}/record/import`);
  await page.getByText(words('ko', 'imports', 'file.what.customers')).click();
  await page.locator('input[type=file]').setInputFiles(writePeople(product.home));
  await page.getByRole('button', { name: words('ko', 'imports', 'read.toCheck'), exact: true }).click();
  await page.getByLabel(words('ko', 'imports', 'basis.consent-with-evidence.label')).check();
  await page.getByRole('button', { name: words('ko', 'imports', 'check.run'), exact: true }).click();
  await page.getByRole('button', { name: wordsLike('ko', 'imports', 'check.import') }).click();
  await expect(page.getByText(words('ko', 'imports', 'state.done'), { exact: true }).first()).toBeVisible();
}

async function nameSender(page: Page): Promise<void> {
  await page.goto(`${product.url}/settings`);
  const sender = page.getByRole('region', { name: words('ko', 'settings', 'shop.title'), exact: true });
  await sender.getByLabel(words('ko', 'settings', 'sender.name'), { exact: true }).fill('시험식당');
  await sender.getByLabel(words('ko', 'settings', 'sender.email'), { exact: true }).fill('hello@shop.example.com');
  await sender.getByLabel(words('ko', 'settings', 'sender.phone'), { exact: true }).fill('02-000-0000');
  await sender.getByLabel(words('ko', 'settings', 'sender.address'), { exact: true }).fill('서울시 마포구 1');
  await sender
    .getByLabel(words('ko', 'settings', 'sender.publicUrl'), { exact: true })
    .fill('https://shop.example.com');
  await sender.getByRole('button', { name: '저장' }).click();
  const server = page.getByRole('region', { name: '채널: 이메일' });
  await server.getByLabel('서버 주소').fill('127.0.0.1');
  await server.getByLabel('포트').fill(String(mail.port));
  await server.getByLabel(/처음부터 암호 연결/).uncheck();
  await server.getByLabel('보내는 주소').fill('hello@shop.example.com');
  await server.getByRole('button', { name: '저장' }).click();
  await server.getByRole('button', { name: '나에게 시험 메일 보내기' }).click();
  await expect(server.getByText(`${OWNER.email} 주소로 시험 메일을 보냈어요.`)).toBeVisible();
  mail.mails.splice(0);
}

test('an owner on a phone has the birthday greeting going, once for each, by the sun and by the moon', async ({
  page,
}) => {
  const faults = watchPage(page);
  await test.step('she signs up', () => signUp(page, product.url));
  await test.step('she brings her people', () => importPeople(page));
  await test.step('she names who writes and through what', () => nameSender(page));

  await test.step('she finds the automations beside the plays', async () => {
    await page.goto(`${product.url}/plays`);
    await page.getByRole('link', { name: ko('title') }).click();
    await expect(page.getByRole('button', { name: '‘생일 축하’ 읽고 켜기' })).toBeVisible();
    await shoot(page, 'list');
  });

  await test.step('she reads the birthday greeting: what, whom, in which words, and what always holds', async () => {
    await page.getByRole('button', { name: '‘생일 축하’ 읽고 켜기' }).click();
    await expect(page.getByRole('region', { name: ko('reach.title') })).toContainText(`${OF_EACH * 2}명`);
    await expect(page.getByRole('region', { name: ko('preview.title') })).toContainText('(광고)');
    await shoot(page, 'reading');
  });

  const drawn = await test.step('she switches it on', async () => {
    await page.getByRole('button', { name: ko('switch.on.off') }).click();
    await expect(page.getByRole('region', { name: ko('switch.title.on') })).toBeVisible();
    const flowId = page.url().split('/').at(-1);
    const look = async () => {
      const answer = await page.request.get(`${product.url}/api/flows/${flowId}`);
      const { plays } = (await answer.json()) as { plays: { treated: number; holdout: number }[] };
      return { treated: plays[0]?.treated ?? 0, holdout: plays[0]?.holdout ?? 0 };
    };
    const drawnInAll = async () => {
      const { treated, holdout } = await look();
      return treated + holdout;
    };
    await expect.poll(drawnInAll, { timeout: 20_000 }).toBe(OF_EACH * 2);
    return look();
  });

  await test.step('everybody who is not held out gets it once, named as advertising', async () => {
    await expect.poll(() => mail.mails.length, { timeout: 30_000 }).toBe(drawn.treated);
    const letters = mail.mails.filter(({ to }) => to.endsWith('@guest.example.com'));
    expect(new Set(letters.map(({ to }) => to)).size).toBe(drawn.treated);
    // One in ten is held out: that all five of a kind are is one run in a hundred thousand.
    expect(letters.some(({ to }) => to.startsWith('sun'))).toBe(true);
    expect(letters.some(({ to }) => to.startsWith('moon'))).toBe(true);
    for (const { subject } of letters) expect(subject).toMatch(/^\(광고\).*생일을 축하드려요/);
  });

  await test.step('the screen says what it did, and who is through', async () => {
    await page.reload();
    await expect(page.getByText(wordsLike('ko', 'flows', 'lately.reached'))).toBeVisible();
    await expect(page.getByRole('region', { name: ko('runs.title') })).toContainText('김*나');
    await shoot(page, 'running');
    await page.getByRole('link', { name: ko('edit') }).click();
    await expect(page.getByRole('button', { name: ko('editor.saveVersion') })).toBeVisible();
    await shoot(page, 'written');
    await page.goto(`${product.url}/plays`);
    await expect(page.getByText(words('ko', 'plays', 'empty').split('.')[0] ?? '')).toBeVisible();
  });
  expect(faults).toEqual([]);
});
