// Hands the page out where there is no connection.  The list and what was typed lie in the page's
// own store; only the page itself and its files are kept here.
const KEPT = `gege-day-${MARK}`;

self.addEventListener('install', (event) => {
  const pages = ['./?lang=zh', './?lang=en'];
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll([...FILES, ...pages]))
    .then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names
      .filter((name) => name.startsWith('gege-day-') && name !== KEPT)
      .map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== 'GET' || address.origin !== self.location.origin) return;
  if (event.request.mode === 'navigate') event.respondWith(page(event.request, address));
  else if (address.pathname.includes('/day/assets/')) event.respondWith(file(event.request));
});

async function page(request, address) {
  const ends = new AbortController();
  const timer = setTimeout(() => ends.abort(), 4000);
  try {
    const answer = await fetch(request.url, { signal: ends.signal, credentials: 'same-origin' });
    if (answer.ok) return answer;
  } catch (error) { /* from what is kept */ } finally {
    clearTimeout(timer);
  }
  const asked = address.searchParams.get('lang');
  const isChinese = asked ? asked === 'zh' : /^zh/i.test(navigator.language || 'zh');
  const kept = await caches.open(KEPT);
  return (await kept.match(`./?lang=${isChinese ? 'zh' : 'en'}`)) || Response.error();
}

async function file(request) {
  const kept = await caches.match(request);
  return kept || fetch(request);
}
