// Play: a button moves a range step by step, in the browser alone, and the sentence is spoken when it has come to rest.

const [LONGEST_STEP_MS, SHORTEST_STEP_MS, WHOLE_WAY_MS, REST_MS] = [700, 120, 8000, 900];

/** The button before the range that the chart plays: it goes on to the end, and from there again from the start. */
function letPlay(model, wires, el, signal) {
  const place = wires.findIndex(({ name }) => name === model.get("play"));
  const row = el.closest(".figures-explored")?.querySelector(".figures-controls");
  if (place < 0 || !row) return;
  const { control, label, options } = wires[place];
  const last = options.length - 1;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "figures-play" });
  // Who wants no motion gets one step for each press.
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let [timer, own] = [null, false];

  const show = () => {
    button.textContent = timer ? "■" : "▶\uFE0E";
    button.setAttribute("aria-label", said(model, timer ? "stop" : isCalm ? "step" : "play", { label }));
  };
  const stop = () => {
    timer = clearInterval(timer);
    show();
    control.save_changes();
  };
  const step = () => {
    own = true;
    control.set("index", control.get("index") < last ? control.get("index") + 1 : 0);
    own = false;
    if (isCalm || control.get("index") === last) stop();
  };
  button.addEventListener("click", () => {
    if (timer) return stop();
    const pause = Math.min(LONGEST_STEP_MS, Math.max(SHORTEST_STEP_MS, WHOLE_WAY_MS / last));
    if (!isCalm) timer = setInterval(step, pause);
    show();
    step();
  });
  // Whoever moves the control takes it over.
  control.on("change:index", () => { if (timer && !own) stop(); });
  signal.addEventListener("abort", () => clearInterval(timer));
  // The controls of JupyterLab come one by one.
  const add = () => { if (row.children[place]?.contains(button) === false) row.children[place].prepend(button); };
  new MutationObserver(add).observe(row, { childList: true, subtree: true });
  show();
  add();
}

/** Has a sentence spoken when it has come to rest: at each step of Play, or of a drawing, it would chatter. */
function hush(line, sentence) {
  line.setAttribute("aria-live", "off");
  clearTimeout(line.rest);
  line.rest = setTimeout(() => {
    line.setAttribute("aria-live", "polite");
    sentence.textContent = String(sentence.textContent);
  }, REST_MS);
}
