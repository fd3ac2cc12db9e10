// Stands in for pyodide.js in the worker of a kernel: tells the page how far loading is, and lends Python its files.

const channel = new BroadcastChannel("liuzhou-in-figures");
const OFTEN_MS = 250;
const SOON_MS = 50;
const PATIENCE_MS = 30_000; // Without an answer, a pupil would work in another folder than her answers.

/** Tells the page how much was fetched, until it is told to stop. */
function countFetched() {
  const fetched = self.fetch;
  let [bytes, last] = [0, 0];
  const count = ({ byteLength }) => {
    bytes += byteLength;
    if (performance.now() - last < OFTEN_MS) return;
    last = performance.now();
    channel.postMessage({ loading: bytes });
  };
  self.fetch = async (...given) => {
    const response = await fetched(...given);
    if (!response.ok || !response.body) return response;
    const transform = (chunk, controller) => { count(chunk); controller.enqueue(chunk); };
    const { status, statusText, headers } = response;
    const body = response.body.pipeThrough(new TransformStream({ transform }));
    return new Response(body, { status, statusText, headers });
  };
  return () => { self.fetch = fetched; };
}

/** Whether a file of Python's folder is one of a pupil's. */
const isOurs = (name) => !name.split("/").some((part) => part.startsWith(".") || part.startsWith("__"));

/** Lays the page's files into Python's folder, and tells the page of each that Python writes or deletes there. */
async function shareFiles({ FS }) {
  const home = FS.cwd();
  const changed = new Set();
  const me = Math.random();
  let [given, refused, waits, laying] = [undefined, undefined, true, false];
  const answered = new Promise((resolve, reject) => { [given, refused] = [resolve, reject]; });
  // A file without bytes is one that is gone.
  const lay = ({ name, bytes }) => {
    const path = `${home}/${name}`;
    laying = true;
    FS.mkdirTree(path.replace(/\/[^/]*$/, ""));
    if (bytes) FS.writeFile(path, bytes);
    else if (FS.analyzePath(path).exists) FS.unlink(path);
    laying = false;
  };
  const tell = () => {
    const bytesOf = (path) => (FS.analyzePath(path).exists ? FS.readFile(path) : undefined);
    const written = [...changed].map((path) => ({ name: path.slice(home.length + 1), bytes: bytesOf(path) }));
    channel.postMessage({ written });
    changed.clear();
  };
  const note = (path) => {
    if (laying || !path.startsWith(`${home}/`) || !isOurs(path.slice(home.length + 1))) return;
    if (!changed.size) setTimeout(tell, SOON_MS);
    changed.add(path);
  };
  const { close, rename, unlink } = FS;
  const whole = (path) => (path.startsWith("/") ? path : `${FS.cwd()}/${path}`);
  FS.close = (stream) => {
    close.call(FS, stream);
    if (stream.flags & 3) note(stream.path);
  };
  FS.rename = (from, to) => {
    rename.call(FS, from, to);
    [from, to].map(whole).forEach(note);
  };
  FS.unlink = (path) => {
    unlink.call(FS, path);
    note(whole(path));
  };
  channel.addEventListener("message", ({ data }) => {
    // What another kernel writes is new; what another one is given when it starts may be older than what is here.
    (data.written ?? []).forEach(lay);
    if (data.to !== me || !waits) return;
    waits = false;
    if (data.fault) return void refused(new Error(data.fault));
    data.files.forEach(lay);
    given(data.folder);
  });
  channel.postMessage({ wants: me });
  const folder = await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, ""))]);
  FS.mkdirTree(`${home}/${folder}`);
  FS.chdir(`${home}/${folder}`);
}

/** Has slips told in words from the first cell on, and the page told when the kernel is ready, or why it is not. */
function followStart(pyodide) {
  const run = pyodide.runPythonAsync;
  pyodide.runPythonAsync = async (code, ...more) => {
    try {
      const found = await run(code, ...more);
      if (code.includes("import pyodide_kernel")) {
        await run("import tools.page_kernel\ntools.page_kernel.make_ready(pyodide_kernel.ipython_shell)");
        channel.postMessage({ ready: true });
      }
      return found;
    } catch (error) {
      channel.postMessage({ failed: String(error) });
      throw error;
    }
  };
}

self.loadPyodide = async (options) => {
  importScripts(`${options.indexURL}pyodide.js`);
  const stop = countFetched();
  try {
    const pyodide = await self.loadPyodide(options);
    await shareFiles(pyodide);
    followStart(pyodide);
    return pyodide;
  } catch (error) {
    channel.postMessage({ failed: String(error) });
    throw error;
  } finally {
    stop();
  }
};
