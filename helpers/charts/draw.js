// Draw it yourself: a reader moves the points of a view, with mouse, finger or arrow keys, before the outcome is shown.

const EDGE = 12;

/** The view is named after the parameter, whose list has a number for each of its points; its y is their scale. */
function letDraw(wire, { view, vgSpec }, picture, signal) {
  const svg = picture.querySelector("svg.marks");
  const name = `${wire.name}_marks`;
  const points = () => [...svg.querySelectorAll(`.${CSS.escape(name)} > *`)];
  const scale = () => view.scale(markNamed(name, vgSpec.marks).encode.update.y.scale);
  const [least, most] = [Math.min(...scale().domain()), Math.max(...scale().domain())];
  const [one, two] = scale().ticks(100);
  const rounded = (value, step = two - one) =>
    Number((Math.round(Math.min(most, Math.max(least, value)) / step) * step).toPrecision(12));
  let [chosen, pen, nearest] = [0, null, []];

  const show = () => {
    const [low, high, ...values] = written([least, most, ...listOf(wire)], wire);
    points().forEach((point, place) => {
      const is = { role: "slider", "aria-orientation": "vertical", tabindex: place === chosen ? 0 : -1 };
      Object.assign(is, { "aria-valuemin": low, "aria-valuemax": high, "aria-valuenow": values[place] });
      Object.entries(is).forEach(([attribute, value]) => point.setAttribute(attribute, value));
      point.removeAttribute("aria-roledescription");
    });
  };
  const choose = (place) => {
    chosen = Math.min(points().length - 1, Math.max(0, place));
    show();
    points()[chosen].focus({ preventScroll: true });
  };
  const put = (heights) => {
    const values = listOf(wire);
    for (const [place, height] of heights) values[place] = rounded(height);
    wire.control.set("value", written(values, wire).join(" "));
  };
  /** A stroke moves each point that it passes to where it passes it, and the next one to where it comes nearest. */
  const stroke = (from, { x, places, gap, away, place, value }) => {
    const parts = places.map((each, at) => [at, (each - from.x) / (x - from.x)]);
    const passed = parts.filter(([, part]) => part >= 0 && part <= 1);
    passed.forEach(([at]) => { nearest[at] = 0; });
    const comes = away <= (nearest[place] ?? gap) + gap / 12 ? [[place, value]] : [];
    if (comes.length) nearest[place] = Math.min(away, nearest[place] ?? gap);
    put([...passed.map(([at, part]) => [at, from.value + part * (value - from.value)]), ...comes]);
  };
  /** Which point a pen is nearest to, and what its height means; nothing where there is nothing to draw. */
  const where = ({ clientX, clientY }) => {
    if (!points().length) return null;
    const toMarks = points()[0].parentNode.getScreenCTM().inverse();
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(toMarks);
    const places = points().map((point) => point.__data__.x);
    const gap = Math.abs(places.at(-1) - places[0]) / (places.length - 1) || 80;
    const all = places.map((each) => Math.abs(each - x));
    const [away, range] = [Math.min(...all), scale().range()];
    if (away > gap / 2 || y < Math.min(...range) - EDGE || y > Math.max(...range) + EDGE) return null;
    return { x, places, gap, away, place: all.indexOf(away), value: scale().invert(y) };
  };
  const end = () => {
    if (!pen) return;
    wire.control.save_changes();
    choose(pen.place);
    pen = null;
  };
  const acts = {
    pointerdown(event) {
      [pen, nearest] = [event.button ? null : where(event), []];
      if (!pen) return;
      svg.setPointerCapture(event.pointerId);
      stroke(pen, pen);
    },
    pointermove(event) {
      const to = pen && where(event);
      if (to) stroke(pen, to);
      pen = to ?? pen;
    },
    pointerup: end,
    pointercancel: end,
    // A finger that draws does not scroll the page.
    touchstart(event) { if (where(event.touches[0])) event.preventDefault(); },
    keydown(event) {
      const place = points().indexOf(event.target);
      const by = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
      const next = { ArrowLeft: place - 1, ArrowRight: place + 1 }[event.key];
      if (place < 0 || (!by && next === undefined)) return;
      event.preventDefault();
      if (!by) return choose(next);
      put([[place, listOf(wire)[place] + by * (two - one)]]);
      wire.control.save_changes();
    },
  };
  for (const [kind, act] of Object.entries(acts)) svg.addEventListener(kind, act, { signal, passive: false });
  new MutationObserver(show).observe(picture, { attributeFilter: ["data-drawn"] });
  picture.classList.add("figures-drawable");
  show();
}

function markNamed(name, marks = []) {
  return marks.find((mark) => mark.name === name) ?? marks.map((mark) => markNamed(name, mark.marks)).find(Boolean);
}
