// Draws the form of one question. The kernel judges; what is said comes back with the model.

const PATIENCE_MS = 5_000;
let forms = 0;

function render({ model, el, signal }) {
  const question = model.get("question");
  const name = `figures-question-${++forms}-${Math.random().toString(36).slice(2)}`;
  const box = append(el, "div", { className: "figures-question", role: "group" });
  const prompt = append(box, "p", { textContent: question.prompt, id: `${name}-prompt` });
  box.setAttribute("aria-labelledby", prompt.id);
  const form = append(box, "form", { noValidate: true, autocomplete: "off" });
  const answer = FIELDS[question.kind](form, question, name, model.get("answer"));
  append(form, "button", { type: "submit", textContent: question.kind === "chart" ? "Check my chart" : "Check" });
  const feedback = append(box, "div", { className: "figures-feedback", role: "status" });
  const offer = append(box, "button", { type: "button", hidden: true });
  const solution = append(box, "div", { className: "figures-answer", role: "status" });

  let timer;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    // Cleared first: the same words as before are said again.
    feedback.textContent = "";
    timer = setTimeout(() => { feedback.textContent = "Python does not answer. Run this cell again, then check."; }, PATIENCE_MS);
    model.send({ act: "check", answer: answer() });
  });
  // JupyterLab keeps the browser from doing this in a text field. While Chinese is being composed, Enter is not for us.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    form.requestSubmit();
  });
  offer.addEventListener("click", () => model.send({ act: "show" }));

  const say = () => {
    clearTimeout(timer);
    const { verdict, say } = model.get("feedback");
    feedback.dataset.verdict = verdict ?? "";
    feedback.textContent = say ?? "";
  };
  const show = () => {
    const { answer, working } = model.get("shown");
    solution.replaceChildren();
    if (working) {
      if (answer) append(append(solution, "p"), "strong", { textContent: answer });
      append(solution, "p", { textContent: working });
    }
    offer.textContent = model.get("offered");
    offer.hidden = !offer.textContent || Boolean(working);
  };
  const listen = (event, act) => { model.on(event, act); signal.addEventListener("abort", () => model.off(event, act)); };
  listen("change:feedback", say);
  listen("change:shown", show);
  listen("change:offered", show);
  say();
  show();
  signal.addEventListener("abort", () => clearTimeout(timer));
  window.addEventListener("keydown", (event) => keepKey(event, box), { capture: true, signal });
}

/** For each kind: draws the field, and gives a function that reads the answer. */
const FIELDS = {
  number(form, { unit }, name, before) {
    const input = append(form, "input", { type: "text", id: name, value: before ?? "", spellcheck: false });
    form.insertBefore(Object.assign(document.createElement("label"), { htmlFor: name, textContent: "Your answer:" }), input);
    append(form, "span", { textContent: unit, id: `${name}-unit` });
    input.setAttribute("aria-describedby", `${name}-unit`);
    return () => input.value;
  },
  choice: (form, question, name, before) => options(form, question, name, "radio", [before].flat()),
  choices: (form, question, name, before) => options(form, question, name, "checkbox", before ?? []),
  order(form, { options }, name, before) {
    const list = append(form, "ol");
    const rows = options.map((text, place) => {
      const row = append(list, "li");
      row.dataset.place = place;
      append(row, "span", { textContent: text });
      for (const [sign, word, by] of [["▲", "up", -1], ["▼", "down", 1]]) {
        const button = append(row, "button", { type: "button", textContent: sign });
        button.setAttribute("aria-label", `Move up or down: ${text}`.replace("up or down", word));
        button.addEventListener("click", () => move(list, row, by, button));
      }
      return row;
    });
    for (const place of before ?? []) list.append(rows[place]);
    markEnds(list);
    return () => [...list.children].map((row) => Number(row.dataset.place));
  },
  chart: () => () => null,
};

function options(form, { options: texts, prompt }, name, type, before) {
  const group = append(form, "fieldset");
  append(group, "legend", { textContent: prompt });
  const inputs = texts.map((text, place) => {
    const label = append(group, "label");
    const input = append(label, "input", { type, name, checked: before.includes(place) });
    append(label, "span", { textContent: text });
    return input;
  });
  return () => inputs.flatMap((input, place) => (input.checked ? [place] : []));
}

/** Moves a row and keeps the focus on its button, so that it can be moved on. */
function move(list, row, by, button) {
  const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  by < 0 ? other.before(row) : other.after(row);
  markEnds(list);
  button.focus();
}

function markEnds(list) {
  for (const row of list.children) {
    const [up, down] = row.querySelectorAll("button");
    up.setAttribute("aria-disabled", String(row === list.firstElementChild));
    down.setAttribute("aria-disabled", String(row === list.lastElementChild));
  }
}

/** As in explore.js: JupyterLab looks for this attribute on the focused element itself. Only Ctrl+S may pass, to save. */
function keepKey(event, box) {
  if (!(event.target instanceof Element) || !box.contains(event.target)) return;
  const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
  event.target.toggleAttribute("data-lm-suppress-shortcuts", !saves);
}

function append(parent, tag, properties = {}) {
  return parent.appendChild(Object.assign(document.createElement(tag), properties));
}

export default { render };
