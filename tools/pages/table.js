// The numbers of a picture as a table, and as a file: with the names, units and digits that the chart itself gives them.

const NOT_READ = ["detail", "order", "key", "opacity", "tooltip"];
const COLUMN = /\bdatum(?:\.([A-Za-z_$][\w$]*)|\[\s*'([^']+)'\s*\])(?:\s*([=<>]=?=?)\s*([A-Za-z_$][\w$]*)\b(?![.(]| [-+*/]))?/g;
// A picture shows no more than a thousandth of what it spans.
const SEEN = 1000;
const MOST_DIGITS = 8;
// By which power of ten an axis writes its numbers shorter: the unit is that of what it writes.
const SCALED = /datum\.value \/ (1e\d+)/;

/** The views of a chart that draw marks, each with what it takes from those around it. */
function* views(view, around = { encoding: {}, transform: [] }) {
  const titled = [view, ...(view.layer ?? [])].find(({ title }) => title?.text);
  const facet = view.facet?.field ? { facet: view.facet } : view.facet;
  const now = {
    data: view.data ?? around.data,
    title: titled?.title ?? around.title,
    encoding: { ...around.encoding, ...facet, ...view.encoding },
    transform: [...(view.data ? [] : around.transform), ...(view.transform ?? [])],
  };
  if (view.mark) yield { ...now, mark: view.mark };
  for (const part of ["layer", "concat", "hconcat", "vconcat", "spec"].flatMap((key) => view[key] ?? [])) {
    yield* views(part, now);
  }
}

/** Unit and sources, as the lines under a title say them. */
function subtitled({ subtitle = [] } = {}) {
  const text = [subtitle].flat().join(" ").replace(messages.unit_prefix, "");
  const at = Math.max(...messages.source_words.map((word) => text.indexOf(word)));
  const units = (at < 0 ? text : text.slice(0, at)).split(/[;；] ?/)[0].split(" · ").filter((each) => each.trim());
  // What has a colon explains a colour or a mark.
  const unit = units.length === 1 && !/[:：]/.test(units[0]) ? units[0].trim() : "";
  return { unit, sources: at < 0 ? "" : text.slice(at) };
}

/** The tables of a chart and their columns, as a reader may see them. Where the chart has no table, that of a formula. */
function tablesOf({ payload: { spec, controls }, view, names = [] }) {
  const every = [...views(spec)];
  // What an author takes the tooltip from says nothing by itself, unless nothing else is drawn.
  const telling = every.filter(({ mark, encoding }) => mark.tooltip !== null || encoding.tooltip);
  const drawn = telling.length ? telling : every;
  const listed = drawn.filter(({ encoding }) => fields(encoding.tooltip).length);
  const tables = Object.entries(spec.datasets ?? {}).map(([name, rows]) => {
    const own = (each) => each.data?.name === name;
    return { rows, columns: columnsOf(rows, listed.length ? listed.filter(own) : drawn.filter(own), controls) };
  });
  const found = tables.filter(({ columns }) => columns.length);
  if (found.length || !view) return found.map(distinct);
  const made = names.map((name) => {
    const rows = view.data(name);
    const columns = columnsOf(rows, listed.length ? listed : drawn, controls, true);
    return { rows, columns };
  });
  const most = Math.max(1, ...made.map(({ columns }) => columns.length));
  return made.filter(({ columns }) => columns.length === most).slice(0, 1).map(distinct);
}

const fields = (definitions) => [definitions ?? []].flat().filter((each) => typeof each?.field === "string");

/** The columns of a table, in order: those that the chart's tooltips list; where they list none, those that are seen. */
function columnsOf(rows, drawn, controls, made) {
  const found = new Map();
  const add = (field, column) => {
    if (rows.some((row) => (row[field] ?? null) !== null) && !found.has(field)) found.set(field, { field, ...column });
  };
  for (const { encoding, transform, title } of drawn) {
    const worked = made ? [] : transform.flatMap((step) => step.as ?? []);
    const list = fields(encoding.tooltip).filter(({ field }) => !worked.includes(field));
    list.forEach(({ field, title: name, format }) => add(field, { name, format, place: 0 }));
    if (list.length) continue;
    const { unit } = subtitled(title);
    for (const [channel, definition] of Object.entries(encoding)) {
      if (NOT_READ.includes(channel)) continue;
      for (const each of fields(definition)) {
        if (!worked.includes(each.field)) read(each, channel, encoding, unit, add);
      }
    }
    if (!made) transform.forEach((step) => used(step, controls, add));
  }
  const columns = [...found.values()].filter((each) => each.place === 0 || !truths(rows, each.field));
  if (columns.some(({ place }) => place !== 0)) columns.sort((one, other) => one.place - other.place);
  const alike = (name) => columns.filter((each) => each.name === name).length > 1;
  const named = columns.map((each) => ({ ...each, name: each.name || words(each.field) }));
  return named.map((each) => ({
    ...each,
    name: alike(each.name) && each.name !== words(each.field) ? `${words(each.field)}, ${each.name}` : each.name,
    write: writer(rows.map((row) => row[each.field]), each),
  }));
}

/** A column that is drawn: its axis, legend or unit names it; where a place alone is drawn, nothing can be read. */
function read({ field, title, type, format, axis, legend, header }, channel, encoding, unit, add) {
  const [, base, second] = /^([xy])(2?)$/.exec(channel) ?? [];
  const scale = base && second ? encoding[base] : { title, type, axis };
  if (base && scale?.axis === null) return;
  const isYear = scale?.axis?.format === "d";
  let name = scale?.title ?? scale?.axis?.title ?? legend?.title ?? header?.title;
  if (base && !name && scale?.type === "quantitative" && !isYear) name = unit;
  const ends = base && encoding[`${base}2`]?.field && name;
  if (ends) name = filled(second ? messages.column_to : messages.column_from, { name });
  const per = Number(SCALED.exec(scale?.axis?.labelExpr)?.[1] ?? 1);
  add(field, { name, format, per, rough: scale?.axis?.format, place: type === "quantitative" && !isYear || second ? 3 : 2 });
}

/** The columns that a step of the chart works with, or chooses rows by: a control names the one that it chooses by. */
function used(step, controls, add) {
  for (const [, plain, quoted, compares, other] of String(step.calculate ?? step.filter ?? "").matchAll(COLUMN)) {
    const control = controls.find(({ signal }) => signal === other);
    if (control && compares !== "==") add(plain ?? quoted, { name: asked(control), place: 4 });
    else if (control) {
      const words = new Map(control.options.map((option, place) => [option, control.labels[place]]));
      add(plain ?? quoted, { name: asked(control), words, place: 1 });
    } else if (step.calculate) add(plain ?? quoted, { place: 4 });
  }
}

const truths = (rows, field) => rows.every((row) => typeof (row[field] ?? false) === "boolean");
const asked = ({ label }) => label.replace(/[?:]$/, "");

/** What a reader calls a column, or a code in it. */
function words(field) {
  const plain = field.replace(/_(label|en)$/, "");
  return messages.names[plain] ?? plain.replaceAll("_", " ");
}

/** How the values of a column are written. */
function writer(values, { format = "", rough = "", per = 1, words: said = new Map() }) {
  const numbers = values.filter((value) => typeof value === "number").map((value) => value / per);
  const days = values.filter((value) => typeof value === "string");
  const isMonth = days.every((value) => /^\d{4}-\d\d-01T00:00:00/.test(value));
  const places = decimals(numbers, format, rough);
  return (value) => {
    if (value === null || value === undefined) return "";
    if (said.has(value)) return said.get(value);
    if (typeof value === "number") return String(Number((value / per).toFixed(places)));
    if (typeof value === "object") return [value].flat().join("; ");
    const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(value) ?? [];
    if (day) return isMonth ? day.slice(0, 7) : time === "00:00" ? day : `${day} ${time}`;
    return /^[a-z]+(_[a-z]+)*$/.test(value) ? words(value) : String(value);
  };
}

const isFiner = (value) => Math.abs(value - Number(value.toFixed(3))) > 1e-12 * Math.max(1, Math.abs(value));

/** To how many decimals: as the chart writes them; what was worked out and has no end, as its axis does, or as it can
 * be seen; else as they were printed. */
function decimals(numbers, format, rough) {
  const given = (text) => /\.(\d+)~?f/.exec(text)?.[1];
  if (format === "d" || given(format)) return Number(given(format) ?? 0);
  const isEndless = (value) => isFiner(value) || (given(rough) && String(value).length > MOST_DIGITS);
  if (!numbers.some(isEndless)) return 3;
  if (given(rough)) return Number(given(rough));
  const most = numbers.reduce((before, each) => Math.max(before, Math.abs(each)), 0);
  return Math.min(6, Math.max(0, Math.round(-Math.log10((most || 1) / SEEN))));
}

/** Without the rows that the columns left make alike. */
function distinct({ rows, columns }) {
  const line = (row) => columns.map(({ field, write }) => write(row[field])).join("\n");
  return { columns, rows: [...new Map(rows.map((row) => [line(row), row])).values()] };
}

/** Folded under a picture: made when it is unfolded. */
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
    const tables = tablesOf(this.picture);
    tables.forEach((table, place) => this.fold.append(this.section(table, tables.length > 1 ? place + 1 : 0)));
    const last = append(this.fold, "section", "");
    const said = tables.length ? Object.values(this.credit()) : [messages.formula];
    said.forEach((text) => { append(last, "p", "credit").textContent = text; });
  }

  /** Where the numbers are from, and on which terms they are used. */
  credit() {
    const { title } = [...views(this.picture.payload.spec)].find((each) => each.title) ?? {};
    const sources = subtitled(title).sources || messages.no_source;
    const terms = Object.entries(messages.terms).filter(([source]) => sources.includes(source));
    const own = terms.map(([source, licence]) => filled(messages.licence_of, { source, licence }));
    return { [messages.sources]: sources, [messages.licence]: [...own, messages.licence_of_all].join(" ") };
  }

  section({ rows, columns }, number) {
    const section = document.createElement("section");
    const name = [document.body.dataset.name, this.picture.figure.id, number || ""].filter(Boolean).join("-");
    const save = append(section, "button", "save");
    save.type = "button";
    save.textContent = filled(messages.save, { file: `${name}.csv` });
    save.addEventListener("click", () => download(csv(rows, columns, this.credit()), `${name}.csv`));
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
      button.textContent = column.name;
      button.addEventListener("click", () => {
        const falls = cell.getAttribute("aria-sort") === "ascending";
        head.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
        cell.setAttribute("aria-sort", falls ? "descending" : "ascending");
        fill([...rows].sort((a, b) => compare(a[column.field], b[column.field], falls ? -1 : 1)));
      });
    }
    fill(rows);
    return section;
  }
}

function cells(row, columns) {
  const line = document.createElement("tr");
  for (const { field, write } of columns) {
    const [value, text] = [row[field], write(row[field])];
    // What is a number in the data may be a word here.
    const isNumber = typeof value === "number" && /\d/.test(text);
    const cell = append(line, "td", isNumber ? "number" : "");
    // A year has no comma.
    const isLarge = isNumber && Math.abs(text) >= 10_000;
    cell.textContent = isLarge ? text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",") : text;
  }
  return line;
}

/** Numbers by size, all else by the alphabet, in the direction 1 or -1; what is missing comes last in both. */
function compare(a, b, direction) {
  const [none, other] = [a ?? null, b ?? null].map((each) => each === null);
  if (none || other) return none - other;
  return direction * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), [], { numeric: true }));
}

/** Every row says where it is from: rows are copied. With the mark by which a Chinese Excel knows UTF-8. */
function csv(rows, columns, credit) {
  const quote = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const line = (texts) => texts.map(quote).join(",");
  const head = [...columns.map(({ name }) => name), ...Object.keys(credit)];
  const body = rows.map((row) => line([...columns.map(({ field, write }) => write(row[field])), ...Object.values(credit)]));
  return `\uFEFF${[line(head), ...body].join("\r\n")}\r\n`;
}

function download(text, name) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
