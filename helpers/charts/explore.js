// Draws one chart and moves it, in the browser, when the models of its controls change.

const SETTLED_MS = 120;
// What Vega-Lite calls a part of a box in its tooltip.
const OF_BOX = /"(Max|Q3|Median|Q1|Min) of (?:[^"\\]|\\.)*":/g;
const TITLES = 80; // What a picture has above its plot and below, before it is measured.

// What is drawn of each picture at present, by its name: a form that judges the picture reads it.
const drawings = (globalThis.figuresDrawings ??= new Map());

async function render({ model, el, host, signal }) {
  const picture = append(el, "div", { className: "figures-picture" });
  picture.style.minHeight = `${model.get("spec").height + TITLES}px`;
  const line = append(el, "p", { className: "figures-says" });
  line.setAttribute("aria-live", "polite");
  line.dataset.longest = longest(model.get("sentences"));
  const sentence = append(line, "span");
  const wires = await Promise.all(
    model.get("controls").map(async (control) => ({
      ...control,
      control: await host.getModel(control.model),
    })),
  );
  const say = (view) => {
    const text = sentenceNow(model, wires, view);
    sentence.textContent = text;
    picture.setAttribute("aria-label", text);
  };
  picture.setAttribute("role", "group");
  say();
  await connected(el, signal);
  if (signal.aborted) return;
  guardControls(el, wires, signal);
  letPlay(model, wires, el, signal);

  const partsOfBox = {
    Max: said(model, "box_most"),
    Q3: said(model, "box_upper"),
    Median: said(model, "box_middle"),
    Q1: said(model, "box_lower"),
    Min: said(model, "box_least"),
  };
  let chart;
  const fills = model.get("spec").width === "container";
  try {
    const { embed } = (await host.getWidget(model.get("runtime"))).exports;
    const spec = structuredClone(model.get("spec"));
    const own = (spec.params ?? []).map(({ name }) => name);
    if (fills) Object.assign(spec, { width: roomFor(picture), autosize: "pad" });
    chart = await embed(picture, spec, {
      mode: "vega-lite",
      renderer: "svg",
      actions: { export: true, source: false, compiled: false, editor: false },
      expressionFunctions: { figuresLines: inLines, figuresColumns: columnsFor, figuresTold: inWords },
      patch: (vega) => fitting(nameMarks(takeOver(vega, wires), wires, partsOfBox), own, roomFor(picture)),
    });
  } catch (error) {
    picture.textContent = said(model, "cannot_draw", { reason: error.message });
    return;
  }
  signal.addEventListener("abort", () => chart.finalize());
  picture.querySelector("summary")?.setAttribute("aria-label", said(model, "save"));

  // A selection's signal that is set before the first run comes up empty: set each once more after it.
  wires.forEach((wire) => chart.view.signal(wire.signal, valueOf(wire)));
  await chart.view.runAsync();
  const room = roomFor(picture);
  await fit(chart.view, picture, room, fills);
  picture.style.minHeight = "";
  await draw(chart.view, picture, fills);
  say(chart.view);
  whenWider(picture, room, signal, (now) => fit(chart.view, picture, now, fills));
  for (const wire of wires) {
    wire.control.on(`change:${wire.trait}`, async () => {
      hush(line, sentence);
      chart.view.signal(wire.signal, valueOf(wire));
      await draw(chart.view, picture, fills);
      say(chart.view);
    });
    if (wire.kind === "draw") letDraw(wire, chart, picture, signal);
  }
  handOut(model.get("name"), { view: chart.view, vega: chart.vgSpec }, signal);
}

/** Draws the present state. The picture tells how often it was drawn: who waits for it, waits for the next number. */
async function draw(view, picture, fills) {
  await view.runAsync();
  if (isCut(view, picture)) {
    await view.resize().runAsync();
    await fit(view, picture, roomFor(picture), fills);
  }
  hideNameless(picture);
  picture.dataset.drawn = Number(picture.dataset.drawn ?? 0) + 1;
}

/** How much room a picture has in its cell. */
function roomFor(picture) {
  const { paddingLeft, paddingRight } = getComputedStyle(picture);
  return picture.parentElement.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
}

/** Acts when the room of a picture has become another than the last and stays so; what is hidden has none. */
function whenWider(picture, last, signal, act) {
  let timer;
  const observer = new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const room = roomFor(picture);
      if (room > 0 && Math.abs(room - last) > 1) act(last = room);
    }, SETTLED_MS);
  });
  observer.observe(picture.parentElement);
  signal.addEventListener("abort", () => observer.disconnect());
}

/** The sentence that takes the most room, which is kept for it: what stands below does not jump. */
function longest(sentences) {
  return sentences.reduce((long, each) => (each.length > long.length ? each : long), "");
}

function handOut(name, drawing, signal) {
  if (!name) return;
  const views = drawings.get(name) ?? new Set();
  drawings.set(name, views.add(drawing));
  signal.addEventListener("abort", () => views.delete(drawing));
}

/** Vega names a mark after its data: an empty group of marks, an empty text, or a rule at a fixed place has no name. */
function hideNameless(picture) {
  for (const mark of picture.querySelectorAll('svg.marks [role="graphics-symbol"]')) {
    const nameless = !mark.getAttribute("aria-label");
    if (nameless === mark.hasAttribute("data-nameless")) continue;
    mark.toggleAttribute("data-nameless", nameless);
    if (nameless) mark.setAttribute("aria-hidden", "true");
    else mark.removeAttribute("aria-hidden");
  }
}

/**
 * A mark is read out as its tooltip says it, a text as it stands there. What has neither leads the eye alone: Vega-Lite
 * would read out what the chart computes with, by the names of its columns. The parts of a box have names of ours.
 */
function nameMarks(group, wires, partsOfBox) {
  for (const mark of group.marks ?? []) {
    const { tooltip, description, text, x } = mark.encode?.update ?? {};
    const hasNames = tooltip?.signal?.startsWith("{");
    if (hasNames) tooltip.signal = tooltip.signal.replace(OF_BOX, (_, part) => `"${partsOfBox[part]}":`);
    const drawn = wires.find(({ kind, name }) => kind === "draw" && mark.name === `${name}_marks`);
    const field = (each, before = "") => `${JSON.stringify(before)} + datum[${JSON.stringify(each)}]`;
    const words = text?.signal ?? (text?.field && field(text.field));
    const told = drawn ? field(x.field, `${drawn.label}: `) : hasNames ? tooltip.signal : words;
    if (description && told) description.signal = `figuresTold(${told})`;
    else if (description) mark.aria = false;
    nameMarks(mark, wires, partsOfBox);
  }
  return group;
}

function inWords(told) {
  const parts = told?.constructor === Object ? Object.entries(told).map((each) => each.join(": ")) : [told].flat();
  const words = parts.join("; ");
  return words.replace(/\d+\.\d{4,}/g, (number) => Number(Number(number).toFixed(3)));
}

/** The controls take over from Vega's own inputs: no input is drawn, and the first run has the present values. */
function takeOver(vega, wires) {
  const bySignal = new Map(wires.map((wire) => [wire.signal, wire]));
  for (const signal of vega.signals ?? []) {
    const wire = bySignal.get(signal.name);
    if (!wire) continue;
    delete signal.bind;
    signal.value = valueOf(wire);
  }
  // What is typed far beyond a scale stays at its end: a picture as high as that could not be seen.
  const scales = (group) => [...(group.scales ?? []), ...(group.marks ?? []).flatMap(scales)];
  for (const { name } of wires.filter(({ kind }) => kind === "draw")) {
    const { scale } = markNamed(`${name}_marks`, vega.marks).encode.update.y;
    for (const each of scales(vega).filter((one) => one.name === scale)) each.clamp = true;
  }
  return vega;
}

function valueOf(wire) {
  if (isList(wire)) return listOf(wire);
  const value = wire.control.get(wire.trait);
  return wire.trait === "index" ? (wire.options[value] ?? null) : value;
}

/** A message of `helpers/charts/messages.py`, with its fields filled in. */
function said(model, name, fields) {
  return filled(model.get("messages")[name], fields);
}

/** The sentence of the present state; where it does not follow the controls, it says that it is the first one's. */
function sentenceNow(model, wires, view) {
  const left = model.get("left_to_vega").map((label) => said(model, "left_to_vega", { label }));
  const index = wires.reduce((sum, wire) => sum * (wire.options.length || 2) + stateIndex(wire), 0);
  const moves = wires.length + left.length > 0;
  const first = moves ? said(model, "at_start", { sentence: model.get("says") }) : model.get("says");
  const lists = wires.filter(isList);
  const sentence = model.get("sentences")[index] ?? first;
  const words = lists.flatMap(({ control }) => listed(control.get("value")).unread).map((word) => `“${word}”`);
  const unread = words.length ? [said(model, "unread", { words: words.join(" ") })] : [];
  return [lists.length ? filledBy(view, sentence, lists, said(model, "comma")) : sentence, ...left, ...unread].join(" ");
}

/**
 * The place of a control's value among its states; where nothing is chosen there is none, and no sentence for it. A list
 * has two states: as at first, and otherwise.
 */
function stateIndex(wire) {
  if (isList(wire)) return String(listOf(wire)) === String(wire.value) ? 0 : 1;
  return Number(wire.control.get(wire.trait) ?? NaN);
}

/**
 * Keep every key that is pressed on a control on that control: JupyterLab would cut a cell on x, insert one on b and
 * swallow the arrows. And give each slider's handle the name that stands beside it and the words of its value, and
 * radio buttons one group, since without it the arrows lead from the last of them into the next chart's.
 */
function guardControls(el, wires, signal) {
  const box = el.closest(".figures-explored") ?? el;
  window.addEventListener("keydown", (event) => keepKey(event, box), { capture: true, signal });
  const row = box.querySelector(".figures-controls");
  if (!row) return;
  const view = Math.random().toString(36).slice(2);
  const name = () => wires.forEach(({ label }, index) => {
    const control = row.children[index];
    const handle = control?.querySelector("[role=slider]");
    const readout = control?.querySelector(".widget-readout");
    if (handle && readout) {
      handle.setAttribute("aria-label", label);
      handle.setAttribute("aria-valuetext", readout.textContent);
    }
    const radios = control?.querySelectorAll("[type=radio]") ?? [];
    radios.forEach((radio) => { radio.name = `${view}-${index}`; });
    const group = radios[0]?.closest(".widget-radio-box");
    group?.setAttribute("role", "radiogroup");
    group?.setAttribute("aria-label", label);
  });
  row.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches(".widget-readout")) event.target.blur();
  }, { signal });
  row.addEventListener("keydown", goRound, { signal });
  row.addEventListener("focusout", ({ target }) => {
    if (!target.matches(".widget-readout")) return;
    const place = [...row.children].findIndex((control) => control.contains(target));
    moveTo(wires[place], target);
  }, { signal });
  const observer = new MutationObserver(name);
  observer.observe(row, { childList: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
  name();
}

/** The arrows lead round radio buttons as they do in other browsers: WebKit stays at the ends. */
function goRound(event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step || event.target.type !== "radio") return;
  const all = [...event.currentTarget.querySelectorAll(`[name="${event.target.name}"]`)];
  const next = all.at((all.indexOf(event.target) + step) % all.length);
  event.preventDefault();
  next.focus();
  next.click();
}

/** A number that is typed beside a slider, also with the comma that stands in it, means the nearest of its states. */
function moveTo(wire, readout) {
  const typed = Number(readout.textContent.replace(/[,，\s]/g, "") || NaN);
  const away = wire.options.map((option) => Math.abs(option - typed));
  const nearest = away.indexOf(Math.min(...away));
  if (nearest >= 0) {
    wire.control.set("index", nearest);
    wire.control.save_changes();
  }
  readout.textContent = wire.labels[wire.control.get("index")];
}

/** Waits until it is in the page, and so has a width: JupyterLab makes the output of a cell before it shows it. */
async function connected(el, signal) {
  while (!el.isConnected && !signal.aborted) await new Promise(requestAnimationFrame);
}

export default { render };
