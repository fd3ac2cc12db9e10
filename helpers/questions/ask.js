// Draws the form of one question and says what judge.js says to an answer. The kernel is not asked.

const TRIES = 2;
// Long enough for a screen reader to hear the same words said again, and not seen.
const SAYS_AFTER_MS = 20;

// Wrong answers so far, by question: to run a cell again is no new beginning, and each run loads this module anew.
const tries = (globalThis.figuresTries ??= {});
let forms = 0;

function render({ model, el, signal }) {
  const question = model.get("question");
  const messages = model.get("messages");
  const name = `figures-question-${++forms}-${Math.random().toString(36).slice(2)}`;
  const box = append(el, "div", { className: "figures-question", role: "group" });
  const prompt = append(box, "p", { textContent: question.prompt, id: `${name}-prompt` });
  box.setAttribute("aria-labelledby", prompt.id);
  const form = append(box, "form", { noValidate: true, autocomplete: "off" });
  const answer = FIELDS[question.kind](form, question, name, messages);
  const check = question.kind === "chart" ? messages.check_chart : messages.check;
  append(form, "button", { type: "submit", textContent: check });
  const feedback = append(box, "div", { className: "figures-feedback", role: "status" });
  const offer = append(box, "button", { type: "button", hidden: true });
  const solution = append(box, "div", { className: "figures-answer", role: "status" });

  let timer;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { verdict, say, general } = judge(question, answer(), messages);
    const before = tries[question.id] ?? 0;
    if (verdict === "wrong") tries[question.id] = before + 1;
    const hint = question.hints[Math.min(before, question.hints.length - 1)];
    const said = general ? [say, filled(messages.hint, { hint })] : [say];
    feedback.replaceChildren();
    clearTimeout(timer);
    timer = setTimeout(() => {
      feedback.dataset.verdict = verdict;
      said.forEach((textContent) => append(feedback, "p", { textContent }));
      if (verdict === "right") offer.textContent = messages.show_working;
      else if (tries[question.id] >= TRIES) offer.textContent = messages.show_answer;
      offer.hidden = !offer.textContent || solution.hasChildNodes();
    }, SAYS_AFTER_MS);
  });
  // JupyterLab keeps the browser from doing this in a text field. While Chinese is being composed, Enter is not for us.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    form.requestSubmit();
  });
  offer.addEventListener("click", () => {
    if (question.answer) append(append(solution, "p"), "strong", { textContent: question.answer });
    append(solution, "p", { textContent: question.working });
    offer.hidden = true;
  });
  window.addEventListener("keydown", (event) => keepKey(event, box), { capture: true, signal });
}

/** For each kind: draws the field, and gives a function that reads the answer. */
const FIELDS = {
  number(form, { unit }, name, messages) {
    append(form, "label", { htmlFor: name, textContent: messages.answer });
    const input = append(form, "input", { type: "text", id: name, spellcheck: false });
    append(form, "span", { textContent: unit, id: `${name}-unit` });
    input.setAttribute("aria-describedby", `${name}-unit`);
    return () => input.value;
  },
  choice: (...given) => choose("radio", ...given),
  choices: (...given) => choose("checkbox", ...given),
  order(form, { options }, name, messages) {
    const list = append(form, "ol");
    options.forEach(({ text: item }, place) => {
      const row = append(list, "li");
      row.dataset.place = place;
      append(row, "span", { textContent: item });
      for (const [sign, message, by] of [["▲", "move_up", -1], ["▼", "move_down", 1]]) {
        const button = append(row, "button", { type: "button", textContent: sign });
        button.setAttribute("aria-label", filled(messages[message], { item }));
        button.addEventListener("click", () => move(list, row, by, button));
      }
    });
    markEnds(list);
    return () => [...list.children].map((row) => Number(row.dataset.place));
  },
  // Where a chart has several views, explore.js puts the newest last.
  chart: (form, { picture }) => () => [...(globalThis.figuresDrawings?.get(picture) ?? [])].at(-1),
};

function choose(type, form, { options, prompt }, name) {
  const group = append(form, "fieldset");
  append(group, "legend", { textContent: prompt });
  const inputs = options.map(({ text }) => {
    const label = append(group, "label");
    const input = append(label, "input", { type, name });
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

/** JupyterLab looks for this attribute on the focused element itself. Only Ctrl+S (Cmd+S) may pass, to save. */
function keepKey(event, box) {
  if (!(event.target instanceof Element) || !box.contains(event.target)) return;
  const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
  event.target.toggleAttribute("data-lm-suppress-shortcuts", !saves);
}

function append(parent, tag, properties = {}) {
  return parent.appendChild(Object.assign(document.createElement(tag), properties));
}

export default { render };
