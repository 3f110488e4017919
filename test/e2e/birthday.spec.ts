import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { birthdaysOn } from '../../src/shared/birthdays.ts';
import { addDays, businessDayOf } from '../../src/shared/time.ts';
import { giveFile } from './give-file.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { type Product, startProduct } from './product.ts';
import { OWNER, signUp } from './sign-up.ts';
import { expectSound, watchPage } from './watch.ts';
import { words, wordsLike } from './words.ts';

/** It must show 7 of D: the birthday greeting live within ten minutes of sign-up, by an owner on a phone. */
const FOLDER = 'test-results/birthday';
const PHONE = { width: 390, height: 844 };
const OF_EACH = 5;

type Locale = 'ko' | 'en';
/** The start of the subject in each language: what the law wants first, then the words of the ready-made greeting. */
const SUBJECTS = { ko: /^\(광고\).*생일을 축하드려요/, en: /^\(광고\).*Happy birthday/ } as const;
const NAMES = { ko: '생일 축하', en: 'Birthday greeting' } as const;

let products: Record<Locale, Product>;
let mail: MailServer;
/** What did start, to be stopped even where something beside it did not. */
let running: { stop(): Promise<void> }[] = [];
test.use({ viewport: PHONE, hasTouch: true });
test.beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  // A shop has one ready-made greeting, so each language signs up a shop of its own; both start while one waits.
  const starts = [startMailServer(), startProduct(), startProduct()] as const;
  const ends = await Promise.allSettled(starts);
  running = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const [server, ko, en] = await Promise.all(starts);
  mail = server;
  products = { ko, en };
});
test.afterAll(() => Promise.all(running.map((one) => one.stop())));

/** Somebody who works in one language, in the shop she signed up. */
interface Hand {
  page: Page;
  product: Product;
  locale: Locale;
}
const say = ({ locale }: Hand, feature: string, key: string) => words(locale, feature, key);
const shoot = async ({ page, locale }: Hand, name: string) => {
  await page.screenshot({ path: path.join(FOLDER, `${name}-${locale}.png`), fullPage: true });
  await expectSound(page, `${name}-${locale}`);
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

async function importPeople(hand: Hand): Promise<void> {
  const { page, product, locale } = hand;
  await page.goto(`${product.url}/record/import`);
  await page.getByText(say(hand, 'imports', 'file.what.customers')).click();
  await giveFile(page, writePeople(product.home));
  await page.getByRole('button', { name: say(hand, 'imports', 'read.toCheck'), exact: true }).click();
  await page.getByLabel(say(hand, 'imports', 'basis.consent-with-evidence.label')).check();
  await page.getByRole('button', { name: say(hand, 'imports', 'check.run'), exact: true }).click();
  await page.getByRole('button', { name: wordsLike(locale, 'imports', 'check.import') }).click();
  await expect(page.getByText(say(hand, 'imports', 'state.done'), { exact: true }).first()).toBeVisible();
}

/** What the greeting still lacks, filled in where she reads it; its own test message says that it works. */
async function fillIn(hand: Hand): Promise<void> {
  const { page } = hand;
  const start = (key: string) => say(hand, 'messages', `start.${key}`);
  const setting = (key: string) => say(hand, 'settings', key);
  const form = page.getByRole('form', { name: start('title') });
  await form.getByLabel(setting('sender.email'), { exact: true }).fill('hello@shop.example.com');
  await form.getByLabel(setting('sender.phone'), { exact: true }).fill('02-000-0000');
  await form.getByLabel(setting('sender.address'), { exact: true }).fill('서울시 마포구 1');
  await form.getByLabel(setting('mail.host')).fill('127.0.0.1');
  await form.getByLabel(say(hand, 'ui', 'server.port')).fill(String(mail.port));
  await form.getByLabel(wordsLike(hand.locale, 'ui', 'server.secure')).uncheck();
  await form.getByLabel(setting('sender.publicUrl')).fill('https://shop.example.com');
  await shoot(hand, 'lacking');
  await form.getByRole('button', { name: start('storeAndTest') }).click();
  await expect(form.getByText(setting('mail.testOk').replace('{{to}}', OWNER.email))).toBeVisible();
  mail.mails.splice(0);
}

for (const locale of ['ko', 'en'] as const) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });
    test('an owner on a phone has the birthday greeting going, once for each, by the sun and by the moon', async ({
      page,
    }) => {
      const product = products[locale];
      const hand: Hand = { page, product, locale };
      const word = (key: string) => say(hand, 'flows', key);
      const faults = watchPage(page);
      await test.step('she signs up', () => signUp(page, product.url, locale));
      await test.step('she brings her people', () => importPeople(hand));

      const read = page.getByRole('button', { name: new RegExp(`^${NAMES[locale]}`) });
      await test.step('she finds the automations beside the plays', async () => {
        await page.goto(`${product.url}/plays`);
        await page.getByRole('link', { name: word('title') }).click();
        await expect(read).toBeVisible();
        // What a new shop cannot use yet stands among the others and says so.
        await expect(page.getByText(word('state.missing')).first()).toBeVisible();
        await shoot(hand, 'list');
      });

      await test.step('she reads the greeting: what, whom, in which words, and what always holds', async () => {
        await read.click();
        const everybody = say(hand, 'ui', 'sum.all_other').replace('{{found}}', String(OF_EACH * 2));
        await expect(page.getByRole('region', { name: word('reach.title') })).toContainText(everybody);
        await expect(page.getByRole('region', { name: word('preview.title') })).toContainText('(광고)');
        await shoot(hand, 'reading');
      });

      await test.step('she fills in on the spot who writes and through what', () => fillIn(hand));

      const drawn = await test.step('she switches it on', async () => {
        await page.getByRole('button', { name: word('switch.on.off') }).click();
        await expect(page.getByRole('region', { name: word('switch.title.on') })).toBeVisible();
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
        for (const { subject } of letters) expect(subject).toMatch(SUBJECTS[locale]);
      });

      await test.step('the screen says what it did, and who is through', async () => {
        await page.reload();
        await expect(page.getByText(wordsLike(locale, 'flows', 'fate.met'))).toBeVisible();
        await expect(page.getByRole('region', { name: word('runs.title') })).toContainText('김*나');
        await shoot(hand, 'running');
        await page.getByRole('link', { name: word('edit'), exact: true }).click();
        await expect(page.getByRole('button', { name: word('editor.saveVersion') })).toBeVisible();
        await shoot(hand, 'written');
      });

      await test.step('what she has not saved is not lost by leaving', async () => {
        const ask = page.getByRole('dialog', { name: say(hand, 'ui', 'unsaved.title') });
        const back = page.getByRole('link', { name: NAMES[locale], exact: true });
        const name = page.getByLabel(word('editor.name'));
        const mayClose = () =>
          page.evaluate(() => window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
        expect(await mayClose()).toBe(true);
        await name.fill('다른 이름');
        expect(await mayClose()).toBe(false);
        await back.click();
        await expect(ask).toBeVisible();
        await shoot(hand, 'unsaved');
        await ask.getByRole('button', { name: say(hand, 'ui', 'unsaved.stay') }).click();
        await expect(name).toHaveValue('다른 이름');
        await back.click();
        await ask.getByRole('button', { name: say(hand, 'ui', 'unsaved.leave') }).click();
        await expect(page.getByRole('heading', { level: 1, name: NAMES[locale] })).toBeVisible();
        await page.goto(`${product.url}/plays`);
        await expect(page.getByText(say(hand, 'plays', 'empty').split('.')[0] ?? '')).toBeVisible();
        // Before the law is asked about a draft's people, one figure is named and no second.
        await page.goto(`${product.url}/plays/new`);
        await expect(page.getByText(wordsLike(locale, 'plays', 'audience.notYet_other'))).toBeVisible();
      });
      expect(faults).toEqual([]);
    });
  });
}
