import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { type BrowserContext, type Browser as Chromium, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findBrowser } from '../../../../test/browser.ts';
import { createTestContext, type TestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, type TestShop } from '../../../../test/factories.ts';
import { buildApiKey } from '../../../../test/factories-keys.ts';

const MAX_GZIP_BYTES = 4_096;

let context: TestContext;
let shop: TestShop;
let server: FastifyInstance;
let site: Server;
let siteUrl: string;
let browser: Chromium;

beforeAll(async () => {
  context = await createTestContext();
  // Browsers have clocks of their own: the shop's must be the same.
  context.clock.set(new Date());
  shop = await buildShop(context);
  server = await buildServer(context);
  const { key } = await buildApiKey(context, shop, { kind: 'public' });
  const product = await server.listen({ port: 0, host: '127.0.0.1' });
  // A shop's own site, on another origin.
  site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><title>메뉴</title><script>window.dangol={q:[['track','Early']]}</script>
       <script defer src="${product}/t.js" data-key="${key}"></script><h1>마라탕</h1>`,
    );
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  const address = site.address();
  siteUrl = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`;
  const { executablePath, args, env } = await findBrowser();
  browser = await chromium.launch({ executablePath, args, env: { ...process.env, ...env } });
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  await server?.close();
});

const stored = () =>
  shop.db
    .selectFrom('touchpoints.touchpoint')
    .select(['kind', 'anonymousId', 'customerId', 'payload', 'idempotencyKey'])
    .orderBy('at')
    .orderBy('touchpointId')
    .execute();
/** What arrives next, once there are `count` more. */
async function arrivals(count: number, work: () => Promise<unknown>) {
  const before = new Set((await stored()).map(({ idempotencyKey }) => idempotencyKey));
  await work();
  const news = async () => (await stored()).filter(({ idempotencyKey }) => !before.has(idempotencyKey));
  await vi.waitFor(async () => expect(await news()).toHaveLength(count), { timeout: 15_000, interval: 50 });
  return news();
}
const newVisitor = async (prepare: (visitor: BrowserContext) => Promise<unknown> = async () => {}): Promise<Page> => {
  const visitor = await browser.newContext();
  await prepare(visitor);
  return visitor.newPage();
};
const run = (page: Page, script: string) => page.evaluate(script);
const kept = (page: Page) => run(page, '({ cookie: document.cookie, local: Object.keys(localStorage) })');

describe('the script for a shop’s pages', () => {
  it(`weighs less than ${MAX_GZIP_BYTES} bytes and may be used by every site`, async () => {
    const answer = await server.inject({ url: '/t.js' });
    expect(gzipSync(answer.rawPayload).length).toBeLessThan(MAX_GZIP_BYTES);
    expect(answer.headers['cross-origin-resource-policy']).toBe('cross-origin');
    expect(answer.headers['content-type']).toContain('javascript');
  });

  it('tells views and events with campaign and referrer, keeps nothing before consent, and joins the visit to the person', async () => {
    const page = await newVisitor();
    const [early, view] = await arrivals(2, () =>
      page.goto(`${siteUrl}/menu?utm_source=kakao&utm_campaign=spring&name=secret`, {
        referer: 'https://search.example/?q=me',
      }),
    );
    expect(early).toMatchObject({ kind: 'web.early', payload: { event: 'Early' } });
    expect(view).toMatchObject({
      kind: 'web.page_viewed',
      customerId: null,
      payload: { path: '/menu', title: '메뉴', campaign: { source: 'kakao', name: 'spring' } },
    });
    expect(JSON.stringify(view)).not.toContain('secret');
    expect(await kept(page)).toEqual({ cookie: '', local: [] });

    const [next] = await arrivals(1, () => run(page, "history.pushState({}, '', '/order')"));
    expect(next).toMatchObject({
      anonymousId: view?.anonymousId,
      payload: { path: '/order', referrer: `${siteUrl}/menu`, campaign: { source: 'kakao' } },
    });

    const [known] = await arrivals(1, () => run(page, "dangol.identify({ name: '김하나', phone: '010-1234-5678' })"));
    expect(known?.customerId).not.toBeNull();
    const joined = (await stored()).filter(({ anonymousId }) => anonymousId === view?.anonymousId);
    expect(joined.map(({ customerId }) => customerId)).toEqual(joined.map(() => known?.customerId));
    await page.context().close();
  });

  it('knows a browser again after consent, without a cookie, and forgets it when consent is taken back', async () => {
    const page = await newVisitor();
    const [view] = (await arrivals(2, () => page.goto(`${siteUrl}/a`))).slice(-1);
    await run(page, 'dangol.consent(true)');
    expect(await kept(page)).toEqual({ cookie: '', local: expect.arrayContaining(['dangol_consent', 'dangol_id']) });
    const tab = await page.context().newPage();
    const [again] = (await arrivals(2, () => tab.goto(`${siteUrl}/b`))).slice(-1);
    expect(again?.anonymousId).toBe(view?.anonymousId);
    await run(tab, 'dangol.consent(false)');
    expect(await kept(tab)).toEqual({ cookie: '', local: [] });
    const [after] = await arrivals(1, () => run(tab, "dangol.track('After')"));
    expect(after?.anonymousId).not.toBe(view?.anonymousId);
    await page.context().close();
  });

  it('says nothing that identifies where the browser asks for privacy (Global Privacy Control)', async () => {
    const page = await newVisitor((visitor) =>
      visitor.addInitScript("Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })"),
    );
    const seen = await arrivals(2, async () => {
      await page.goto(`${siteUrl}/menu`);
      await run(page, "dangol.consent(true); dangol.identify('u1', { phone: '010-7777-8888' })");
    });
    expect(seen.map(({ anonymousId, customerId }) => [anonymousId, customerId])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(await run(page, 'Object.keys(localStorage).concat(Object.keys(sessionStorage), document.cookie)')).toEqual([
      '',
    ]);
    await page.context().close();
  });

  it('sends what waits when the page is left', async () => {
    const page = await newVisitor();
    await arrivals(2, () => page.goto(`${siteUrl}/menu`));
    const [last] = await arrivals(1, async () => {
      await run(page, "dangol.track('Left')");
      await page.goto('about:blank');
    });
    expect(last?.kind).toBe('web.left');
    await page.context().close();
  });
});
