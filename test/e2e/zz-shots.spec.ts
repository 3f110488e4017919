import { mkdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { startProduct } from './product.ts';
import { signUp } from './sign-up.ts';
import { expectSound, watchPage } from './watch.ts';

const FOLDER = '/tmp/flows-shots';
test('shots', async ({ browser }) => {
  test.setTimeout(300_000);
  mkdirSync(FOLDER, { recursive: true });
  const product = await startProduct();
  const first = await browser.newContext({ locale: 'ko-KR' });
  const page = await first.newPage();
  await signUp(page, product.url);
  const post = async (path: string, data: unknown) => (await page.request.post(product.url + path, { data })).json();
  const arm = {
    channel: 'none',
    offer: { kind: 'amount', value: 2000, minSpendMinor: 0, validDays: 7 },
    message: { subject: '', body: '', locale: 'ko' },
  };
  const ready = await post('/api/flows', { readyKey: 'birthday' });
  await post('/api/customers', { name: '김하나' });
  const own = await post('/api/flows', {
    name: '점심 손님 다시 모시기',
    document: {
      schema: 1,
      trigger: { kind: 'manual', rule: { all: [] } },
      reentry: { kind: 'once' },
      goal: 'visit',
      exitWhen: null,
      holdoutRate: 0.1,
      measureDays: 28,
      budgetMinor: 100000,
      steps: [
        { id: 'wait_1', kind: 'wait', amount: 2, unit: 'days' },
        {
          id: 'fork',
          kind: 'branch',
          rule: { all: [{ fact: 'visits', atLeast: 3 }] },
          yes: [{ id: 'hint_1', kind: 'hint', text: '늘 드시던 걸로 드릴까요', days: 30 }],
          no: [
            { id: 'act_1', kind: 'act', arm },
            { id: 'end_1', kind: 'end' },
          ],
        },
        {
          id: 'choose_1',
          kind: 'choose',
          candidates: [{ key: 'a', name: '국수 할인', when: null, itemId: null, inStock: true, arm }],
        },
      ],
    },
  });
  const on = await post(`/api/flows/${own.flowId}/on`, {});
  console.log(own.flowId, JSON.stringify(on).slice(0, 200));
  console.log(JSON.stringify(await post(`/api/flows/${own.flowId}/start`, { startKey: crypto.randomUUID() })));
  const state = await first.storageState();
  await first.close();
  for (const [locale, lang] of [
    ['ko', 'ko-KR'],
    ['en', 'en-GB'],
  ] as const) {
    for (const width of [390, 1440]) {
      const context = await browser.newContext({ locale: lang, viewport: { width, height: 900 }, storageState: state });
      const page = await context.newPage();
      const faults = watchPage(page);
      await page.request.patch(`${product.url}/api/session`, { data: { locale } }).catch(() => undefined);
      const shoot = async (name: string, path: string, act?: () => Promise<void>) => {
        await page.goto(product.url + path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForTimeout(900);
        await act?.();
        await page.screenshot({ path: `${FOLDER}/${name}-${width}-${locale}.png`, fullPage: true });
        await expectSound(page, `${name}-${width}-${locale}`);
      };
      await shoot('list', '/plays/flows');
      await shoot('reading', `/plays/flows/${ready.flowId}`);
      await shoot('running', `/plays/flows/${own.flowId}`);
      await shoot('drawn', `/plays/flows/${own.flowId}/edit?view=drawn`, async () => {
        await page.locator('.react-flow__node').first().waitFor();
        await page.waitForTimeout(500);
        if (width > 1000)
          await page
            .getByRole('button', { name: /국수 할인/ })
            .first()
            .click();
      });
      await shoot('written', `/plays/flows/${own.flowId}/edit?view=written`, async () => {
        await page.getByRole('button', { name: /^2\./ }).first().click();
      });
      await shoot('new', '/plays/flows/new?view=written');
      expect.soft(faults).toEqual([]);
      await context.close();
    }
  }
  await product.stop();
});
