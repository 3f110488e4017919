import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

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

/** No serious finding of axe (WCAG 2.2 A and AA), and nothing that scrolls sideways. */
export async function expectSound(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
  expect.soft(serious, `${name}: axe`).toEqual([]);
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
