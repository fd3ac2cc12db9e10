// Shows what a reader has answered to the questions of a lesson, and saves it as one small file for the teacher.
// Its answers are those of the forms on this page, which tell when one is given; else those that were kept.

const FORMAT = 1; // of the file; class.js reads it
const MOST_NAME = 60;

function render({ model, el, signal }) {
  const [work, messages] = [model.get("work"), model.get("messages")];
  const box = append(el, "div", { className: "figures-work", role: "group" });
  const lead = append(box, "p", { textContent: messages.work_lead, id: `figures-work-${work.lesson}` });
  box.setAttribute("aria-labelledby", lead.id);
  const count = append(box, "p", { className: "figures-count" });
  const list = append(box, "ol");
  const form = append(box, "form", { noValidate: true, autocomplete: "off" });
  const label = append(form, "label", { textContent: messages.work_name });
  const name = append(label, "input", { type: "text", maxLength: MOST_NAME, spellcheck: false });
  append(form, "button", { type: "submit", textContent: messages.work_save });
  const said = append(box, "p", { className: "figures-feedback", role: "status" });
  append(box, "p", { className: "figures-kept", textContent: messages.work_note });

  const answersTo = ({ id }) => globalThis.figuresAnswers?.[id]?.answers ?? model.get("answers")[id] ?? [];
  const draw = () => {
    const states = work.questions.map((question) => stateOf(answersTo(question)));
    const many = (...names) => states.filter((state) => names.includes(state.name)).length;
    const fields = { all: states.length, right: many("once", "later"), once: many("once"), open: many("open") };
    count.textContent = filled(messages.work_count, fields);
    list.replaceChildren(...work.questions.map((each, n) => row(each, answersTo(each), states[n], messages)));
  };
  submitOnEnter(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = name.value.trim().replace(/\s+/g, " ");
    const file = `${work.lesson}-${fileName(typed)}.json`;
    said.textContent = typed ? filled(messages.work_saved, { file }) : messages.work_nameless;
    if (!typed) return name.focus();
    const { questions, ...whose } = work;
    const given = questions.map((question) => [question.id, answersTo(question)]).filter(([, each]) => each.length);
    const own = { name: typed, date: new Date().toISOString(), answers: Object.fromEntries(given) };
    download(`${JSON.stringify({ format: FORMAT, ...whose, ...own }, null, 1)}\n`, file, "application/json");
  });
  addEventListener("figures-answered", draw, { signal });
  addEventListener("keydown", (event) => keepKey(event, box), { capture: true, signal });
  model.on("change:answers", draw);
  draw();
  // The kernel reads again what is kept: after a reload of the page, it may be more than this model had.
  model.send?.({});
}

function row({ prompt, kind, options }, answers, { name, count }, messages) {
  const item = document.createElement("li");
  item.dataset.state = name;
  append(item, "span", { className: "figures-state", textContent: filled(messages[`work_${name}`], { count }) });
  append(item, "span", { className: "figures-prompt", textContent: prompt, title: prompt });
  const isChart = kind === "chart";
  const inWords = (answer) => [answer].flat().map((place) => options[place] ?? place).join(messages.work_between);
  const toChart = () => answers.slice(-1).map(({ say }) => [say].flat()[0]);
  const told = isChart ? toChart() : answers.map(({ answer }) => inWords(answer));
  const yours = isChart ? { say: told[0] } : { answers: told.join(" → ") };
  const said = told.length ? filled(messages[isChart ? "work_chart" : "work_yours"], yours) : "";
  // On a page, a chart of one's own cannot be drawn.
  const words = said || (isChart ? messages.needs_python : "");
  if (words) append(item, "span", { className: "figures-given", textContent: words });
  return item;
}

/** A name as a part of a file's name, on every system. */
const fileName = (name) => name.replace(/[^\p{L}\p{M}\p{N}]+/gu, "_").replace(/^_|_$/g, "") || "_";

export default { render };
