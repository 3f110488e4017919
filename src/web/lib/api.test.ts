import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { defineEndpoint } from '../../shared/endpoint.ts';
import { safeNext } from '../app/next.ts';
import { type ApiError, buildUrl, call, keyOf, setUnauthenticatedHandler } from './api.ts';

const getThing = defineEndpoint({
  method: 'GET',
  path: '/api/things/:thingId',
  access: 'signed-in',
  summary: 'One thing',
  params: z.object({ thingId: z.string() }),
  output: z.object({ name: z.string() }),
});

const answer = (status: number, body: unknown) =>
  vi.stubGlobal('fetch', async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }));
const failure = () => call(getThing, { params: { thingId: '1' } }).catch((error: unknown) => error as ApiError);

afterEach(() => {
  vi.unstubAllGlobals();
  setUnauthenticatedHandler(() => {});
});

describe('buildUrl', () => {
  it('encodes path parameters, repeats lists and leaves empty query values out', () => {
    const url = buildUrl('/api/a/:id', {
      params: { id: 'x/y' },
      query: { q: '김 하나', tag: ['a', 'b'], none: undefined, empty: '' },
    });
    expect(url).toBe('/api/a/x%2Fy?q=%EA%B9%80+%ED%95%98%EB%82%98&tag=a&tag=b');
  });
  it('refuses a path with a parameter missing', () => {
    expect(() => buildUrl('/api/a/:id', {})).toThrow('missing path parameter id');
  });
});

describe('call', () => {
  it('gives the answer parsed by the contract', async () => {
    answer(200, { name: 'cup', secret: 'dropped' });
    expect(await call(getThing, { params: { thingId: '1' } })).toEqual({ name: 'cup' });
  });
  it("keeps the server's sentence and its issues by form field", async () => {
    answer(400, {
      error: {
        code: 'invalid_input',
        message: '이름을 적어 주세요.',
        details: { issues: [{ path: 'body.shop.name', message: '비어 있어요' }] },
      },
    });
    const error = await failure();
    expect(error).toMatchObject({ status: 400, code: 'invalid_input', message: '이름을 적어 주세요.' });
    expect((error as ApiError).fieldErrors()).toEqual({ 'shop.name': '비어 있어요' });
  });
  it('asks for sign-in when the session has ended', async () => {
    const asked = vi.fn();
    setUnauthenticatedHandler(asked);
    answer(401, { error: { code: 'unauthenticated', message: '' } });
    await failure();
    expect(asked).toHaveBeenCalledOnce();
  });
  it('counts no answer in time as no line, also when only its end is missing', async () => {
    const late = new AbortController();
    const until = (signal: AbortSignal | null | undefined) =>
      new Promise<never>((_answer, fail) => {
        if (signal?.aborted) fail(signal.reason);
        signal?.addEventListener('abort', () => fail(signal.reason));
      });
    const waiting = () =>
      call(getThing, { params: { thingId: '1' } }, { deadline: late.signal }).catch((error) => error);
    vi.stubGlobal('fetch', (_url: string, { signal }: RequestInit) => until(signal));
    const unanswered = waiting();
    vi.stubGlobal('fetch', async (_url: string, { signal }: RequestInit) => ({ ok: true, text: () => until(signal) }));
    const unfinished = waiting();
    late.abort();
    expect(await Promise.all([unanswered, unfinished])).toMatchObject([{ status: 0 }, { status: 0, code: 'offline' }]);
  });
  it('names a lost connection, a page of a proxy and a broken contract', async () => {
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('failed to fetch')));
    expect(await failure()).toMatchObject({ code: 'offline', status: 0 });
    answer(502, '<html>bad gateway</html>');
    expect(await failure()).toMatchObject({ code: 'unavailable', status: 502 });
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    answer(200, { name: 12 });
    expect(await failure()).toMatchObject({ code: 'bad_answer' });
    expect(log.mock.calls[0]?.[0]).toBe('GET /api/things/:thingId does not keep its contract: name: invalid_type');
    log.mockRestore();
  });
  it('keys answers by method, path and input, so that an endpoint can be forgotten whole', () => {
    expect(keyOf(getThing)).toEqual(['GET /api/things/:thingId']);
    expect(keyOf(getThing, { params: { thingId: '1' } })).toEqual([
      'GET /api/things/:thingId',
      { params: { thingId: '1' } },
    ]);
  });
});

describe('safeNext', () => {
  it.each([
    ['/people?q=a', '/people?q=a'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    [undefined, '/'],
  ])('after sign-in %s leads to %s', (next, expected) => {
    expect(safeNext(next)).toBe(expected);
  });
});
