import { expect, type Page } from '@playwright/test';

/**
 * Gives a file to the import page, and waits until it went up. Within some milliseconds of the first paint, quicker than any
 * hand, an input may be drawn anew with nothing in it: then it is given again.
 */
export async function giveFile(page: Page, file: string): Promise<void> {
  const isUpload = (url: string) => new URL(url).pathname === '/api/imports/uploads';
  await expect(async () => {
    const sent = page.waitForRequest((request) => isUpload(request.url()), { timeout: 5_000 });
    await Promise.all([sent, page.locator('input[type=file]').setInputFiles(file)]);
  }).toPass({ timeout: 30_000 });
}
