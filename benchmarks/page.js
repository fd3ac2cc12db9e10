// What the page itself sees: when a key goes down, and in which painted frame the picture is another one.

(() => {
  const [RED, GREEN, BLUE] = [0, 114, 178];
  const MARKS = ".role-mark path, .barlayer .point path, rect.bar, .picture";
  const NUMBERS = ".mark-text.role-mark text";
  const LONGEST_MS = 8000;
  const LONGEST_RUN_MS = 120_000;
  const QUIET_MS = 700;

  const outputs = (cell) => panel.content.widgets[cell].outputArea.node;
  let painted = () => {};

  // A message that is posted in an animation frame arrives when that frame has been painted.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => painted(performance.now());
  const frame = () => {
    port2.postMessage(null);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  /** What tells one picture from another: the first bars' shapes and all numbers, or a canvas's blue; null for none. */
  function look(root) {
    const canvas = [...root.querySelectorAll("canvas.marks")].at(-1);
    if (canvas) return bluePixels(canvas) || null;
    const marks = [];
    for (const mark of root.querySelectorAll(MARKS)) {
      marks.push(mark.outerHTML);
      if (marks.length === 10) break;
    }
    for (const words of root.querySelectorAll(NUMBERS)) marks.push(words.textContent);
    return marks.join() || null;
  }

  function bluePixels(canvas) {
    if (!canvas.width || !canvas.height) return 0;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let blue = 0;
    for (let at = 0; at < data.length; at += 4) {
      blue += data[at] === RED && data[at + 1] === GREEN && data[at + 2] === BLUE && data[at + 3] === 255;
    }
    return blue;
  }

  /** Runs all cells; the milliseconds until the picture of a cell has been painted. */
  function run(cell) {
    const root = outputs(cell);
    const start = performance.now();
    const drawn = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error("no picture was drawn")), LONGEST_RUN_MS);
      painted = (now) => look(root) !== null && resolve(now - start);
    });
    const done = jupyterapp.commands.execute("notebook:run-all-cells");
    return Promise.all([drawn, done]).then(([milliseconds]) => milliseconds);
  }

  /** Waits for a key; `bench.changed` tells the milliseconds to another picture, or null. */
  function arm(cell) {
    const root = outputs(cell);
    const before = look(root);
    let pressed = null;
    window.addEventListener("keydown", () => (pressed = performance.now()), { capture: true, once: true });
    bench.changed = new Promise((resolve) => {
      const end = setTimeout(() => resolve(null), LONGEST_MS);
      painted = (now) => {
        if (pressed === null) return;
        const after = look(root);
        if (after === null || after === before) return;
        clearTimeout(end);
        painted = () => {};
        resolve(now - pressed);
      };
    });
  }

  function focus(cell) {
    const control = outputs(cell).querySelector("[role=slider], input[type=range]");
    // JupyterLab takes the arrow keys from an input that does not ask it not to.
    if (control.tagName === "INPUT") control.toggleAttribute("data-lm-suppress-shortcuts", true);
    control.focus();
    return document.activeElement === control;
  }

  function step(control, up) {
    if (control.tagName === "INPUT") {
      control[up ? "stepUp" : "stepDown"]();
      control.dispatchEvent(new Event("input", { bubbles: true }));
    } else {
      const key = up ? "ArrowRight" : "ArrowLeft";
      control.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }
    return valueOf(control);
  }

  /** What stands beside a slider of ipywidgets: one that counts its states from 0 has its place alone on the handle. */
  function valueOf(control) {
    const readout = control.closest(".widget-slider")?.querySelector(".widget-readout");
    return Math.round(Number(readout?.textContent ?? control.getAttribute("aria-valuenow") ?? control.value));
  }

  const until = (time) => new Promise((resolve) => setTimeout(resolve, Math.max(0, time - performance.now())));

  /** Moves the focused control at a steady pace; what reached the chart's title and what was painted. */
  async function race(cell, steps, perSecond) {
    const root = outputs(cell);
    const control = document.activeElement;
    const title = () => root.querySelector(".role-title-text text")?.textContent ?? null;
    const titles = [title()];
    const note = () => title() !== titles.at(-1) && titles.push(title());
    const observer = new MutationObserver(note);
    observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });

    let last = look(root);
    let pictures = 0;
    let changed = performance.now();
    painted = (now) => {
      const after = look(root);
      if (after === null || after === last) return;
      last = after;
      changed = now;
      pictures += 1;
    };

    const most = Number(control.getAttribute("aria-valuemax") ?? control.max);
    const least = Number(control.getAttribute("aria-valuemin") ?? control.min);
    const states = [];
    let up = true;
    const start = performance.now();
    for (let number = 0; number < steps; number += 1) {
      await until(start + (number * 1000) / perSecond);
      const place = Number(control.getAttribute("aria-valuenow") ?? control.value);
      if (place >= most || place <= least) up = place <= least;
      states.push(step(control, up));
    }
    const end = performance.now();
    while (performance.now() - Math.max(changed, end) < QUIET_MS) await until(performance.now() + 50);
    observer.disconnect();
    painted = () => {};
    return { states, titles: titles.slice(1), pictures, seconds: (end - start) / 1000 };
  }

  window.bench = { run, arm, focus, race, look: (cell) => look(outputs(cell)) };
})();
