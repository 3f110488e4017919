import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, expect, type Page, type Request } from '@playwright/test';

export type Locale = 'ko' | 'en';
export const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1440, height: 900 } } as const;
export type Size = keyof typeof SIZES;
/** Korean is worked with on a phone and English at a desk; every screen is looked at in both widths. */
export const READERS = [
  ['ko', 'phone'],
  ['en', 'desk'],
] as const satisfies readonly (readonly [Locale, Size])[];
/** Where pictures of every screen go, for somebody who wants to look at them. */
const PICTURES = process.env['DANGOL_PICTURES'];
/** So long nothing may be asked of the server before a screen counts as drawn. */
const QUIET_MS = 80;

/** A page of its own in a language, worked with in one size. */
export interface Reader {
  page: Page;
  faults: string[];
  /** Waits until the screen is drawn. */
  settle(): Promise<void>;
  /** The screen as it stands is whole in both widths, and accessible in the reader's own. */
  look(name: string): Promise<void>;
}

export async function openReader(
  browser: Browser,
  locale: Locale,
  size: Size,
  storageState?: Awaited<ReturnType<BrowserContext['storageState']>>,
): Promise<Reader> {
  const context = await browser.newContext({
    viewport: SIZES[size],
    locale,
    ...(storageState ? { storageState } : {}),
  });
  const page = await context.newPage();
  const isQuiet = watchRequests(page);
  const settle = async () => {
    await isQuiet();
    // Motion would make the contrast of half-faded text count.
    await page.evaluate(() =>
      Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))),
    );
  };
  const lookIn = async (name: string, width: Size) => {
    await page.setViewportSize(SIZES[width]);
    await settle();
    const full = `${name}-${locale}-${width}`;
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${full}.png`, fullPage: true });
    await expectDrawn(page, full);
    // Each language in its own width: between them both widths are examined.
    if (width === size) await expectAccessible(page, full);
  };
  const other = size === 'phone' ? 'desk' : 'phone';
  const look = async (name: string) => {
    await settle();
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
    await lookIn(name, other);
    await lookIn(name, size);
  };
  return { page, faults: watchPage(page), settle, look };
}

/** Like the network being idle, without half a second of waiting at every screen. */
function watchRequests(page: Page): () => Promise<void> {
  const open = new Set<Request>();
  page.on('request', (request) => open.add(request));
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
  return async () => {
    await page.waitForLoadState('load');
    for (let quietSince = Date.now(); Date.now() - quietSince < QUIET_MS; ) {
      await page.waitForTimeout(20);
      if (open.size > 0) quietSince = Date.now();
    }
  };
}

/** What a page must never do, gathered while it is used. */
export function watchPage(page: Page): string[] {
  const faults: string[] = [];
  page.on('console', (message) => {
    // i18next says so when a key has no text; the content policy speaks here too.
    const isFault = message.type() === 'error' || /missingKey|Content Security Policy/i.test(message.text());
    if (isFault) faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`page: ${error.message}`));
  return faults;
}

/** Accessible and whole, for a page that is not looked at through a reader. */
export async function expectSound(page: Page, name: string): Promise<void> {
  await expectAccessible(page, name);
  await expectDrawn(page, name);
}

/** No serious finding of axe (WCAG 2.2 A and AA). */
async function expectAccessible(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
  expect.soft(serious, `${name}: axe`).toEqual([]);
}

/** Nothing scrolls sideways, and every text is there. */
async function expectDrawn(page: Page, name: string): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(overflow, `${name}: scrolls sideways`).toBeLessThanOrEqual(0);
  expect.soft(await listRawKeys(page), `${name}: texts without a translation`).toEqual([]);
}

/** A text that looks like a key (`plays.launch.title`) stands on screen where its translation is missing. */
async function listRawKeys(page: Page): Promise<string[]> {
  const text = await page.locator('body').innerText();
  return text
    .split(/\s+/)
    .filter(
      (word) =>
        /^[a-z]+[A-Za-z]*(\.[a-z][A-Za-z]+){1,4}$/.test(word) && !/\.(com|net|org|csv|xlsx|vcf|invalid)$/.test(word),
    );
}
