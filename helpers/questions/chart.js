// What to say to a student's chart, by what is drawn and by the words beside it. It stands behind judge.js, in the same
// module. Of Vega it reads the scene (each mark and text on the page) and the scales; of the specification that Vega
// drew from, which column stands on which channel, and which aggregates were made.

const LENGTHS = ["bar", "area"];
// They tell of other marks, where there are any.
const ASIDE = ["text", "rule", "tick"];
const QUANTITIES = ["linear", "log", "symlog", "pow", "sqrt"];
const APART = ["fill", "stroke", "shape", "strokeDash", "opacity", "size"];
// Such an aggregate takes all numbers in.
const WHOLE = ["sum", "count", "valid", "distinct"];
const NEAR = 1e-3;
const TINY = 1e-9;
// An axis so many times as long as the longest bar leaves no bar to be seen.
const MOST_AIR = 100;
const POWERS = Array.from({ length: 25 }, (_, n) => (n % 2 ? -1 : 1) * Math.ceil(n / 2));

/** The verdict on a chart: first the numbers, then how they are drawn, then the words beside them. */
function judgeChart(question, drawing) {
  if (!drawing) throw new Unclear("chart_not_there");
  const key = { ...question, shows: ends(question.shows), names: namesOf(question) };
  const scene = [...everyMark(drawing.view.scenegraph().root)];
  const layers = definitions(drawing.vega).map((each) => layerOf(each, scene, drawing, key)).filter(Boolean);
  const telling = layers.filter(({ kind, axis }) => axis && !ASIDE.includes(kind));
  const main = telling.length ? telling : layers.filter(({ axis }) => axis);
  if (!main.length) throw new Unclear(layers.length ? "chart_no_quantity" : "chart_empty");

  const met = key.misconceptions.find(({ shows }) => main.some((layer) => POWERS.some((p) => tells(layer, ends(shows), p))));
  if (met) return wrong(met.say);
  if (key.mark && !main.some(({ kind }) => kind === key.mark.kind)) return wrong(key.mark.say);
  const fault = first(main, distortion);
  if (fault) return mistake(...fault);

  const read = words(scene, drawing.vega, key);
  const honest = key.beside.find((each) => main.some((layer) => isBeside(layer, key, ends(each.shows))));
  if (honest && !honest.right) return wrong(honest.say);
  const powers = main.map((layer) => powerOf(layer, key.shows, read.power(layer)));
  if (!honest) {
    const differences = main.map((layer, n) => difference(layer.shown, key.shows, powers[n]));
    const whole = differences.includes(null);
    const other = differences.find((each) => each && !(whole && each[0] === "chart_missing"));
    if (other) return { ...mistake(...other), general: !["chart_missing", "chart_no_names"].includes(other[0]) };
  }
  const luck = first(main, (layer) => byLuck(layer, drawing, key));
  if (luck) throw new Unclear("chart_by_luck", luck);
  if (!read.unit) return mistake("chart_no_unit");
  const said = first(main, (layer, n) => otherScale(layer, key, powers[n], read.power(layer)));
  if (said) return mistake(...said);
  if (main.some(({ scale }) => !read.labelled(scale)) && !layers.some(({ kind }) => kind === "text")) {
    return mistake("chart_no_labels");
  }
  return honest ? { verdict: "right", say: honest.say } : { verdict: "right", message: "chart_right" };
}

const mistake = (message, fields) => ({ verdict: "wrong", message, fields });
const first = (list, ask) => list.map(ask).find(Boolean);
const number = (text) => Number(fraction(text)[0]) / Number(fraction(text)[1]);
const ends = (shows) => new Map(Object.entries(shows).map(([name, { low, high }]) => [name, [number(low), number(high)]]));
const written = (value) => value.toLocaleString("en-US", { maximumSignificantDigits: 6 });

function namesOf({ shows, misconceptions, beside }) {
  return [...new Set([shows, ...[...misconceptions, ...beside].map((each) => each.shows)].flatMap(Object.keys))];
}

// What is drawn.

/** Every mark of the scene with the groups that it stands in, the innermost first. */
function* everyMark(mark, groups = []) {
  yield { mark, groups };
  if (mark.marktype !== "group") return;
  for (const group of mark.items) for (const inner of group.items) yield* everyMark(inner, [group, ...groups]);
}

/** The marks of the data in Vega's specification, each with the columns that its panels stand for. */
function definitions({ marks = [] }, panels = []) {
  return marks.flatMap((mark) => {
    const isPath = mark.name?.endsWith("pathgroup");
    const inside = isPath ? panels : [...panels, ...[mark.from?.facet?.groupby ?? []].flat()];
    return mark.type === "group" ? definitions(mark, inside) : [{ ...mark, panels }];
  });
}

/** One kind of mark: its axis of quantity, and what each mark shows on it, and of what. */
function layerOf({ name, style, encode, panels }, scene, { view, vega }, { names }) {
  const drawn = scene.filter(({ mark }) => mark.name === name && mark.role === "mark");
  const items = drawn.flatMap(({ mark, groups }) => mark.items.map((item) => ({ item, groups, type: mark.marktype })));
  if (!items.length) return null;
  const kind = [style].flat()[0];
  const channel = (each) => [encode.update[each] ?? []].flat().find(({ scale }) => scale);
  const scaleFor = (scale, groups) => groups.find(({ context }) => context?.scales?.[scale])?.context.scales[scale].value;
  const scaleOn = (axis, groups) => scaleFor((channel(axis) ?? channel(`${axis}c`))?.scale, groups);
  const isQuantity = (axis) => QUANTITIES.includes(scaleOn(axis, items[0].groups)?.type);
  const isName = (axis) => items.every(({ item }) => names.includes(String(item.datum[channel(axis)?.field])));
  const found = ["y", "x"].filter((axis) => channel(axis) && isQuantity(axis));
  const axis = found.find((each) => encode.update[`${each}2`]) ?? found.find((each) => !isName(each)) ?? found[0];
  if (!axis) return { kind, shown: [] };

  const cross = axis === "y" ? "x" : "y";
  const place = channel(cross) ?? channel(`${cross}c`);
  const legends = labels(scene, "legend-label").map(({ datum }) => String(datum.value));
  const isLabelled = axes(scene).some(({ scale, labels }) => scale === place?.scale && labels.length);
  const apart = [...APART, "text"].map(channel).filter((each) => each?.field).map(({ field }) => field);
  const texts = [encode.update.text ?? []].flat().map(({ field }) => field).filter(Boolean);
  const shown = items.map(({ item, groups, type }) => {
    const scale = scaleOn(axis, groups);
    const { datum } = item;
    const seen = [...panels, ...texts, ...apart.filter((field) => legends.includes(String(datum[field])))];
    const at = isLabelled && place.field ? [place.field] : [];
    const told = [...at.flatMap((field) => spelled(datum[field], scaleOn(cross, groups)?.type)),
      ...seen.flatMap((field) => spelled(datum[field]))];
    const numbers = endsOf(item, axis, type).map((end) => scale.invert(end)).sort((a, b) => Math.abs(a) - Math.abs(b));
    const panel = groups.find(({ mark }) => !mark.name?.endsWith("pathgroup"));
    const size = type === "rect" ? item[cross === "x" ? "width" : "height"] : 0;
    return {
      datum, scale, panel, place: Math.round(100 * (item[cross] + size / 2)), base: numbers[0], number: numbers.at(-1),
      names: named(told, names, [...at, ...seen], datum, vega), series: JSON.stringify([...panels, ...apart].map((f) => datum[f])),
    };
  });
  const isLength = LENGTHS.includes(kind);
  const finite = shown.filter((each) => Number.isFinite(each.number));
  return { kind, axis, isLength, scale: channel(axis).scale, scales: [...new Set(shown.map((each) => each.scale))],
    shown: isLength ? piled(finite) : finite };
}

/** The ends of a mark along an axis, in the page's measure. */
function endsOf(item, axis, type) {
  if (type === "rect") return [item[axis], item[axis] + item[axis === "y" ? "height" : "width"]];
  return type === "area" ? [item[axis], item[`${axis}2`] ?? item[axis]] : [item[axis]];
}

/** Marks in the same place that stand on top of each other, as one; those that begin at the same line stay. */
function piled(shown) {
  const piles = new Map();
  const panels = [...new Set(shown.map(({ panel }) => panel))];
  for (const each of shown) {
    const place = `${panels.indexOf(each.panel)} ${each.place}`;
    piles.set(place, [...(piles.get(place) ?? []), each]);
  }
  return [...piles.values()].flatMap((pile) => {
    const [low, high] = [Math.min(...pile.map(({ base }) => base)), Math.max(...pile.map((each) => each.number))];
    if (!pile.some(({ base }) => Math.abs(base - low) > TINY * (high - low))) return pile;
    const names = pile[0].names.filter((name) => pile.every((each) => each.names.includes(name)));
    return [{ ...pile[0], names, base: low, number: high, parts: pile }];
  });
}

/** How a value may be called: a day stands for its month and its year, too. */
function spelled(value, scale) {
  const isTime = ["time", "utc"].includes(scale) || value instanceof Date;
  if (!isTime) return [String(value), ...(/^(\d{4})-\d\d(?:-\d\d.*)?$/.exec(value)?.slice(1) ?? [])];
  const date = new Date(value);
  return [String(scale === "utc" ? date.getUTCFullYear() : date.getFullYear())];
}

/** The names that a mark has by what a reader sees; those that are no years also by another column of its row. */
function named(texts, names, columns, datum, vega) {
  const found = names.filter((name) => texts.some((text) => hasWord(text, name)));
  if (found.length || !columns.length) return found;
  const fits = (row) => columns.every((column) => !(column in row) || String(row[column]) === String(datum[column]));
  const rows = vega.data.flatMap(({ values }) => (Array.isArray(values) ? values : [])).filter(fits);
  const stands = (name) => rows.length && rows.every((row) => Object.values(row).includes(name));
  return names.filter((name) => !/^\d{4}$/.test(name) && stands(name));
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

function hasWord(text, word) {
  return new RegExp(`(?:^|[\\s(（,，:·])${escaped(word)}(?:$|[\\s)）,，:·年])`, "iu").test(text);
}

// The numbers.

const isIn = (value, [low, high], power) => {
  const margin = NEAR * Math.max(Math.abs(low), Math.abs(high));
  return value * 10 ** power >= low - margin && value * 10 ** power <= high + margin;
};
const of = (shown, name) => shown.filter(({ names }) => names.includes(name));
const hasNumber = (shown, name, range, power) => {
  const found = of(shown, name);
  return found.length > 0 && found.every((each) => isIn(each.number, range, power));
};
const tells = ({ shown }, shows, power) => [...shows].every(([name, range]) => hasNumber(shown, name, range, power));

/** By which power of ten the drawn numbers come nearest to what was asked for. */
function powerOf({ shown }, shows, said) {
  const hits = (power) => [...shows].filter(([name, range]) => hasNumber(shown, name, range, power)).length;
  return [said, ...POWERS].reduce((best, power) => (hits(power) > hits(best) ? power : best));
}

/** What is shown too little, too much or wrongly, or null. */
function difference(shown, shows, power) {
  const names = [...shows.keys()];
  const absent = names.filter((name) => !of(shown, name).length);
  if (absent.length === names.length) return ["chart_no_names", { name: names[0] }];
  if (absent.length) return ["chart_missing", { names: absent.slice(0, 3).join(", ") }];
  const name = names.find((each) => !hasNumber(shown, each, shows.get(each), power));
  if (name) {
    const found = of(shown, name);
    if (found.some(({ parts }) => parts)) return ["chart_piled", { name }];
    const several = found.some((each) => Math.abs(each.number - found[0].number) > NEAR * Math.abs(each.number));
    return [several ? "chart_several" : "chart_other_number", { name }];
  }
  return shown.some((each) => !names.some((one) => each.names.includes(one))) ? ["chart_too_much"] : null;
}

/** Whether what was asked for stands in one colour or panel, and something else that is known in others. */
function isBeside({ shown }, { shows }, others) {
  const series = [...new Set(shown.map((each) => each.series))];
  const asked = series.find((one) => POWERS.some((power) => !difference(shown.filter((each) => each.series === one), shows, power)));
  const rest = shown.filter((each) => each.series !== asked);
  const known = (each) => each.names.some((name) => others.has(name) && POWERS.some((p) => isIn(each.number, others.get(name), p)));
  return asked !== undefined && rest.length > 0 && rest.every(known);
}

/** An aggregate that made the right number out of several, and would make another one out of others. */
function byLuck({ shown }, { view, vega }, { aggregates, shows }) {
  const data = (part) => [...(part.data ?? []), ...(part.marks ?? []).flatMap(data)];
  const made = data(vega).flatMap(({ transform = [] }) => transform).flatMap(({ ops = [], as = [] }) =>
    ops.map((operation, n) => ({ operation, column: as[n] })));
  const lucky = made.filter(({ operation, column }) =>
    ![...WHOLE, ...aggregates].includes(operation) && !column?.endsWith("_sort_index"));
  // Only Vega's own cells know out of how many rows a number was made.
  const cells = Object.values(view._runtime.nodes).flatMap(({ value }) => Object.values(value ?? {}));
  for (const { tuple, num } of cells.filter((cell) => cell?.tuple && cell.num > 1)) {
    const { operation } = lucky.find(({ column }) => column in tuple) ?? {};
    const same = ({ datum }) => Object.entries(tuple).every(([column, value]) => datum[column] === value);
    const name = operation && shown.find(same)?.names.find((one) => shows.has(one));
    if (name) return { operation, name };
  }
  return null;
}

/** What keeps the eye from comparing. */
function distortion({ shown, isLength, scales }) {
  const bent = scales.find(({ type }) => type !== "linear");
  if (isLength && bent) return ["chart_bent", { kind: bent.type }];
  for (const scale of scales) {
    const [start, end] = [...scale.domain()].map(Number).sort((a, b) => a - b);
    const here = shown.filter((each) => each.scale === scale);
    const numbers = here.map((each) => each.number);
    const tiny = TINY * (end - start);
    const from = Math.max(start, ...here.map(({ base }) => base));
    if (isLength && from > tiny) return ["chart_starts_at", { start: written(from) }];
    const most = Math.max(...numbers);
    if (most > end + tiny || end > MOST_AIR * Math.max(most, -Math.min(...numbers))) return ["chart_ends_at", { end: written(end) }];
    if (Math.min(...numbers) < start - tiny) return ["chart_cut_off", { start: written(start) }];
  }
  const units = scales.map((scale) => Math.abs((scale.range()[1] - scale.range()[0]) / (scale.domain()[1] - scale.domain()[0])));
  return isLength && Math.max(...units) > 1.01 * Math.min(...units) ? ["chart_unequal", {}] : null;
}

// The words.

const textOf = ({ text }) => [text ?? ""].flat().join(" ");
const plain = (text) => text.replace(/10([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g, "10^$1").normalize("NFKC").toLowerCase().replace(/[_\s]+/g, " ").trim();

function labels(scene, role, inside) {
  const here = scene.filter(({ mark, groups }) => mark.role === role && (!inside || groups.includes(inside)));
  return here.flatMap(({ mark }) => mark.items).filter(({ opacity = 1, text }) => opacity > 0 && textOf({ text }));
}

function axes(scene) {
  return scene.filter(({ mark }) => mark.role === "axis").flatMap(({ mark }) => mark.items).map((group) => ({
    scale: group.datum.scale, labels: labels(scene, "axis-label", group), titles: labels(scene, "axis-title", group),
  }));
}

/** What the texts of a chart say: whether of the unit, and by which power of ten they multiply a drawn number. */
function words(scene, vega, { units, percent }) {
  const texts = scene.filter(({ mark }) => mark.marktype === "text").flatMap(({ mark }) =>
    mark.items.map((item) => ({ text: plain(textOf(item)), role: mark.role })));
  const roles = ["title-subtitle", "title-text", "legend-title"];
  const around = roles.flatMap((role) => texts.filter((each) => each.role === role));
  const said = ({ text, role }) => (percent && OF_ONE.test(text) ? 2 : powerIn(text, units, role));
  const all = axes(scene);
  const power = ({ scale }) => {
    const own = all.filter((axis) => axis.scale === scale);
    const titles = own.flatMap((axis) => axis.titles.map((item) => ({ text: plain(textOf(item)), role: "axis-title" })));
    const ofTitle = titles.map(said).find((each) => each !== null) ?? (titles.some(({ text }) => hasUnit(text, units)) ? 0 : null);
    return ofLabels(own.flatMap((axis) => axis.labels), percent)
      + (ofTitle ?? around.map(said).find((each) => each !== null) ?? 0);
  };
  const labelled = (scale) => all.some((axis) => axis.scale === scale && axis.labels.length);
  return { power, labelled, unit: texts.some(({ text }) => hasUnit(text, units) || (percent && OF_ONE.test(text))) };
}

const OF_ONE = /share of (?:1|one)\b|\bfraction|\bproportion|\b0 ?(?:to|-|–|…) ?1\b/;
const WORD = "(?:hundred|thousand|million|billion|trillion)s?";
const SHORT = { k: 3, m: 6, mn: 6, b: 9, bn: 9, tn: 12, w: 4 };
const AMOUNT = new RegExp(
  "(?<before>(?:\\d[\\d,. ]*|'000|\\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|half|several) )(?:\\^\\d+)?s? ?)?" +
  `(?<words>(?:\\b${WORD}\\b[ -]?|[十百千万萬亿億])*)(?<short>\\b(?:k|mn?|bn?|tn|w)\\b)?`, "g");

const unitPattern = (units) => units.map((unit) =>
  (/^[a-z]/.test(unit) ? `(?:^|(?<=[^\\p{L}]))${escaped(unit)}(?![\\p{L}\\d])` : escaped(unit))).join("|");
const hasUnit = (text, units) => new RegExp(unitPattern(units), "u").test(text);

/** The power of ten in words such as “thousand vehicles”, 万辆 or “yuan (billion)”; null where there are none. */
function powerIn(text, units, role) {
  const unit = unitPattern(units);
  const behind = new RegExp(`^ ?(?:of )?(?:\\p{L}+ ){0,3}?(?:${unit})`, "u");
  const ahead = new RegExp(`(?:${unit})[),:]* ?(?:in |[(/×x])? ?$`, "u");
  for (const match of text.matchAll(AMOUNT)) {
    const { before = "", words: many, short } = match.groups;
    const round = /^(?:1[0, ]*|'000|10\^\d+)s? ?$/.test(before);
    if ((before && !round) || !(round ? before.length > 1 || many : many || short)) continue;
    const [left, right] = [text.slice(0, match.index), text.slice(match.index + match[0].length)];
    const opened = /(?:^|\bin |[×x(（[/] ?)$/.test(left);
    const alone = opened && /^ ?(?:$|[)）\]])/.test(right);
    const isAxis = role === "axis-title";
    const fits = behind.test(right) || ahead.test(left) || alone;
    // In a headline “100 million parcels” is a claim, and so it is in the middle of a line.
    const isClaim = before && (role === "title-text" ? !/(?:\bin |[×x(（[/] ?)$/.test(left) : !opened);
    if (!isClaim && (fits || (isAxis && !short))) return sizeOf(before) + magnitude(many) + (SHORT[short] ?? 0);
  }
  return null;
}

const sizeOf = (digits) => Number(/\^(\d+)/.exec(digits)?.[1] ?? (digits.match(/0/g) ?? []).length);
const magnitude = (text) => (text.match(new RegExp(`${WORD}|[十百千万萬亿億]`, "g")) ?? [])
  .reduce((sum, word) => sum + MAGNITUDES[word.replace(/s$/, "")], 0);

/** By which power of ten an axis labels its numbers: “600k” at 600,000 by none, at 600 by three. */
function ofLabels(items, percent) {
  const [largest] = items.filter(({ datum }) => datum.value).sort((a, b) => Math.abs(b.datum.value) - Math.abs(a.datum.value));
  const match = largest && /([\d,.]*\d(?:e[+-]?\d+)?) ?([kKMGBTmµ]?)(.*)$/.exec(textOf(largest).normalize("NFKC"));
  if (!match) return 0;
  const [, digits, sign, rest] = match;
  const prefix = { k: 3, K: 3, M: 6, G: 9, B: 9, T: 12, m: -3, µ: -6 }[sign && !/^\p{L}/u.test(rest) ? sign : ""] ?? 0;
  const size = Number(digits.replaceAll(",", "")) / Math.abs(largest.datum.value);
  const power = prefix + magnitude(plain(`${sign}${rest}`)) - (rest.startsWith("%") && !percent ? 2 : 0);
  return Math.round(Math.log10(size)) + power;
}

/** A chart whose numbers are right by another power of ten than its words say. */
function otherScale({ shown }, { shows, unit }, power, said) {
  if (power === said || [...shows].every(([name, range]) => hasNumber(shown, name, range, said))) return null;
  const [{ names, number: drawn }] = [...shown].sort((a, b) => b.number - a.number);
  const fields = { name: names.find((name) => shows.has(name)), unit };
  fields.said = written(drawn * 10 ** said);
  fields.meant = written(drawn * 10 ** power);
  return [said < power ? "chart_says_too_little" : "chart_says_too_much", fields];
}
