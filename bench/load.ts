/**
 * Load generator, a process of its own so that it takes no time from the server it measures.
 * Reads `{port, connections, warmupMs, measureMs, requests, cycle}` from standard input and answers with what it saw.
 * Speaks HTTP/1.1 over kept-alive sockets itself: an HTTP client would cost more than the server.
 */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export interface LoadPlan {
  port: number;
  connections: number;
  warmupMs: number;
  measureMs: number;
  requests: { method: string; path: string; headers?: Record<string, string>; body?: string }[];
  /** Begin again at the end of the list; otherwise stop there. */
  cycle: boolean;
}

export interface LoadResult {
  perSecond: number;
  answered: number;
  /** Answers with a status of 400 or more, and the first of them. */
  failed: number;
  firstFailure: string;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');

async function load(plan: LoadPlan): Promise<LoadResult> {
  const wire = plan.requests.map(({ method, path, headers = {}, body = '' }) => {
    const lines = [`${method} ${path} HTTP/1.1`, `host: 127.0.0.1:${plan.port}`, 'connection: keep-alive'];
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    if (body !== '') lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(body)}`);
    return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
  });
  const beginAt = performance.now() + plan.warmupMs;
  const endAt = beginAt + plan.measureMs;
  const times: number[] = [];
  let next = 0;
  let failed = 0;
  let firstFailure = '';

  const worker = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(plan.port, '127.0.0.1');
      socket.setNoDelay(true);
      let received = Buffer.alloc(0);
      let sentAt = 0;
      const send = () => {
        const request = plan.cycle ? wire[next % wire.length] : wire[next];
        next += 1;
        if (!request || performance.now() > endAt) {
          socket.end();
          resolve();
          return;
        }
        sentAt = performance.now();
        socket.write(request);
      };
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('close', () => resolve());
      socket.on('data', (chunk) => {
        received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
        const head = received.indexOf(HEAD_END);
        if (head === -1) return;
        const header = received.toString('latin1', 0, head);
        const length = Number(/\r\ncontent-length: (\d+)/i.exec(header)?.[1] ?? 0);
        if (received.length < head + HEAD_END.length + length) return;
        const now = performance.now();
        if (now > beginAt && now <= endAt) times.push(now - sentAt);
        if (Number(header.slice(9, 12)) >= 400) {
          failed += 1;
          firstFailure ||= received.toString('utf8').slice(0, 400);
        }
        received = received.subarray(head + HEAD_END.length + length);
        send();
      });
    });

  await Promise.all(Array.from({ length: plan.connections }, worker));
  const seconds = (Math.min(performance.now(), endAt) - beginAt) / 1_000;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return {
    perSecond: times.length / seconds,
    answered: times.length,
    failed,
    firstFailure,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
  };
}

if (import.meta.main) {
  const plan = JSON.parse(await text(process.stdin)) as LoadPlan;
  process.stdout.write(JSON.stringify(await load(plan)));
}
