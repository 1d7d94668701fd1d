// The worker of the member pages: keeps their styles and scripts, and one page for when there is no line. What people
// read or write passes through and is never kept. A form that finds no line leaves its page as it stands.
// The server puts VERSION, FILES, OFFLINE and PLACES in front of this.
const NAME = `portal-${VERSION}${location.search}`;
const isPortal = (path) => PLACES.includes(path.split("/")[1]);

const keepAll = async () => {
  const cache = await caches.open(NAME);
  await cache.addAll([OFFLINE, ...FILES]);
  await skipWaiting();
};

const takeOver = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name)));
  await clients.claim();
};

const kept = async (request) => (await caches.match(request, { cacheName: NAME })) ?? fetch(request);

const shown = async (request) => {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(OFFLINE, { cacheName: NAME })) ?? Response.error();
  }
};

// An answer counts once it is here to its last byte. 204 is the answer that leaves a page where it is.
const sent = async (request) => {
  try {
    const answer = await fetch(request);
    if (answer.type !== "opaqueredirect") await answer.clone().arrayBuffer();
    return answer;
  } catch {
    for (const page of await clients.matchAll({ type: "window" })) page.postMessage("lost");
    return new Response(null, { status: 204 });
  }
};

addEventListener("install", (event) => event.waitUntil(keepAll()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (FILES.includes(address.pathname + address.search)) event.respondWith(kept(request));
  else if (request.mode !== "navigate" || !isPortal(address.pathname)) return;
  else if (request.method === "POST") event.respondWith(sent(request));
  else event.respondWith(shown(request));
});
