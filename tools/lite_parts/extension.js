// A small extension of JupyterLite: says how far Python is loaded, keeps the files that it writes, gives fresh copies,
// and makes a second visit possible without the server where the browser allows that.

const channel = new BroadcastChannel("liuzhou-in-figures");
const opened = new URLSearchParams(location.search).get("path") ?? "";
const language = opened.startsWith("zh/") ? "zh" : "en";
const say = MESSAGES[language];
const MOST_BYTES = 2_000_000;
const BEHIND_MS = 1000;
const TRANSLATION = "@jupyterlab/translation-extension:plugin";

const filled = (message, fields) => message.replace(/\{(\w+)\}/g, (_, name) => fields[name]);
const megabytes = (bytes) => (bytes / 1e6).toFixed(0);

/** The note at the lower edge, until Python is ready. */
function followLoading() {
  const note = Object.assign(document.createElement("div"), { className: "figures-loading", hidden: true });
  note.setAttribute("role", "status");
  note.style.cssText = "position:fixed;inset:auto 0 0;z-index:10000;padding:8px 16px;font:15px system-ui;"
    + "color:#fff;background:linear-gradient(90deg,#0b5c8f var(--done),#333 var(--done))";
  document.body.append(note);
  const show = (text, done) => {
    note.textContent = text;
    note.style.setProperty("--done", `${Math.min(100, 100 * done)}%`);
    note.hidden = !text;
  };
  channel.addEventListener("message", ({ data }) => {
    const { loading } = data;
    if (loading) show(filled(say.loading, { done: megabytes(loading), all: megabytes(BYTES) }), loading / BYTES);
    if (data.wants) show(say.starting, 1);
    if (data.ready) {
      show("", 1);
      note.dataset.ready = true;
    }
    if (data.failed) show(filled(say.failed, { error: data.failed }), 0);
  });
}

/** The page's files that are no notebooks, as Python gets them. */
async function filesOf(contents, folder = "") {
  const { content } = await contents.get(folder, { content: true });
  const found = await Promise.all(content.map(async ({ type, path, size }) => {
    if (type === "directory") return filesOf(contents, path);
    if (type === "notebook" || size > MOST_BYTES) return [];
    const { content: text, format } = await contents.get(path, { content: true });
    const bytes = format === "base64" ? Uint8Array.from(atob(text), (each) => each.charCodeAt(0))
      : new TextEncoder().encode(typeof text === "string" ? text : JSON.stringify(text));
    return [{ name: path, bytes }];
  }));
  return found.flat();
}

/** Keeps what Python writes among the page's files, and gives a new kernel all of them. */
function keepFiles(app) {
  const { contents } = app.serviceManager;
  const folderOf = (path) => path.split("/").slice(0, -1).join("/");
  const keep = async ({ name, bytes }) => {
    // One that was written and renamed at once was never here.
    if (!bytes) return void await contents.delete(name).catch(() => {});
    let [content, format] = ["", "text"];
    try {
      content = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      [content, format] = [btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join("")), "base64"];
    }
    await contents.save(name, { type: "file", format, content });
  };
  let kept = Promise.resolve();
  channel.addEventListener("message", async ({ data }) => {
    for (const file of data.written ?? []) kept = kept.then(() => keep(file)).catch(console.error);
    if (!data.wants) return;
    // All tabs hear a kernel: the one that is in use answers first, and the first answer counts.
    if (!document.hasFocus()) await new Promise((done) => setTimeout(done, BEHIND_MS));
    const path = app.shell.currentWidget?.context?.path ?? opened;
    try {
      channel.postMessage({ files: await filesOf(contents), folder: folderOf(path), to: data.wants });
    } catch (error) {
      // A kernel that lacks a file would write a new one over it.
      channel.postMessage({ fault: String(error), to: data.wants });
    }
  });
}

/** A fresh copy of the lesson that is open, beside the pupil's own. */
function giveFreshCopies(app, baseUrl) {
  const { contents } = app.serviceManager;
  const path = () => (app.shell.currentWidget?.context?.path ?? "").replace(/_fresh(_\d+)?(?=\.ipynb$)/, "");
  app.commands.addCommand("liuzhou-in-figures:fresh", {
    label: say.fresh,
    caption: say.fresh_more,
    isEnabled: () => /(^|\/)\d\d_\w+\.ipynb$/.test(path()), // A pupil's own notebook has no first state.
    execute: async () => {
      const content = await (await fetch(`${baseUrl}files/${path()}`)).json();
      let [copy, number] = [path().replace(/\.ipynb$/, "_fresh.ipynb"), 1];
      while (await contents.get(copy, { content: false }).catch(() => null)) {
        copy = path().replace(/\.ipynb$/, `_fresh_${++number}.ipynb`);
      }
      await contents.save(copy, { type: "notebook", format: "json", content });
      await app.commands.execute("docmanager:open", { path: copy });
    },
  });
}

/** Lets the browser keep what was loaded: only https and this computer's own address allow that. */
async function keepForLater(baseUrl) {
  performance.setResourceTimingBufferSize(2000);
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(`${baseUrl}service-worker.js`);
  const { active } = await navigator.serviceWorker.ready;
  channel.addEventListener("message", ({ data }) => {
    if (!data.ready) return;
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    active.postMessage({ keep: [location.href, ...loaded, ...FILES.map((name) => `${baseUrl}${name}`)] });
  });
}

/** At the first visit, menus speak the language of the lesson. */
async function speak(app) {
  const { settings } = app.serviceManager;
  const { raw } = await settings.fetch(TRANSLATION);
  if (language === "en" || raw.includes("locale")) return;
  await settings.save(TRANSLATION, JSON.stringify({ locale: "zh_CN" }));
  location.reload();
}

async function activate(app) {
  const baseUrl = app.serviceManager.serverSettings.baseUrl;
  followLoading();
  keepFiles(app);
  giveFreshCopies(app, baseUrl);
  await Promise.all([keepForLater(baseUrl), speak(app)].map((each) => each.catch(console.error)));
}

const plugin = { id: "liuzhou-in-figures:plugin", autoStart: true, activate };
window._JUPYTERLAB ??= {};
const module = { __esModule: true, default: plugin };
window._JUPYTERLAB["liuzhou-in-figures"] = { init() {}, get: async () => () => module };
