import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../../test/factories.ts';
import { workOff } from '../../../../test/work-off.ts';
import { fetchFeed, isPublicAddress } from './fetch-feed.ts';
import { followFeed, queueDueFeeds } from './follow.ts';
import { fetchFeedJob } from './jobs.ts';
import { parseFeed, toPlainText } from './parse-feed.ts';

const rss = (items: string) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>소식</title>${items}</channel></rss>`;
const ITEM = `<item><guid>a</guid><title>동네 &amp; 마라탕</title><link>https://news.example/a</link>
  <description><![CDATA[<p onclick="x()">맛있다<script>alert(1)</script></p>]]></description><pubDate>Fri, 20 Nov 2026 09:00:00 +0900</pubDate></item>`;

let context: TestContext;
let server: FastifyInstance;
let shop: TestShop;
let cookie: string;
let site: Server;
let base: string;
let body = rss(ITEM);
const asked: (string | undefined)[] = [];

beforeAll(async () => {
  context = await createTestContext();
  server = await buildServer(context);
  shop = await buildShop(context);
  ({ cookie } = await signIn(context, shop));
  site = createServer((request, response) => {
    asked.push(request.headers['if-none-match']);
    if (request.url === '/moved') return response.writeHead(302, { location: '/feed' }).end();
    if (request.url === '/inward') return response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    if (request.url === '/large') return response.end('x'.repeat(6 * 1_048_576));
    if (request.url === '/gone') return response.writeHead(410).end();
    if (request.headers['if-none-match'] === `"${body.length}"`) return response.writeHead(304).end();
    return response.writeHead(200, { etag: `"${body.length}"` }).end(body);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});
afterAll(() => void site.close());

const request = async (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
  server.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) });
const feeds = async () => (await request('GET', '/api/feeds')).json().feeds;

describe('parseFeed', () => {
  it('reads RSS and Atom as plain words', () => {
    expect(parseFeed(rss(ITEM))).toEqual([
      {
        id: 'a',
        at: new Date('2026-11-20T00:00:00Z'),
        title: '동네 & 마라탕',
        text: '맛있다',
        url: 'https://news.example/a',
        rating: null,
      },
    ]);
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id><title>리뷰</title><rating>4</rating>
      <link rel="self" href="https://x.example/self"/><link href="javascript:alert(1)"/><updated>2026-11-20T09:00:00+09:00</updated><summary>좋아요</summary></entry></feed>`;
    expect(parseFeed(atom)).toMatchObject([{ id: 'urn:1', title: '리뷰', text: '좋아요', url: '', rating: 4 }]);
  });
  it('takes nothing else, and no document that declares entities', () => {
    expect(parseFeed('<html><body>no</body></html>')).toBeUndefined();
    const long = '<!DOCTYPE'.repeat(200_000);
    const before = performance.now();
    for (const xml of [long, rss(`<item><!--${long}--></item>`), `<!--${long}`]) parseFeed(xml);
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(parseFeed('not xml at all')).toBeUndefined();
    expect(parseFeed(`<!doctype rss>${rss(ITEM)}`)).toBeUndefined();
    expect(parseFeed(rss('<item><title><![CDATA[<!DOCTYPE html> 소식]]></title></item>'))).toHaveLength(1);
    expect(parseFeed(`<!DOCTYPE rss [<!ENTITY a "aaaa">]>${rss('<item><title>&a;</title></item>')}`)).toBeUndefined();
  });
  it('leaves no markup whatever is unclosed', () => {
    expect(toPlainText('a <b onload=x>b</b> <script>evil()', 100)).toBe('a b');
    expect(toPlainText('a <!-- hidden', 100)).toBe('a');
  });
});

describe('the network of the server itself', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '2002:7f00:1::',
    '2001:db8::1',
    'nobody',
  ])('%s is not called', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
  it('is told from the open one', () => {
    expect(['8.8.8.8', '223.130.195.95', '2606:4700::1111'].every(isPublicAddress)).toBe(true);
  });
  it.each(['http://127.0.0.1:1/', 'http://[::1]:1/', 'http://localhost:1/', 'http://2130706433/', 'http://0x7f.1/'])(
    '%s is refused',
    async (url) => {
      expect(await fetchFeed(url, { etag: null, lastModified: null })).toEqual({
        state: 'failed',
        problem: { code: 'private_address' },
      });
    },
  );
});

describe('a feed', () => {
  it.each([
    'http://127.0.0.1/rss',
    'http://[::1]/rss',
    'http://2130706433/rss',
    'http://169.254.169.254/latest',
    'http://localhost:8080/rss',
    'http://printer.local/rss',
    'http://nas/rss',
  ])('at %s is refused when it is entered', async (url) => {
    const answer = await request('POST', '/api/feeds', { url, label: '안쪽', kind: 'news' });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error.details.issues[0].path).toBe('body.url');
    expect(await feeds()).toEqual([]);
  });

  it('brings its items once as touchpoints of the shop, asked only whether it changed', async () => {
    const url = 'https://news.example.com/feed';
    const { feedId, source } = (
      await request('POST', '/api/feeds', { url, label: '동네 소식', kind: 'news', everyMinutes: 60 })
    ).json();
    expect((await request('POST', '/api/feeds', { url, label: '또', kind: 'news' })).statusCode).toBe(409);
    // What was open when it was entered leads inside later: the job keeps out of private networks by itself.
    await shop.db
      .updateTable('sources.feed')
      .set({ url: `${base}/feed` })
      .execute();
    await workOff(context);
    expect((await feeds())[0].problem).toEqual({ code: 'private_address' });
    const follow = () => followFeed(context, { workspaceId: shop.workspaceId, feedId, allowPrivate: true });
    await follow();
    await follow();
    expect(asked).toEqual([undefined, `"${body.length}"`]);
    body = rss(ITEM + ITEM.replace('<guid>a', '<guid>b').replace('맛있다', '연락 900101-1234567'));
    await follow();
    expect((await feeds())[0]).toMatchObject({ items: 2, problem: null, source });
    const { items } = (await request('GET', '/api/feeds/items')).json();
    expect(items).toHaveLength(2);
    expect(JSON.stringify(items)).not.toContain('1234567');
    const stored = await shop.db.selectFrom('touchpoints.touchpoint').select(['customerId', 'phase']).execute();
    expect(stored).toEqual(Array.from({ length: 2 }, () => ({ customerId: null, phase: 'before' })));
  });

  it('is looked at again when its time has come', async () => {
    context.clock.set('2026-11-21T12:30:00+09:00');
    await queueDueFeeds(context, fetchFeedJob);
    await workOff(context);
    expect((await feeds())[0].problem).toBeNull();
    context.clock.set('2026-11-21T13:30:00+09:00');
    await queueDueFeeds(context, fetchFeedJob);
    await workOff(context);
    expect((await feeds())[0].problem).toEqual({ code: 'private_address' });
    await request('DELETE', `/api/feeds/${(await feeds())[0].feedId}`);
    expect(await feeds()).toEqual([]);
  });

  it('says why it could not be read', async () => {
    const open = { etag: null, lastModified: null, allowPrivate: true };
    expect(await fetchFeed(`${base}/moved`, open)).toMatchObject({ state: 'new' });
    expect(await fetchFeed(`${base}/gone`, open)).toEqual({
      state: 'failed',
      problem: { code: 'status', status: 410 },
    });
    expect(await fetchFeed(`${base}/large`, open)).toEqual({ state: 'failed', problem: { code: 'too_large' } });
    expect(await fetchFeed(`${base}/inward`, open)).toMatchObject({
      state: 'failed',
      problem: { code: 'unreachable' },
    });
  });
});
