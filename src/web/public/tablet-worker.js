// Lets the tablet at the counter open without a line. It holds the page and its files as they were built, and nothing of
// any person: what the server answers (/api) never passes through it.
const PAGE = '/tablet';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  // The page comes from the line while there is one: a new build is seen at once.
  if (pathname === PAGE) event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  // Names of built files contain their hash: what is kept is what would come.
  else if (pathname.startsWith('/assets/'))
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});
