// Draws the form of one question, says what judge.js says to an answer, and hands on the answers to be kept.

const TRIES = 2;
const SAYS_AFTER_MS = 20; // Long enough for a screen reader to hear the same words said again, and not seen.
const MOVES = [["▲", "move_up", "previousElementSibling", "before"], ["▼", "move_down", "nextElementSibling", "after"]];
const tries = (answers) => answers.filter(({ verdict }) => verdict === "wrong").length;

// By question: the answers on this page, and how many were kept. Each run of a cell loads this module anew.
const memory = (globalThis.figuresAnswers ??= {});

function render({ model, el, signal }) {
  const [question, messages] = [model.get("question"), model.get("messages")];
  const mine = remembered(model, question.id);
  const name = `figures-question-${Math.random().toString(36).slice(2)}`;
  const box = append(el, "div", { className: "figures-question", role: "group" });
  const prompt = append(box, "p", { textContent: question.prompt, id: `${name}-prompt` });
  box.setAttribute("aria-labelledby", prompt.id);
  const form = append(box, "form", { noValidate: true, autocomplete: "off" });
  const [read, write] = FIELDS[question.kind](form, question, name, messages);
  const isChart = question.kind === "chart";
  append(form, "button", { type: "submit", textContent: isChart ? messages.check_chart : messages.check });
  const feedback = append(box, "div", { className: "figures-feedback", role: "status" });
  const offer = append(box, "button", { type: "button", hidden: true });
  const solution = append(box, "div", { className: "figures-answer", role: "status" });
  const foot = append(box, "div", { className: "figures-kept" });
  const trouble = append(foot, "p", { role: "status" });
  const clear = append(foot, "button", { type: "button", textContent: messages.clear });

  let timer;
  const judged = (answers) => {
    const { verdict, say, general } = judge(question, read(), messages);
    const hint = question.hints[Math.min(tries(answers), question.hints.length - 1)];
    return { verdict, say: general ? [say, filled(messages.hint, { hint })] : [say] };
  };
  const tell = ({ verdict, say }) => {
    feedback.dataset.verdict = verdict;
    feedback.replaceChildren();
    [say].flat().forEach((textContent) => append(feedback, "p", { textContent }));
    if (verdict === "right") offer.textContent = messages.show_working;
    else if (tries(mine.answers) >= TRIES) offer.textContent = messages.show_answer;
    offer.hidden = !offer.textContent || solution.hasChildNodes();
  };
  const keep = (answers) => {
    mine.answers = answers;
    clear.hidden = !answers.length;
    dispatchEvent(new Event("figures-answered")); // For what shows all answers of a lesson.
    if (answers === model.get("answers")) return;
    model.set("answers", answers);
    model.save_changes();
  };
  const show = () => { trouble.textContent = model.get("trouble"); };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [said, answer] = [judged(mine.answers), read()];
    // A chart is not kept: what was said to it is.
    if (isChart || answer.length) keep([...mine.answers, isChart ? said : { answer, verdict: said.verdict }]);
    feedback.replaceChildren();
    clearTimeout(timer);
    timer = setTimeout(() => tell(said), SAYS_AFTER_MS);
  });
  submitOnEnter(form);
  offer.addEventListener("click", () => {
    if (question.answer) append(append(solution, "p"), "strong", { textContent: question.answer });
    append(solution, "p", { textContent: question.working });
    offer.hidden = true;
  });
  clear.addEventListener("click", () => {
    clearTimeout(timer);
    keep([]);
    write();
    [feedback, solution, offer].forEach((each) => each.replaceChildren());
    offer.hidden = true;
    form.querySelector("input, button").focus();
  });
  window.addEventListener("keydown", (event) => keepKey(event, box), { capture: true, signal });
  model.on("change:trouble", show);
  model.on("change:kept", () => { mine.kept = model.get("kept"); });

  show();
  keep(mine.answers);
  const last = mine.answers.at(-1);
  if (!last) return;
  write(last.answer);
  if (!isChart) return tell(judged(mine.answers.slice(0, -1)));
  // It may be another chart by now.
  tell({ ...last, say: filled(messages.last_time, { say: [last.say].flat().join(" ") }) });
  delete feedback.dataset.verdict;
}

/** The answers so far: those of the model, or of the page where it has more, given while there was no kernel. */
function remembered(model, id) {
  const [answers, kept] = ["answers", "kept"].map((name) => model.get(name));
  const mine = (memory[id] ??= { answers, kept });
  // Where less is kept than was, somebody has cleared it.
  const isNewer = kept === mine.kept || (kept > mine.kept && mine.answers.length > answers.length);
  return Object.assign(mine, isNewer ? {} : { answers, kept });
}

/** For each kind: draws the field, and gives what reads an answer from it, and what writes one, or none, into it. */
const FIELDS = {
  number(form, { unit }, name, messages) {
    append(form, "label", { htmlFor: name, textContent: messages.answer });
    const input = append(form, "input", { type: "text", id: name, spellcheck: false });
    append(form, "span", { textContent: unit, id: `${name}-unit` });
    input.setAttribute("aria-describedby", `${name}-unit`);
    return [() => input.value, (text = "") => { input.value = text; }];
  },
  choice: (...given) => choose("radio", ...given),
  choices: (...given) => choose("checkbox", ...given),
  order(form, { options }, name, messages) {
    const list = append(form, "ol");
    const markEnds = () => [...list.children].forEach((row, place, { length }) =>
      [0, length - 1].forEach((end, n) => row.children[1 + n].setAttribute("aria-disabled", place === end)));
    const rows = options.map(({ text: item }, place) => {
      const row = append(list, "li");
      row.dataset.place = place;
      append(row, "span", { textContent: item });
      for (const [textContent, message, beside, put] of MOVES) {
        const button = append(row, "button", { type: "button", textContent });
        button.setAttribute("aria-label", filled(messages[message], { item }));
        button.addEventListener("click", () => {
          row[beside]?.[put](row);
          markEnds();
          button.focus(); // So that it can be moved on.
        });
      }
      return row;
    });
    const write = (places = Object.keys(rows)) => {
      [places].flat().forEach((place) => list.append(rows[place] ?? ""));
      markEnds();
    };
    write();
    return [() => [...list.children].map((row) => Number(row.dataset.place)), write];
  },
  // Where a chart has several views, explore.js puts the newest last.
  chart: (form, { picture }) => [() => [...(globalThis.figuresDrawings?.get(picture) ?? [])].at(-1), () => {}],
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
  const write = (places = []) => inputs.forEach((input, place) => { input.checked = [places].flat().includes(place); });
  return [() => inputs.flatMap((input, place) => (input.checked ? [place] : [])), write];
}

export default { render };
