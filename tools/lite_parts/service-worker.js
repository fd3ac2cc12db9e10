// Keeps what a visit has loaded, so that the next one works without the server.

const CACHE = "liuzhou-in-figures";
const PYTHON = /\/static\/pyodide-/;
const NEVER_CHANGES = /\.(whl|wasm|zip)$|\/build\//;

async function kept(request, ignoreSearch = true) {
  return (await caches.open(CACHE)).match(request, { ignoreSearch });
}

async function fetched(request) {
  const response = await fetch(request);
  const keep = async () => (await caches.open(CACHE)).put(request, response.clone());
  // A browser whose storage is full, or closed, shows the page all the same.
  if (response.ok && response.type === "basic") await keep().catch(console.warn);
  return response;
}

async function answer(request) {
  if (NEVER_CHANGES.test(new URL(request.url).pathname)) return (await kept(request, false)) ?? fetched(request);
  try {
    return await fetched(request);
  } catch (error) {
    return (await kept(request)) ?? Response.error();
  }
}

/** Forgets the Python of an older version. */
async function forgetAllBut(urls) {
  const cache = await caches.open(CACHE);
  const old = (await cache.keys()).filter(({ url }) => PYTHON.test(url) && !urls.includes(url));
  await Promise.all(old.map((request) => cache.delete(request)));
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(self.location.origin)) event.respondWith(answer(event.request));
});
self.addEventListener("message", ({ data }) => {
  const urls = [...new Set(data.keep)].filter((url) => url.startsWith(self.location.origin));
  const keep = async (url) => (await kept(url, false)) ?? fetched(new Request(url));
  Promise.all(urls.map((url) => keep(url).catch(() => {}))).then(() => forgetAllBut(urls));
});
