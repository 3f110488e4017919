/*! Dangol: tells the shop what its pages are used for. No cookie, ever; nothing kept before consent but in this tab;
    nothing that identifies where the browser asks for privacy (Global Privacy Control, Do Not Track). */
((window, document, navigator) => {
  const script = document.currentScript;
  const key = script?.dataset.key;
  if (!key) return;
  const url = `${new URL(script.src).origin}/t?key=${encodeURIComponent(key)}`;
  const isPrivate = navigator.globalPrivacyControl === true || navigator.doNotTrack === '1';
  const NAME = 'dangol_id';
  const GIVEN = 'dangol_consent';
  const newId = () => window.crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  // A browser may forbid storage; then everything lives as long as the page.
  const memory = {};
  const within = (kind, work) => {
    try {
      return work(window[kind]);
    } catch {
      return undefined;
    }
  };
  const read = (kind, name) => within(kind, (store) => store.getItem(name)) ?? memory[name];
  const write = (kind, name, value) => {
    memory[name] = value;
    within(kind, (store) => store.setItem(name, value));
  };
  const remove = (kind, name) => within(kind, (store) => store.removeItem(name));

  const consents = () => !isPrivate && within('localStorage', (store) => store.getItem(GIVEN)) === '1';
  const anonymousId = () => {
    const kind = consents() ? 'localStorage' : 'sessionStorage';
    const id = read(kind, NAME) ?? newId();
    write(kind, NAME, id);
    return id;
  };

  // Where the visit came from is kept with every page of it.
  const campaign = () => {
    const said = {};
    for (const [name, value] of new URLSearchParams(location.search))
      if (name.startsWith('utm_')) said[name === 'utm_campaign' ? 'name' : name.slice(4)] = value;
    if (isPrivate) return said;
    if (Object.keys(said).length > 0) write('sessionStorage', 'dangol_from', JSON.stringify(said));
    try {
      return JSON.parse(read('sessionStorage', 'dangol_from') ?? '{}');
    } catch {
      return said;
    }
  };

  let userId;
  let queue = [];
  let timer;
  let waitMs = 1000;
  const bodyOf = (batch) => JSON.stringify({ batch, sentAt: new Date().toISOString() });
  const again = (batch) => {
    queue = batch.concat(queue).slice(-200);
    waitMs = Math.min(waitMs * 2, 60000);
    timer ??= setTimeout(flush, waitMs);
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const batch = queue.splice(0, 50);
    if (batch.length === 0) return;
    // As text, because JSON would have the browser ask first.
    fetch(url, { method: 'POST', body: bodyOf(batch), credentials: 'omit', keepalive: true }).then(
      ({ status }) => {
        if (status === 429 || status >= 500) again(batch);
        else waitMs = 1000;
      },
      () => again(batch),
    );
  };
  const leave = () => {
    if (queue.length > 0 && navigator.sendBeacon?.(url, bodyOf(queue))) queue = [];
  };
  const send = (event) => {
    queue.push({
      messageId: newId(),
      timestamp: new Date().toISOString(),
      ...(isPrivate ? {} : { anonymousId: anonymousId(), userId }),
      context: { campaign: campaign(), page: { path: location.pathname } },
      ...event,
    });
    timer ??= setTimeout(flush, 300);
  };

  let shown;
  const page = () => {
    if (shown === location.pathname) return;
    const referrer = shown === undefined ? document.referrer : location.origin + shown;
    shown = location.pathname;
    send({ type: 'page', properties: { path: shown, title: document.title, referrer } });
  };

  const api = {
    page,
    track: (event, properties) => send({ type: 'track', event, properties }),
    identify: (id, traits) => {
      if (isPrivate) return;
      if (id && typeof id === 'object') return api.identify(undefined, id);
      userId = id ?? userId;
      send({ type: 'identify', traits });
    },
    consent: (isGiven) => {
      if (isPrivate) return;
      const id = memory[NAME];
      if (isGiven) {
        write('localStorage', GIVEN, '1');
        if (id) write('localStorage', NAME, id);
      } else {
        for (const name of [GIVEN, NAME]) remove('localStorage', name);
        // Who comes after the withdrawal is somebody new.
        remove('sessionStorage', NAME);
        delete memory[NAME];
        userId = undefined;
      }
    },
  };
  const waiting = window.dangol?.q ?? [];
  window.dangol = api;
  for (const [method, ...input] of waiting) api[method]?.(...input);

  for (const method of ['pushState', 'replaceState']) {
    const original = history[method];
    history[method] = function (...input) {
      original.apply(this, input);
      page();
    };
  }
  addEventListener('popstate', page);
  addEventListener('pagehide', leave);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && leave());
  page();
})(window, document, navigator);
