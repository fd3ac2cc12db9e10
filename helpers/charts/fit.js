// Fits a chart to the width of its cell. Text keeps its size: what is drawn becomes narrower, words go into more lines,
// panels into more rows, and what tells colours apart goes below. It stands before explore.js, in the same module.

const NARROW = 560;
// Where a picture has no room beside it, the button that saves it stands in its corner, behind the first lines of a title.
const PHONE = 620;
const CORNER = 20;
const LEAST_WIDTH = 110; // Of a chart; what is still too wide then is no plot.
const FILLS = 20; // And at most, where it is to fill its cell.
const MOST_TURNS = 8;
const SLACK = 1; // So much of a word may be measured beyond an edge.
const LABEL_PART = 0.3; // Of the room, for the names at a side.
const BESIDE_NAME = 38; // What a name in a legend needs beside it.
const LOOKS = ["fill", "stroke", "shape", "strokeDash", "size", "opacity"];
const SIDES = ["left", "right"];
// What follows the part of its own width by which a picture is drawn, and of its height: on slides it is lower or higher.
const FOLLOWS = {
  figures_fit: { side: "width", lengths: /(^|_)(width|childWidth|(x|xOffset)_step)$/, places: ["x", "x2", "xc", "width"] },
  figures_tall: { side: "height", lengths: /(^|_)(height|childHeight|(y|yOffset)_step)$/, places: ["y", "y2", "yc", "height"] },
};
const FAMILY = "'City Figures', sans-serif";
const naturals = new WeakMap();
const pen = document.createElement("canvas").getContext("2d");

// A Latin word or a Chinese character, with what opens before it and what closes behind it: no line begins with a ）.
const WORDS = /[（《“]*(?:[^\s⺀-鿿＀-￯“”]+|[⺀-鿿＀-￯“”])[、。》）：；，！？”]*\s*|\s+/g;

/** Text in as many lines as a width asks for: one string, or several. Chinese breaks between any two characters. */
function inLines(text, font, width) {
  pen.font = font;
  const lines = [text ?? ""].flat().flatMap((line) => {
    const words = String(line).match(WORDS) ?? [""];
    return words.reduce((done, word) => {
      const longer = (done.at(-1) ?? "") + word;
      if (!done.length || pen.measureText(longer.trimEnd()).width <= width) return [...done.slice(0, -1), longer];
      return [...done, word];
    }, []).map((each) => each.trimEnd());
  });
  return lines.length > 1 ? lines : lines[0];
}

/**
 * Compiled Vega that follows signals: the room of its cell, by what part of its own width and height it is drawn, what
 * part of its panels stand side by side, and where its title begins. `own` are the names of the chart's parameters, which
 * may be called as Vega-Lite calls a width.
 */
function fitting(vega, own, room) {
  const signals = vega.signals ??= [];
  for (const [part, { side, lengths }] of Object.entries(FOLLOWS)) {
    if (typeof vega[side] === "number") signals.unshift({ name: side, value: vega[side] });
    delete vega[side];
    for (const signal of signals) {
      if (!lengths.test(signal.name) || typeof signal.value !== "number" || own.includes(signal.name)) continue;
      const product = `${signal.value} * ${part}`;
      signal.update = signal.name.endsWith("step") ? product : `round(${product})`;
      delete signal.value;
    }
  }
  signals.unshift(
    { name: "figures_room", value: room },
    { name: "figures_fit", value: 1 },
    { name: "figures_tall", value: 1 },
    { name: "figures_beside", value: 1 },
    { name: "figures_left", value: 0 },
  );
  fitGroup(vega, vega, "width");
  return vega;
}

/** The titles, axes, legends, marks and panels of a view, as wide as a signal says. */
function fitGroup(group, vega, width, around = []) {
  const config = vega.config ??= {};
  config.legend ??= {};
  const isTop = !around.length;
  const scales = [...(group.scales ?? []), ...around];
  const beside = "figures_room - figures_left - padding.right";
  if (group.title) fitTitle(group.title, config, isTop ? beside : width, isTop ? CORNER : 0);
  for (const axis of group.axes ?? []) fitAxis(axis, config, width, scales.find(({ name }) => name === axis.scale));
  for (const legend of group.legends ?? []) fitLegend(legend, config, scales);
  const panels = (group.marks ?? []).filter(({ type, role }) => type === "group" && !/header|footer|title/.test(role));
  const columns = group.layout?.columns ?? panels.length;
  if (group.layout && columns > 1) {
    const fewer = `max(1, round(${columns} * figures_beside))`;
    group.layout.columns = { signal: fewer };
    // So many axes stand below the panels, and beside them.
    for (const { name, transform: [{ stop } = {}] = [] } of vega.data ?? []) {
      if (/facet_domain_(row|column)$/.test(name)) stop.signal = stop.signal.replace(/\d+(?=\)$)/, fewer);
    }
  }
  for (const mark of group.marks ?? []) {
    for (const encoding of Object.values(mark.encode ?? {})) {
      for (const [part, { places }] of Object.entries(FOLLOWS)) {
        places.flatMap((channel) => encoding[channel] ?? []).forEach((place) => fitPlace(place, part));
      }
    }
    if (mark.type === "group") fitGroup(mark, vega, mark.encode?.update?.width?.signal ?? width, [...scales, {}]);
  }
}

function fitPlace(place, part) {
  // With a scale, it is a number of the data.
  if (place.scale || !place.value || typeof place.value !== "number") return;
  place.signal = `${place.value} * ${part}`;
  delete place.value;
}

function fitTitle(title, { style = {}, title: config = {} }, room, corner) {
  const fold = (key, { fontSize, fontWeight, font = FAMILY }, room) => {
    if (!title[key]) return;
    const text = title[key].signal ?? JSON.stringify(title[key]);
    title[key] = { signal: `figuresLines(${text}, ${JSON.stringify(`${fontWeight} ${fontSize}px ${font}`)}, ${room})` };
  };
  const main = { fontSize: 13, fontWeight: "bold", ...style["group-title"], ...config, ...title };
  const below = { fontSize: 12, fontWeight: "normal", ...style["group-subtitle"] };
  for (const key of ["fontSize", "fontWeight", "font"]) {
    const name = `subtitle${key[0].toUpperCase()}${key.slice(1)}`;
    below[key] = title[name] ?? config[name] ?? below[key];
  }
  fold("text", main, `${room} - (figures_room < ${PHONE} ? ${corner} : 0)`);
  fold("subtitle", below, room);
}

/** A legend at a side goes below where it is narrow; one of many names in a row gets more rows. */
function fitLegend(legend, config, scales) {
  const orient = legend.orient ?? config.legend?.orient ?? "right";
  const scale = LOOKS.map((look) => legend[look]).find(Boolean);
  const { type } = scales.find(({ name }) => name === scale) ?? {};
  if (SIDES.includes(orient)) {
    legend.orient = { signal: `figures_room < ${NARROW} ? 'bottom' : '${orient}'` };
    legend.direction ??= "vertical";
    return;
  }
  // Several at one side stand below each other, where side by side they would be wider than the picture.
  (config.legend.layout ??= {})[orient] = { direction: { signal: "figures_beside < 1 ? 'vertical' : 'horizontal'" } };
  if (/ordinal|point|band/.test(type)) {
    const styles = { ...config.style?.["guide-label"], ...config.legend, ...legend };
    const font = JSON.stringify(`${styles.labelFontSize ?? 10}px ${styles.labelFont ?? styles.font ?? FAMILY}`);
    const names = `domain(${JSON.stringify(scale)})`;
    legend.columns = { signal: `figuresColumns(${names}, ${font}, figures_room - figures_left - padding.right, ${legend.columns ?? 0})` };
  }
}

/** How many names of a legend stand side by side; 0 for all in a row. */
function columnsFor(names, font, room, asked) {
  pen.font = font;
  const widths = names.map((name) => pen.measureText(name).width + BESIDE_NAME);
  if (!asked && widths.reduce((sum, each) => sum + each, 0) <= room) return 0;
  return Math.max(1, Math.min(asked || names.length, Math.floor(room / Math.max(...widths))));
}

function fitAxis(axis, config, width, { type } = {}) {
  if (axis.labels === false && !axis.title) return;
  const styles = { ...config.style?.["guide-label"], ...config.axis, ...axis };
  const font = (kind) => {
    const weight = styles[`${kind}FontWeight`] ?? "normal";
    return JSON.stringify(`${weight} ${styles[`${kind}FontSize`] ?? 10}px ${styles[`${kind}Font`] ?? styles.font ?? FAMILY}`);
  };
  const update = ((axis.encode ??= {}).labels ??= {}).update ??= {};
  const label = update.text?.signal ?? "datum.label";
  if (SIDES.includes(axis.orient)) {
    // Names that stand in the plot, above its bars, have its width.
    const most = styles.labelAlign === axis.orient ? width : `max(60, figures_room * ${LABEL_PART})`;
    const lines = `figuresLines(${label}, ${font("label")}, ${most})`;
    update.text = { signal: lines };
    // Vega puts the first line in the middle.
    update.dy = { signal: `isArray(${lines}) ? (1 - length(${lines})) * ${(styles.labelFontSize ?? 10) / 2 + 1} : 0` };
    return;
  }
  if (!styles.labelAngle && /band|point/.test(type)) {
    const scale = JSON.stringify(axis.scale);
    const step = `abs(span(range(${scale}))) / max(1, length(domain(${scale})))`;
    update.text = { signal: `figuresLines(${label}, ${font("label")}, ${step})` };
    axis.labelOverlap ??= "greedy";
  }
  const title = axis.title?.signal ?? JSON.stringify(axis.title);
  if (title) axis.title = { signal: `figuresLines(${title}, ${font("title")}, max(120, ${width}))` };
}

/**
 * Draws a view as wide as its room: at its own width or narrower, or so that it fills the room. Two drawings tell what
 * a narrower one will take up; the axes and words that keep their size are in what they measure. What is hidden has no
 * room, and stays as it is.
 */
async function fit(view, picture, room, fills) {
  if (room <= 0) return;
  const svg = picture.querySelector("svg.marks");
  const most = fills ? FILLS : 1;
  // At first it is drawn at its own width.
  if (!naturals.has(view)) naturals.set(view, svg.width.baseVal.value);
  const beside = fills ? 1 : Math.min(1, room / naturals.get(view));
  const least = LEAST_WIDTH / naturals.get(view);
  let [part, left, before, back, widest] = [view.signal("figures_fit"), view.signal("figures_left"), null, null, 0];
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const now = { figures_room: room, figures_fit: part, figures_beside: beside, figures_left: left };
    if (Object.entries(now).some(([name, value]) => view.signal(name) !== value)) {
      Object.entries(now).forEach(([name, value]) => view.signal(name, value));
      await view.resize().runAsync();
    }
    const total = svg.width.baseVal.value;
    const over = total - room;
    if (over <= 0 && (over > -1 || part === most)) return;
    // Where a label more makes it jump, the widest that fits is the best.
    if (over <= 0) widest = Math.max(widest, part);
    left = titleLeft(svg);
    const slope = before && part !== before.part ? (total - before.total) / (part - before.part) : total / part;
    // A narrower plot may take up as much for a while; where it always does, it is no plot that is too wide.
    if (over > 0 && slope <= 1) back ??= before.part;
    before = { part, total };
    part = Math.min(most, Math.max(least, part - (over + 0.5) / (slope > 1 ? slope : total / part)));
    if (part === before.part && left === view.signal("figures_left")) break;
  }
  if (before.total > room) await view.signal("figures_fit", widest || (back ?? part)).resize().runAsync();
}

/** Whether a word reaches over an edge: Vega measures what stands around a plot once, and words may become longer. */
function isCut(view, picture) {
  const [[x, y], { left, top }] = [view.origin(), view.padding()];
  const { width, height } = picture.querySelector("svg.marks");
  const over = ({ x1, y1, x2, y2 }, across, down) => {
    const [right, bottom] = [width.baseVal.value - x2 - across, height.baseVal.value - y2 - down];
    return Math.min(x1 + across, y1 + down, right, bottom) < -SLACK;
  };
  const reaches = (group, across, down) => group.items.some(({ marktype, bounds, items }) => {
    if (marktype === "text") return items.length && over(bounds, across, down);
    return marktype === "group" && items.some((each) => reaches(each, across + (each.x ?? 0), down + (each.y ?? 0)));
  });
  return reaches(view.scenegraph().root.items[0], x + left, y + top);
}

/** Where the title begins, which may be where the plot does. */
function titleLeft(svg) {
  const { left } = svg.getBoundingClientRect();
  const titles = [...svg.querySelectorAll(".role-title text")].map((text) => text.getBoundingClientRect().left - left);
  return Math.max(0, Math.min(...titles, Infinity) === Infinity ? 0 : Math.min(...titles));
}
