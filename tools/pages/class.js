// The class page: reads the files that pupils saved as their work, judges each answer again, and sums up, lesson by
// lesson. What is wrong with a file is told in a sentence. Nothing is kept, and nothing is asked of the network.
const { collection, lessons, questions, form, words } = JSON.parse(document.querySelector("#class").textContent);
const FORMAT = 1; // as work.js writes it
const [MOST_BYTES, MOST_ANSWERS, MOST_NAME, MOST_LISTED, MOST_TO_REPEAT] = [5e5, 500, 60, 5, 3];
const MARKS = { once: "●", later: "◐", never: "✕", open: "○" };
const STATES = Object.keys(MARKS);

const tell = (name, fields) => filled(words[`class_${name}`], fields);
const refuse = (name, fields) => { throw Object.assign(new Error(name), { sentence: tell(name, fields) }); };
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const questionsOf = (lesson) => Object.keys(questions).filter((id) => id.startsWith(`${lesson}.`));
const today = (date = new Date()) => date.toLocaleDateString("sv"); // as 2026-11-30
const listed = (all) => all.slice(0, MOST_LISTED).map((id) => short(id)).join(tell("comma")) + (all[MOST_LISTED] ? "…" : "");

/** In one line; what turns the direction of letters, or is none, would spoil the sentence in which it stands. */
function short(text, most = 40) {
  const clean = [...String(text).replace(/\s+/g, " ").replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "").trim()];
  return clean.slice(0, most).join("") + (clean.length > most ? "…" : "");
}

// What was read and not left out, and what is to be said of files: the name of one, and a sentence.
let [pupils, remarks] = [[], []];

async function read(files) {
  const named = [...files].sort((one, other) => one.name.localeCompare(other.name));
  const texts = await Promise.all(named.map((file) => (file.size > MOST_BYTES ? "" : file.text().catch(() => null))));
  named.forEach(({ name, size }, n) => {
    try {
      if (size > MOST_BYTES) refuse("huge", { size: (size / 1e6).toFixed(1) });
      add(pupilOf(name, texts[n] ?? refuse("unread")));
    } catch (error) {
      if (!error.sentence) console.error(error);
      remarks.push([name, error.sentence ?? tell("broken")]);
    }
  });
  draw();
}

function workIn(text) {
  let work;
  try { work = JSON.parse(text.replace(/^\uFEFF/, "")); } catch { refuse("broken"); }
  if (!isObject(work) || !("collection" in work)) refuse("foreign");
  if (work.collection !== collection) refuse("other_collection", { collection: short(work.collection) });
  if (work.format !== FORMAT) refuse("other_format");
  if (!Object.keys(lessons).includes(work.lesson)) refuse("no_lesson", { lesson: short(work.lesson) });
  return isObject(work.answers) ? work : refuse("no_answers");
}

function pupilOf(file, text) {
  const { lesson, answers, ...work } = workIn(text);
  const [known, faults, results] = [questionsOf(lesson), { unknown: [], odd: [], differs: [] }, {}];
  for (const [id, given] of Object.entries(answers)) {
    const all = Array.isArray(given) && given.length <= MOST_ANSWERS ? given : [null];
    const judged = known.includes(id) ? all.map((each) => judgedAgain(questions[id], each)) : [];
    if (!known.includes(id)) faults.unknown.push(id);
    if (judged.includes(null)) faults.odd.push(id);
    if (judged.some((each) => each?.differs)) faults.differs.push(id);
    if (judged.length) results[id] = summed(judged.filter(Boolean));
  }
  const name = typeof work.name === "string" ? short(work.name, MOST_NAME) : "";
  Object.entries(faults).forEach(([fault, ids]) => ids[0] && remarks.push([file, tell(fault, { ids: listed(ids) })]));
  if (!name) remarks.push([file, tell("nameless")]);
  if (!Object.keys(results).length) remarks.push([file, tell("empty")]);
  const day = typeof work.date === "string" && Date.parse(work.date) ? today(new Date(work.date)) : "";
  return { file, lesson, name: name || short(file), day, results, answers: JSON.stringify(answers) };
}

/** Two files of one name may be of two pupils, or of one who went on: both count, unless they hold the same. */
function add(pupil) {
  const namesakes = pupils.filter(({ lesson, called }) => lesson === pupil.lesson && called === pupil.name);
  const same = namesakes.find(({ answers }) => answers === pupil.answers);
  if (same) refuse("same", { other: same.file });
  const name = namesakes.length ? `${pupil.name} (${namesakes.length + 1})` : pupil.name;
  if (namesakes.length) remarks.push([pupil.file, tell("namesake", { other: short(namesakes[0].file), name })]);
  pupils.push({ ...pupil, called: pupil.name, name });
}

/** One answer, judged again; null where it is none. The verdict in the file only shows whether that agrees. */
function judgedAgain(question, given) {
  if (question.kind === "chart") return ofChart(question, given ?? {});
  if (!isAnswer(question, given?.answer)) return null;
  const { verdict, say, general } = judge(question, given.answer, form);
  return { verdict, slip: verdict === "wrong" && !general ? say : "", differs: given.verdict !== verdict };
}

/** A chart is not in the file, only what was said to it, in the words of the pupil's edition. */
function ofChart({ said }, { verdict, say }) {
  const text = [say].flat()[0];
  if (typeof text !== "string" || !["right", "wrong", "unclear"].includes(verdict)) return null;
  const place = said.map((edition) => edition.findIndex(([each]) => each === text)).find((each) => each >= 0);
  const [slip, known] = said[0][place] ?? ["", verdict === "right" ? "unclear" : verdict];
  return { verdict: known, slip: known === "wrong" ? slip : "", differs: known !== verdict };
}

/** What became of a question, and the slips before it was right. */
function summed(judged) {
  const [right, all] = [judged.findIndex(({ verdict }) => verdict === "right"), judged.map(({ slip }) => slip)];
  return { ...stateOf(judged), slips: new Set(all.slice(0, right < 0 ? all.length : right).filter(Boolean)) };
}

const at = ({ results }, id) => results[id] ?? { name: "open", count: 0, slips: [] };

function sumsOf(id, here) {
  const [once, later, never, open] = STATES.map((state) => here.filter((each) => at(each, id).name === state).length);
  const slips = new Map(here.flatMap((pupil) => [...at(pupil, id).slips]).map((slip) => [slip, []]));
  here.forEach((pupil) => at(pupil, id).slips.forEach((slip) => slips.get(slip).push(pupil.name)));
  const answered = once + later + never;
  const most = [...slips].sort(([, one], [, other]) => other.length - one.length);
  return { id, number: id.split(".")[1], once, later, never, open, answered, missed: answered - once, slips: most };
}

/** The questions that most missed, of those that at least a third of who answered did not have right at once. */
const toRepeat = (sums) => sums.filter(({ missed, answered }) => missed && 3 * missed >= answered)
  .sort((a, b) => b.missed - a.missed || b.never - a.never).slice(0, MOST_TO_REPEAT);

/** Who has two or more questions not right yet, or right fewer than half of what half of the class has answered. */
function inNeed(sums, here) {
  const common = sums.filter(({ answered }) => 2 * answered >= here.length);
  const found = here.map((pupil) => {
    const among = (all, state) => all.filter(({ id }) => at(pupil, id).name === state).map((each) => each.number);
    const right = among(common, "once").length + among(common, "later").length;
    return { name: pupil.name, right, never: among(sums, "never"), open: among(common, "open") };
  });
  const inNeed = found.filter(({ right, never }) => never.length > 1 || 2 * right < common.length);
  return inNeed.sort((one, other) => one.right - other.right);
}

const put = (parent, tag, textContent = "", className = "") => append(parent, tag, { textContent, className });
/** A heading and a list, or what is said, if anything, where that is empty. */
function part(box, heading, tag, rows, fill, none) {
  if (rows.length || none) put(box, "h3", tell(heading));
  if (!rows.length) return none && put(box, "p", tell(none));
  const list = put(box, tag, "", heading);
  rows.forEach((row) => fill(put(list, "li"), row));
}

function draw() {
  document.querySelector("#told").textContent = tell("read", { count: pupils.length, remarks: remarks.length });
  const place = document.querySelector("#lessons");
  place.replaceChildren();
  const remark = (item, [file, sentence]) => item.append(put(item, "bdi", short(file, 80)), `: ${sentence}`);
  part(place, "remarks", "ul", remarks, remark);
  Object.keys(lessons).forEach((lesson) => {
    const here = pupils.filter((each) => each.lesson === lesson).sort((a, b) => a.name.localeCompare(b.name));
    if (here.length) drawLesson(place, lesson, here, questionsOf(lesson).map((id) => sumsOf(id, here)));
  });
}

function drawLesson(box, lesson, here, sums) {
  const { number, title, parts } = lessons[lesson];
  put(box, "h2", tell("lesson", { number, title, count: here.length }));
  part(box, "repeat", "ol", toRepeat(sums), (item, each) => {
    const [before, behind] = tell("missed", { ...each, part: "\0" }).split("\0");
    const [href, textContent] = parts[each.id] ?? ["", ""];
    item.append(before, append(item, "a", { href, textContent }), behind);
    each.slips.slice(0, 1).forEach(([say, names]) => put(item, "p", tell("most", { count: names.length, say })));
  }, "nothing");
  part(box, "help", "ul", inNeed(sums, here), (item, { name, ...which }) => {
    const of = ["never", "open"].filter((state) => which[state].length);
    const told = of.map((state) => tell(`of_${state}`, { ids: which[state].join(tell("comma")) }));
    item.append(put(item, "bdi", name), ` – ${told.join(tell("semicolon"))}`);
  }, "no_help");
  part(box, "questions", "ol", sums, (item, each) => drawQuestion(item, each, here.length));
  drawPupils(box, here, sums);
  const save = append(box, "button", { type: "button", className: "save", textContent: tell("csv") });
  save.addEventListener("click", () => download(csv(here, sums), `${lesson}-${today()}.csv`, "text/csv;charset=utf-8"));
}

function drawQuestion(item, sums, all) {
  put(item, "p", questions[sums.id].prompt);
  const bar = put(item, "div", "", "shares");
  STATES.forEach((state) => { put(bar, "i", "", state).style.flexGrow = sums[state]; });
  put(item, "p", tell("counts", { all, ...sums }), "counts");
  if (questions[sums.id].kind === "chart") put(item, "p", tell("chart"), "counts");
  for (const [slip, names] of sums.slips) {
    const folded = put(item, "details");
    const summary = put(folded, "summary");
    summary.append(put(summary, "b", names.length), put(summary, "span", slip));
    const who = put(folded, "p");
    names.forEach((name, n) => who.append(n ? tell("comma") : "", put(who, "bdi", name)));
  }
}

function drawPupils(box, here, sums) {
  put(box, "h3", tell("pupils"));
  const table = put(append(box, "div", { className: "pupils", tabIndex: 0 }), "table");
  const head = put(put(table, "thead"), "tr");
  [tell("name"), tell("day"), ...sums.map((each) => each.number)].forEach((text) => put(head, "th", text));
  for (const pupil of here) {
    const row = put(table, "tr");
    put(put(row, "th"), "bdi", pupil.name);
    put(row, "td", pupil.day);
    for (const { name, count } of sums.map(({ id }) => at(pupil, id))) {
      put(row, "td", `${MARKS[name]} ${name === "later" ? count : ""}`, name).title = tell(`is_${name}`, { count });
    }
    const out = append(put(row, "td"), "button", { type: "button", className: "save", textContent: tell("out") });
    out.setAttribute("aria-label", tell("out_whom", pupil));
    out.addEventListener("click", () => {
      pupils = pupils.filter((each) => each !== pupil);
      draw();
      document.querySelector("#told").focus(); // The button is gone.
    });
  }
  put(box, "p", tell("legend"), "counts");
}

/** With the mark by which a Chinese Excel knows UTF-8. What would begin a formula there begins with a stroke. */
function csv(here, sums) {
  const cell = (text) => `"${String(text).replace(/^(?=\s*[=+\-@＝＋－＠])/, "'").replaceAll('"', '""')}"`;
  const head = [tell("name"), tell("day"), ...STATES.map((state) => tell(`sum_${state}`)), ...sums.map(({ id }) => id)];
  const rows = here.map((pupil) => {
    const all = sums.map(({ id }) => at(pupil, id));
    const counts = STATES.map((state) => all.filter(({ name }) => name === state).length);
    return [pupil.name, pupil.day, ...counts, ...all.map((each) => tell(`is_${each.name}`, each))];
  });
  return `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

const files = document.querySelector("#files");
files.addEventListener("click", () => { files.value = ""; }); // So that the same file can be chosen again.
files.addEventListener("change", () => read(files.files));
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => { event.preventDefault(); read(event.dataTransfer.files); });
