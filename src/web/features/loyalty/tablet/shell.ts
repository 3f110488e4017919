const CACHE = 'dangol-tablet';
const PAGE = '/tablet';
const WORKER = '/tablet-worker.js';

/**
 * Keeps the page of the tablet and the files it is made of, so that it opens without a line; those of an older build go.
 * Nothing is done where the browser cannot (no secure connection).
 */
export async function keepShell(): Promise<void> {
  if (!('serviceWorker' in navigator) || !navigator.onLine) return;
  await navigator.serviceWorker.register(WORKER, { scope: PAGE });
  const used = performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith('/assets/'))
    .map(({ pathname }) => pathname);
  const cache = await caches.open(CACHE);
  await cache.addAll([PAGE, ...new Set(used)]);
  const wanted = new Set([PAGE, ...used]);
  for (const kept of await cache.keys()) if (!wanted.has(new URL(kept.url).pathname)) await cache.delete(kept);
}
