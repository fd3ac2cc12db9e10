// Brings a page without a kernel to life. It stands behind explore.js and ask.js, in the same module, and hands their
// `render` what JupyterLab would: a model for a picture, one for each control, the drawing code; a model for a form.

const AHEAD = "900px";

/** What holds a value and tells who listens when it changes. */
class Model {
  constructor(state) {
    this.state = state;
    this.forget();
  }
  get(name) { return this.state[name]; }
  set(name, value) {
    this.state[name] = value;
    this.show?.();
    this.listeners.filter(([event]) => event === `change:${name}`).forEach(([, act]) => act());
  }
  on(event, act) { this.listeners.push([event, act]); }
  forget() { this.listeners = []; }
  save_changes() {}
}

/** As in explore.js, whose names are its own. */
function append(parent, tag, className) {
  return parent.appendChild(Object.assign(document.createElement(tag), { className }));
}

/** A text that lies in the page compressed. */
async function unpacked(place) {
  const bytes = Uint8Array.from(atob(document.querySelector(place).textContent), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
}

/** Runs the drawing code when a picture first wants it. */
async function drawing() {
  if (!globalThis.figuresDraw) {
    const textContent = await unpacked("#vega");
    document.head.append(Object.assign(document.createElement("script"), { textContent }));
  }
  return globalThis.figuresDraw.embed;
}

/** One explored picture of the page. */
class Picture {
  constructor(figure, payload) {
    Object.assign(this, { figure, payload });
    const fields = [...figure.querySelectorAll(".control")];
    this.controls = fields.map((field, place) => connect(field, this.payload.controls[place]));
    this.table = new Table(this);
  }

  async draw() {
    const live = Object.assign(document.createElement("div"), { className: "live waiting" });
    this.figure.querySelector(".still").before(live);
    const { spec, says, sentences = [], controls, left, play = "" } = this.payload;
    const state = { spec, says, sentences, controls, left_to_vega: left, play, runtime: "" };
    const model = new Model({ ...state, messages: messages.drawing });
    const host = {
      getModel: async (place) => this.controls[place],
      getWidget: async () => ({ exports: { embed: (...given) => this.embed(...given) } }),
    };
    await explore.render({ model, el: live, host, signal: new AbortController().signal });
    if (!live.querySelector("[data-drawn]")) {
      live.remove();
      this.figure.classList.add("cannot");
      return;
    }
    live.classList.remove("waiting");
    this.figure.classList.add("alive");
  }

  async embed(...given) {
    const drawn = await (await drawing())(...given);
    this.view = drawn.view;
    this.names = (drawn.vgSpec.data ?? []).map((data) => data.name);
    return drawn;
  }
}

/** A control of the page and the model of its value. */
function connect(field, wire) {
  const inputs = [...field.querySelectorAll("input, select, textarea")];
  const [input] = inputs;
  const read = {
    range: () => Number(input.value),
    number: () => Number(input.value),
    text: () => input.value,
    textarea: () => input.value,
    checkbox: () => input.checked,
    radio: () => inputs.findIndex((one) => one.checked),
    "select-one": () => input.selectedIndex,
  }[input.type];
  const { trait } = wire;
  const at = () => { const value = read(); return trait === "index" && value < 0 ? null : value; };
  const model = new Model({ [trait]: at() });
  const output = field.querySelector("output");
  const buttons = [...field.querySelectorAll("[data-by]")];
  model.show = () => {
    // What moves a range or fills a field may be Play, or a drawing.
    if (["range", "text"].includes(input.type) && read() !== model.get(trait)) input.value = model.get(trait);
    if (output) {
      output.textContent = wire.labels[read()];
      input.setAttribute("aria-valuetext", output.textContent);
      // It stays where the focus is: a button that is off would lose it.
      const atEnd = ({ dataset }) => input.value === (dataset.by < 0 ? input.min : input.max);
      buttons.forEach((button) => button.setAttribute("aria-disabled", String(atEnd(button))));
    }
  };
  const tell = () => model.set(trait, at());
  field.addEventListener("input", tell);
  field.addEventListener("click", ({ target }) => {
    const by = target.dataset.by;
    if (!by) return;
    input[by < 0 ? "stepDown" : "stepUp"]();
    tell();
  });
  tell();
  return model;
}

/** Under which name the browser stores the answers to all questions of the collection, on whichever of its pages. */
const stored = () => `city-figures-answers: ${messages.collection}`;

function answers() {
  try { return JSON.parse(localStorage.getItem(stored())) ?? {}; } catch { return {}; }
}

/** Keeps the answers to one question; where the browser forbids it, says so. */
function keep(id, given) {
  const all = { ...answers(), [id]: given.length ? given : undefined };
  try { localStorage.setItem(stored(), JSON.stringify(all)); } catch { return messages.not_kept; }
  return "";
}

/** Draws the forms of the page's questions, and what was answered. Where one cannot be drawn, what unfolds stays. */
function questions() {
  const said = JSON.parse(document.querySelector("#form-messages").textContent);
  for (const script of document.querySelectorAll(".question > script")) {
    const question = JSON.parse(script.textContent);
    const given = answers()[question.id] ?? [];
    const model = new Model({ question, messages: said, answers: given, kept: given.length, trouble: "" });
    model.save_changes = () => model.set("trouble", keep(question.id, model.get("answers")));
    drawn(ask, model, script.parentElement);
  }
  for (const script of document.querySelectorAll(".work > script")) {
    const own = { ...said, needs_python: messages.needs_python };
    const model = new Model({ work: JSON.parse(script.textContent), messages: own, answers: answers() });
    drawn(work, model, script.parentElement);
  }
}

/** Draws a form, or the work, in the place of what stands there without a script. */
function drawn({ render }, model, place) {
  const el = document.createElement("div");
  render({ model, el, signal: new AbortController().signal });
  place.prepend(el);
  place.classList.add("asked");
}

/** Draws one picture after another, what is nearest to the reader first, and paints each before it begins the next. */
class Queue {
  constructor() { this.waiting = []; }

  add(picture) {
    this.waiting.push(picture);
    if (!this.working) this.working = setTimeout(() => this.work());
  }

  async work() {
    const away = ({ figure }) => Math.abs(figure.getBoundingClientRect().top);
    while (this.waiting.length) {
      this.waiting.sort((one, other) => away(one) - away(other));
      await this.waiting.shift().draw().catch(console.error);
      await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
    }
    this.working = null;
  }
}

// The pictures of the page, by their figures.
const pictures = new Map();

/** Draws each picture when it comes near, after the page itself has been painted. */
async function begin() {
  const payloads = JSON.parse(await unpacked("#payloads"));
  const queue = new Queue();
  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      queue.add(pictures.get(target));
    }
  }, { rootMargin: AHEAD });
  for (const figure of document.querySelectorAll(".figures-explored")) {
    pictures.set(figure, new Picture(figure, payloads[figure.id]));
    requestAnimationFrame(() => near.observe(figure));
  }
}

if (document.documentElement.classList.contains("js")) {
  await begin();
  try {
    questions();
  } catch (error) {
    // Hints and answers unfold as without a script.
    console.error(error);
  }
  slides();
  addEventListener("hashchange", slides);
}
