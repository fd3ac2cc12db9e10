// Brings a page without a kernel to life. It stands behind explore.js and ask.js, in the same module, and hands their
// `render` what JupyterLab would: a model for a picture, one for each control, the drawing code; a model for a form.

const NARROW = 560;
const LEAST_WIDTH = 440;
const LEAST_PLOT = 170;
const EDGE = 8;
const LEAST_SCALE = 0.65;
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
    this.listeners.filter(([event]) => event === `change:${name}`).forEach(([, act]) => act());
  }
  on(event, act) { this.listeners.push([event, act]); }
  forget() { this.listeners = []; }
}

/** As in explore.js, whose names are its own. */
function append(parent, tag, className) {
  return parent.appendChild(Object.assign(document.createElement(tag), { className }));
}

/** Runs the drawing code, which lies in the page as mere text, when a picture first wants it. */
function drawing() {
  if (!globalThis.figuresDraw) {
    const { textContent } = document.querySelector("#vega");
    document.head.append(Object.assign(document.createElement("script"), { textContent }));
  }
  return globalThis.figuresDraw.embed;
}

/** One explored picture of the page. */
class Picture {
  constructor(figure) {
    this.figure = figure;
    this.payload = JSON.parse(figure.querySelector("script").textContent);
    this.payload.spec.datasets = unpacked(this.payload.spec.datasets);
    this.payload.sentences = unfolded(this.payload.sentences);
    this.natural = figure.querySelector(".still > *").getAttribute("width");
    this.left = parseFloat(figure.querySelector(".still g[transform]")?.getAttribute("transform").split("(")[1]) || 0;
    const fields = [...figure.querySelectorAll(".control")];
    this.controls = fields.map((field, place) => connect(field, this.payload.controls[place]));
    this.table = new Table(this);
  }

  /** How wide to draw: as designed where there is room, else for the room, but never for less than can be read. */
  get width() {
    // A slide scales the picture as a whole.
    if (document.documentElement.classList.contains("slides")) return Number(this.natural);
    const room = this.figure.querySelector(".live, .still").clientWidth - 2 * EDGE;
    return room >= this.natural ? Number(this.natural) : Math.max(room, LEAST_WIDTH);
  }

  async draw() {
    const width = this.width;
    if (this.drawn === width || !this.figure.clientWidth) return;
    this.drawn = width;
    this.ended?.abort();
    this.ended = new AbortController();
    this.controls.forEach((control) => control.forget());
    const before = this.figure.querySelector(".live");
    const live = Object.assign(document.createElement("div"), { className: "live waiting" });
    this.figure.querySelector(".still").before(live);
    const { says, sentences, controls, left, messages } = this.payload;
    const spec = width < this.natural ? refolded(this.payload.spec, width, this) : this.payload.spec;
    const model = new Model({ spec, says, sentences, controls, left_to_vega: left, messages, runtime: "" });
    const host = {
      getModel: async (place) => this.controls[place],
      getWidget: async () => ({ exports: { embed: (...given) => this.embed(width, ...given) } }),
    };
    await explore.render({ model, el: live, host, signal: this.ended.signal });
    if (this.drawn !== width) {
      live.remove();
      return;
    }
    if (!live.querySelector("[data-drawn]")) {
      live.remove();
      this.figure.classList.add("cannot");
      return;
    }
    before?.remove();
    live.classList.remove("waiting");
    this.figure.classList.add("alive");
    this.figure.dataset.width = width;
  }

  async embed(width, ...given) {
    const { view, vgSpec } = await drawing()(...given);
    this.view = view;
    this.names = (vgSpec.data ?? []).map((data) => data.name);
    const svg = given[0].querySelector("svg.marks");
    // Its ends may hang over the plot, so what is left after one cut is cut once more.
    for (let turn = 0; turn < 3; turn++) {
      const excess = svg.width.baseVal.value - width;
      const before = view.width();
      const plot = Math.max(LEAST_PLOT, before - excess);
      if (excess < 1 || plot >= before) break;
      await view.width(plot).runAsync();
      if (svg.width.baseVal.value - width < excess) continue;
      // Something else is too wide, such as a title.
      await view.width(before).runAsync();
      break;
    }
    svg.style.minWidth = `${LEAST_SCALE * svg.width.baseVal.value}px`;
    return { view, finalize: () => view.finalize() };
  }
}

/** The tables of a chart as Vega takes them: the page has them by columns, what is often the same in one only once. */
function unpacked(tables = {}) {
  const records = (columns) => {
    const inFull = (column) => (column.of ? column.at.map((place) => column.of[place]) : column);
    const filled = Object.entries(columns).map(([name, column]) => [name, inFull(column)]);
    return filled[0][1].map((_, row) => Object.fromEntries(filled.map(([name, values]) => [name, values[row]])));
  };
  const rows = (table) => (table.columns ? records(table.columns) : table);
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, rows(table)]));
}

/** The sentences in full: in the page, a word is left out where it is that of the sentence `apart` places before. */
function unfolded({ apart, texts }) {
  const sentences = [];
  texts.forEach((text, place) => {
    const before = sentences[place - apart] ?? [];
    sentences.push(text.split(" ").map((word, at) => word || (before[at] ?? "")));
  });
  return sentences.map((words) => words.join(" "));
}

/** A control of the page and the model of its value. */
function connect(field, wire) {
  const inputs = [...field.querySelectorAll("input, select")];
  const [input] = inputs;
  const read = {
    range: () => Number(input.value),
    number: () => Number(input.value),
    text: () => input.value,
    checkbox: () => input.checked,
    radio: () => inputs.findIndex((one) => one.checked),
    "select-one": () => input.selectedIndex,
  }[input.type];
  const trait = wire.options.length ? "index" : "value";
  const at = () => { const value = read(); return trait === "index" && value < 0 ? null : value; };
  const model = new Model({ [trait]: at() });
  const output = field.querySelector("output");
  const buttons = [...field.querySelectorAll("[data-by]")];
  const tell = () => {
    if (output) {
      output.textContent = wire.labels[read()];
      input.setAttribute("aria-valuetext", output.textContent);
      // It stays where the focus is: a button that is off would lose it.
      const atEnd = ({ dataset }) => input.value === (dataset.by < 0 ? input.min : input.max);
      buttons.forEach((button) => button.setAttribute("aria-disabled", String(atEnd(button))));
    }
    model.set(trait, at());
  };
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

/** The same chart for a narrower place: titles in more lines, panels in more rows, legends below;
 * what stands at the right edge stays there. */
function refolded(spec, width, { natural, left }) {
  const narrow = structuredClone(spec);
  const edge = (value) => value > spec.width * 0.66;
  const fold = (part, less) => {
    if (Array.isArray(part)) part.forEach((each) => fold(each, less));
    else if (part && typeof part === "object") {
      for (const [key, each] of Object.entries(part)) {
        if (key === "title" && each?.text) {
          // Over charts that are stacked, a title begins where the plot does, not where its labels do.
          const room = width - (less && left);
          each.text = lines(each.text, `600 17px ${spec.config?.font}`, room);
          const font = spec.config?.title?.subtitleFont ?? spec.config?.font;
          if (each.subtitle) each.subtitle = lines(each.subtitle, `13px ${font}`, room);
        } else if (key === "x" && edge(each?.value)) {
          each.value = less ? each.value - less : { expr: `width + ${each.value - spec.width}` };
        } else if (key === "width" && less && edge(each)) part.width -= less;
        else if (key === "vconcat") fold(each, Math.min(natural - width, spec.width / 2));
        else if (key !== "datasets" && key !== "config") fold(each, less);
      }
    }
  };
  fold(narrow, 0);
  if (narrow.columns) narrow.columns = Math.max(1, Math.round((narrow.columns * width) / natural));
  if (width <= NARROW && narrow.config) {
    narrow.config.legend = { ...narrow.config.legend, orient: "bottom", direction: "vertical" };
  }
  return narrow;
}

const pen = document.createElement("canvas").getContext("2d");

function lines(text, font, width) {
  pen.font = font;
  const found = [];
  for (const line of [text].flat()) {
    let now = "";
    for (const word of String(line).split(" ")) {
      const longer = now ? `${now} ${word}` : word;
      if (now && pen.measureText(longer).width > width) {
        found.push(now);
        now = word;
      } else now = longer;
    }
    found.push(now);
  }
  return found;
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

/** Draws the forms of the page's questions. Where one cannot be drawn, what unfolds stays. */
function questions() {
  const said = JSON.parse(document.querySelector("#form-messages").textContent);
  for (const script of document.querySelectorAll(".question > script")) {
    const question = JSON.parse(script.textContent);
    const given = answers()[question.id] ?? [];
    const model = new Model({ question, messages: said, answers: given, kept: given.length, trouble: "" });
    model.save_changes = () => model.set("trouble", keep(question.id, model.get("answers")));
    const form = document.createElement("div");
    ask.render({ model, el: form, signal: new AbortController().signal });
    script.parentElement.prepend(form);
    script.parentElement.classList.add("asked");
  }
}

/** The numbers that a picture is drawn from, folded under it: made when they are unfolded. */
class Table {
  constructor(picture) {
    this.picture = picture;
    this.fold = document.createElement("details");
    this.fold.className = "numbers";
    this.fold.append(Object.assign(document.createElement("summary"), { textContent: messages.numbers }));
    picture.figure.append(this.fold);
    this.fold.addEventListener("toggle", () => { if (this.fold.open) this.fill(); });
    const place = picture.payload.controls.findIndex((wire) => wire.signal === "reveal");
    if (place < 0) return;
    // What comes after the guess is not to be read in a table before it.
    const reveal = picture.controls[place];
    const follow = () => {
      this.fold.hidden = !reveal.get("value");
      if (this.fold.hidden) this.fold.open = false;
    };
    picture.figure.addEventListener("input", follow);
    follow();
  }

  fill() {
    this.fold.querySelectorAll("section").forEach((section) => section.remove());
    const sets = this.sets();
    sets.forEach((rows, place) => this.fold.append(this.section(rows, sets.length > 1 ? place + 1 : 0)));
    if (!sets.length) append(this.fold, "section", "").textContent = messages.formula;
  }

  /** The tables of the chart; where it has none, the first that Vega makes by a formula. */
  sets() {
    const tables = Object.values(this.picture.payload.spec.datasets ?? {});
    const written = tables.filter((rows) => rows.some((row) => Object.keys(row).length));
    if (written.length || !this.picture.view) return written;
    const made = this.picture.names.map((name) => this.picture.view.data(name)).filter((rows) => rows.length);
    return made.slice(0, 1);
  }

  section(rows, number) {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const section = document.createElement("section");
    const name = [document.body.dataset.name, this.picture.figure.id, number || ""].filter(Boolean).join("-");
    const save = append(section, "button", "save");
    save.type = "button";
    save.textContent = filled(messages.save, { file: `${name}.csv` });
    save.addEventListener("click", () => download(csv(rows, columns), `${name}.csv`));
    const frame = append(section, "div", "frame");
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", number ? filled(messages.numbers_of_table, { number }) : messages.numbers);
    const table = append(frame, "table", "");
    const head = append(append(table, "thead", ""), "tr", "");
    const body = append(table, "tbody", "");
    const fill = (sorted) => body.replaceChildren(...sorted.map((row) => cells(row, columns)));
    for (const column of columns) {
      const cell = append(head, "th", "");
      cell.scope = "col";
      const button = append(cell, "button", "");
      button.type = "button";
      button.textContent = column;
      button.addEventListener("click", () => {
        const falls = cell.getAttribute("aria-sort") === "ascending";
        head.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
        cell.setAttribute("aria-sort", falls ? "descending" : "ascending");
        fill([...rows].sort((a, b) => compare(a[column], b[column], falls ? -1 : 1)));
      });
    }
    fill(rows);
    return section;
  }
}

function cells(row, columns) {
  const line = document.createElement("tr");
  for (const column of columns) {
    const cell = append(line, "td", typeof row[column] === "number" ? "number" : "");
    cell.textContent = written(row[column]);
  }
  return line;
}

/** A value as text: a day without its midnight, a number without the noise of its last binary digit. */
function written(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(Number(value.toPrecision(12)));
  if (typeof value === "object") return JSON.stringify(value);
  return String(value).replace(/T00:00:00(\.000)?Z?$/, "");
}

/** Numbers by size, all else by the alphabet, in the direction 1 or -1; what is missing comes last in both. */
function compare(a, b, direction) {
  const [none, other] = [a ?? null, b ?? null].map((each) => each === null);
  if (none || other) return none - other;
  return direction * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));
}

/** With the mark by which a Chinese Excel knows UTF-8. */
function csv(rows, columns) {
  const quote = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const line = (texts) => texts.map(quote).join(",");
  const body = rows.map((row) => line(columns.map((column) => written(row[column]))));
  return `\uFEFF${[line(columns), ...body].join("\r\n")}\r\n`;
}

function download(text, name) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
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

/** Draws each picture when it comes near, after the page itself has been painted; and again where the room changes. */
function begin() {
  const pictures = new Map();
  const queue = new Queue();
  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      queue.add(pictures.get(target));
    }
  }, { rootMargin: AHEAD });
  let timer;
  const room = new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(() => pictures.forEach((picture) => { if (picture.drawn) picture.draw(); }), 250);
  });
  for (const figure of document.querySelectorAll(".figures-explored")) {
    pictures.set(figure, new Picture(figure));
    room.observe(figure);
    requestAnimationFrame(() => near.observe(figure));
  }
}

if (document.documentElement.classList.contains("js")) {
  slides();
  addEventListener("hashchange", slides);
  begin();
  try {
    questions();
  } catch (error) {
    // Hints and answers unfold as without a script.
    console.error(error);
  }
}
