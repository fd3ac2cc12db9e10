// What to say to a student's chart, by what is drawn and by the words beside it. Of Vega it reads the scene with its
// scales, and from the specification that Vega drew, which column stands on which channel, and the aggregates made.

const LENGTHS = ["bar", "area"];
const ASIDE = ["text", "rule", "tick"]; // They tell of other marks, where there are any.
const QUANTITIES = ["linear", "log", "symlog", "pow", "sqrt"];
const APART = ["fill", "stroke", "shape", "strokeDash", "opacity", "size"];
const WHOLE = ["sum", "count", "valid", "distinct"]; // Such an aggregate takes all numbers in.
const TITLES = ["title-subtitle", "title-text", "legend-title"];
const [NEAR, TINY] = [1e-4, 1e-9];
const MOST_AIR = 100; // An axis so many times as long as the longest bar leaves no bar to be seen.
const POWERS = Array.from({ length: 25 }, (_, n) => (n % 2 ? -1 : 1) * Math.ceil(n / 2));
const written = (value) => value.toLocaleString("en-US", { maximumSignificantDigits: 6 });

/** First the numbers, then how they are drawn, then the words beside them. */
function judgeChart(key, drawing) {
  if (!drawing) throw unclear("chart_not_there");
  const { shows } = key;
  const names = [key, ...key.misconceptions, ...key.beside].flatMap((each) => each.shows).map(({ name }) => name);
  const scene = everyMark(drawing.view.scenegraph().root);
  const texts = scene.flatMap(textsOf);
  const layers = definitions(drawing.vega).flatMap((each) => layerOf(each, scene, texts, drawing.vega, names));
  const telling = layers.filter(({ axis }) => axis);
  const marks = telling.filter(({ kind }) => !ASIDE.includes(kind));
  const main = joined(marks.length ? marks : telling);
  const of = (find) => main.map(find).find(Boolean);
  const isOther = ({ kind }) => key.mark && kind !== key.mark.kind;
  if (!main.length && layers.length && layers.every(isOther)) return told(key.mark.say);
  if (!main.length) throw unclear(layers.length ? "chart_no_quantity" : "chart_empty");
  const isMet = ({ shows: known }) => of(({ shown }) => POWERS.some((power) => tells(shown, known, power)));
  const met = key.misconceptions.find(isMet);
  if (met) return told(met.say);
  if (key.mark && !of(({ kind }) => kind === key.mark.kind)) return told(key.mark.say);
  const distorted = of(distortion);
  if (distorted) return wrong(...distorted);
  const honest = key.beside.find((each) => of(({ shown }) => isBeside(shown, shows, each.shows)));
  if (honest && !honest.right) return told(honest.say);
  const said = main.map(({ scale }) => powerSaid(texts, scale, key.words));
  const powers = main.map(({ shown }, n) => nearest(shown, shows, said[n]));
  const differences = main.map(({ shown }, n) => (honest ? null : difference(shown, shows, powers[n])));
  // Another kind of mark may show a part.
  const differs = differences.find((each) => each && !(differences.includes(null) && each[0] === "chart_missing"));
  if (differs) return { ...wrong(...differs), general: !["chart_missing", "chart_no_names"].includes(differs[0]) };
  const luck = of(({ shown }) => byLuck(shown, shows, drawing, key.aggregates));
  if (luck) throw unclear("chart_by_luck", luck);
  const other = of(({ scale }) => otherUnit(texts, scale, key.words));
  if (other) return wrong("chart_other_unit", { written: other, unit: key.unit });
  if (!speaksOf(texts, key.words)) return wrong("chart_no_unit");
  const n = main.findIndex(({ shown }, place) => powers[place] !== said[place] && !tells(shown, shows, said[place]));
  if (n >= 0) return saysOtherwise(main[n].shown, shows, key, powers[n], said[n]);
  if (!layers.some(({ kind, scale }) => kind === "text" || isLabelled(texts, scale))) return wrong("chart_no_labels");
  return honest ? told(honest.say, "right") : { ...right, message: "chart_right" };
}

// What is drawn.

/** Every mark of the scene with the groups that it stands in, the innermost first. */
function everyMark(mark, groups = []) {
  const inside = (group) => group.items.flatMap((inner) => everyMark(inner, [group, ...groups]));
  return [{ mark, groups }, ...(mark.marktype === "group" ? mark.items.flatMap(inside) : [])];
}

/** The marks of the data in Vega's specification, each with the columns that its panels stand for. */
function definitions({ marks = [] }, panels = []) {
  return marks.flatMap((mark) => {
    const own = mark.name?.endsWith("pathgroup") ? [] : [mark.from?.facet?.groupby ?? []].flat();
    return mark.type === "group" ? definitions(mark, [...panels, ...own]) : [{ ...mark, panels }];
  });
}

/** One kind of mark: its axis of quantity, and what each mark shows on it, and of what. */
function layerOf({ name, style, encode: { update }, panels }, scene, texts, vega, names) {
  const drawn = scene.filter(({ mark }) => mark.name === name && mark.role === "mark");
  const items = drawn.flatMap(({ mark, groups }) => mark.items.map((item) => ({ item, groups, datum: item.datum })));
  if (!items.length) return [];
  const kind = [style].flat()[0];
  const on = (channel) => [update[channel] ?? []].flat().find(({ scale }) => scale);
  const at = (axis) => on(axis) ?? on(`${axis}c`);
  const scaleOf = (axis, groups) => {
    const scale = at(axis)?.scale;
    return groups.find(({ context }) => context?.scales[scale])?.context.scales[scale].value;
  };
  const found = ["y", "x"].filter((axis) => QUANTITIES.includes(scaleOf(axis, items[0].groups)?.type));
  const isOfNames = (axis) => items.every(({ datum }) => names.includes(String(datum[at(axis).field])));
  const axis = found.find((each) => update[`${each}2`]) ?? found.find((each) => !isOfNames(each)) ?? found[0];
  if (!axis) return [{ kind }];
  const [cross, length, width] = axis === "y" ? ["x", "height", "width"] : ["y", "width", "height"];
  // Of a bar as wide as a year, the first end is the year.
  const places = isLabelled(texts, at(cross)?.scale) ? [at(cross)?.field, on(`${cross}2`)?.field].filter(Boolean) : [];
  const apart = APART.map((channel) => on(channel)?.field).filter(Boolean);
  // A text beside the mark tells as well as a legend.
  const of = { "legend-label": ({ value }) => plainText(value), mark: ({ words }) => words };
  const legends = texts.map((each) => of[each.role]?.(each));
  const direct = [update.text ?? []].flat().map(({ field }) => field).filter(Boolean);
  const shown = items.map(({ item, groups, datum }) => {
    const scale = scaleOf(axis, groups);
    const far = { rect: item[axis] + item[length], area: item[`${axis}2`] }[item.mark.marktype] ?? item[axis];
    const [base, number] = [item[axis], far].map((end) => scale.invert(end)).sort((a, b) => Math.abs(a) - Math.abs(b));
    const coloured = apart.filter((column) => legends.includes(plainText(datum[column])));
    const columns = [...panels, ...direct, ...coloured];
    const place = places.map((column) => datum[column]).sort((a, b) => a - b).slice(0, 1);
    const seen = place.flatMap((value) => spelled(value, scaleOf(cross, groups).type));
    seen.push(...columns.flatMap((column) => spelled(datum[column])));
    return {
      datum, scale, base, number, names: named(seen, names, [...places, ...columns], datum, vega),
      place: Math.round(10 * (item[cross] + (item[width] ?? 0) / 2)),
      panel: groups.find(({ mark }) => !mark.name?.endsWith("pathgroup")),
      series: JSON.stringify([...panels, ...coloured].map((column) => datum[column])),
    };
  });
  const [finite, isLength] = [shown.filter((each) => Number.isFinite(each.number)), LENGTHS.includes(kind)];
  const scales = [...new Set(shown.map(({ scale }) => scale))];
  return [{ kind, axis, isLength, scales, scale: at(axis).scale, shown: isLength ? piled(finite) : finite }];
}

/** Layers of one kind on one axis as one: of two lines that were drawn one by one, each is not all. */
function joined(layers) {
  const same = (one) => layers.filter(({ kind, scale }) => kind === one.kind && scale === one.scale);
  const firsts = layers.filter((each) => same(each)[0] === each);
  return firsts.map((each) => ({ ...each, shown: same(each).flatMap(({ shown }) => shown) }));
}

/** Marks in the same place that stand on top of each other, as one; those that begin at the same line stay. */
function piled(shown) {
  const here = (one) => shown.filter((each) => each.panel === one.panel && each.place === one.place);
  return shown.filter((each) => here(each)[0] === each).map(here).flatMap((pile) => {
    const [low, high] = [Math.min(...pile.map(({ base }) => base)), Math.max(...pile.map(({ number }) => number))];
    if (!pile.some(({ base }) => Math.abs(base - low) > TINY * (high - low))) return pile;
    const names = pile[0].names.filter((name) => pile.every(has(name)));
    return [{ ...pile[0], names, base: low, number: high, isPile: true }];
  });
}

/** How a value may be called: a day stands for its year, too. */
function spelled(value, scale) {
  const year = { utc: "getUTCFullYear", time: "getFullYear" }[scale];
  return year ? [`${new Date(value)[year]()}`] : [String(value), ...(/^\d{4}(?=-\d\d(?:-\d\d.*)?$)/.exec(value) ?? [])];
}

/** The names that a mark has by what a reader sees; those that are no years also by another column of its row. */
function named(seen, names, columns, datum, vega) {
  const found = names.filter((name) => seen.some((text) => hasWord(text, name)));
  if (found.length || !columns.length) return found;
  const isOf = (row) => columns.every((column) => !(column in row) || String(row[column]) === String(datum[column]));
  const rows = vega.data.flatMap(({ values }) => (Array.isArray(values) ? values : [])).filter(isOf);
  const stands = (name) => rows.length > 0 && rows.every((row) => Object.values(row).includes(name));
  return names.filter((name) => !/^\d{4}$/.test(name) && stands(name));
}

function hasWord(text, word) {
  const [before, behind] = text.toLowerCase().split(word.toLowerCase(), 2);
  return behind !== undefined && /(?:^|[\s(（,，:·])$/.test(before) && /^(?:$|[\s)）,，:·年])/.test(behind);
}

// The numbers.
const isIn = ({ number }, { low, high }, power) =>
  Math.max(low - number * 10 ** power, number * 10 ** power - high) <= NEAR * Math.max(Math.abs(low), Math.abs(high));
const has = (name) => ({ names }) => names.includes(name);
const isTold = (shown, range, power) =>
  shown.some(has(range.name)) && shown.filter(has(range.name)).every((each) => isIn(each, range, power));
const tells = (shown, shows, power) => shows.every((range) => isTold(shown, range, power));

/** By which power of ten the drawn numbers come nearest to what was asked for; if in doubt, by what the words say. */
function nearest(shown, shows, said) {
  const hits = (power) => shows.filter((range) => isTold(shown, range, power)).length;
  return [said, ...POWERS].reduce((best, power) => (hits(power) > hits(best) ? power : best));
}

function difference(shown, shows, power) {
  const absent = shows.map(({ name }) => name).filter((name) => !shown.some(has(name)));
  if (absent.length === shows.length) return ["chart_no_names", { name: absent[0] }];
  if (absent.length) return ["chart_missing", { names: absent.slice(0, 3).join(", ") }];
  const range = shows.find((each) => !isTold(shown, each, power));
  if (!range) return shown.every((each) => shows.some(({ name }) => has(name)(each))) ? null : ["chart_too_much"];
  const found = shown.filter(has(range.name));
  const several = found.some(({ number }) => Math.abs(number - found[0].number) > NEAR * Math.abs(number));
  return [found.some(({ isPile }) => isPile) ? "chart_piled" : several ? "chart_several" : "chart_other_number", range];
}

/** Whether what was asked for stands in one colour or panel, and something else that is known in others. */
function isBeside(shown, shows, others) {
  const inSeries = (one) => shown.filter(({ series }) => series === one.series);
  const asked = shown.find((one) => POWERS.some((power) => !difference(inSeries(one), shows, power)));
  const rest = shown.filter(({ series }) => series !== asked?.series);
  const isOne = (each) => (range) => has(range.name)(each) && POWERS.some((power) => isIn(each, range, power));
  return asked && rest.length > 0 && rest.every((each) => others.some(isOne(each)));
}

/** An aggregate, if any, that made the right number out of several, and would make another one out of others. */
function byLuck(shown, shows, { view, vega }, accepted) {
  const dataOf = ({ data = [], marks = [] }) => [...data, ...marks.flatMap(dataOf)];
  const steps = dataOf(vega).flatMap(({ transform = [] }) => transform);
  const made = steps.flatMap(({ ops = [], as = [] }) => ops.map((operation, n) => ({ operation, column: as[n] })));
  const lucky = made.filter(({ operation }) => ![...WHOLE, ...accepted].includes(operation));
  // Only Vega's own cells know out of how many rows a number was made.
  const cells = Object.values(view._runtime.nodes).flatMap(({ value }) => Object.values(value ?? {}));
  for (const { tuple } of cells.filter((cell) => cell?.tuple && cell.num > 1)) {
    const operation = lucky.find(({ column }) => column in tuple && !column.endsWith("_sort_index"))?.operation;
    const isSame = ({ datum }) => Object.entries(tuple).every(([column, value]) => datum[column] === value);
    const [one] = operation ? shown.filter(isSame) : [];
    const range = shows.find(({ name }) => one?.names.includes(name));
    if (range) return { operation, name: range.name };
  }
}

function distortion({ shown, isLength, scales }) {
  const isAt = (one, other) => one.panel === other.panel && one.place === other.place;
  const hides = (one) => shown.some((other) => isAt(one, other) && one.series !== other.series);
  if (isLength && shown.some(hides)) return ["chart_hidden"];
  const bent = scales.find(({ type }) => type !== "linear");
  if (isLength && bent) return ["chart_bent", { kind: bent.type }];
  for (const scale of scales) {
    const [start, end] = scale.domain().map(Number).sort((a, b) => a - b);
    const here = shown.filter((each) => each.scale === scale);
    const numbers = here.map(({ number }) => number);
    const [tiny, from] = [TINY * (end - start), Math.max(start, ...here.map(({ base }) => base))];
    if (isLength && from > tiny) return ["chart_starts_at", { start: written(from) }];
    const tooLong = end > MOST_AIR * Math.max(...numbers.map(Math.abs));
    if (tooLong || Math.max(...numbers) > end + tiny) return ["chart_ends_at", { end: written(end) }];
    if (Math.min(...numbers) < start - tiny) return ["chart_cut_off", { start: written(start) }];
  }
  const width = ([from, to]) => Math.abs(to - from);
  const units = scales.map((scale) => width(scale.range()) / width(scale.domain()));
  return isLength && Math.max(...units) > 1.01 * Math.min(...units) ? ["chart_unequal"] : null;
}

// The words.
function saysOtherwise(shown, shows, { unit }, power, said) {
  const largest = shown.reduce((one, other) => (other.number > one.number ? other : one));
  const [spoken, meant] = [said, power].map((each) => written(largest.number * 10 ** each));
  const name = shows.find((range) => has(range.name)(largest))?.name;
  return wrong(said < power ? "chart_says_too_little" : "chart_says_too_much", { name, unit, said: spoken, meant });
}

/** The texts of a mark, half-width and in small letters; of an axis with the name of its scale. */
function textsOf({ mark, groups }) {
  const scale = groups.find((group) => group.mark.role === "axis")?.datum.scale;
  return (mark.marktype === "text" ? mark.items : []).map(({ text, datum }) => {
    return { role: mark.role, scale, value: datum?.value, words: plainText([text ?? ""].flat().join(" ")) };
  }).filter(({ words }) => words);
}

function plainText(text) {
  const plain = String(text).replace(/10([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g, "10^$1").replace(/[’‘]/g, "'");
  return plain.normalize("NFKC").toLowerCase().replace(/[_\s]+/g, " ").trim();
}

const onAxis = (texts, scale, role) => texts.filter((each) => each.scale === scale && each.role === role);
const isLabelled = (texts, scale) => onAxis(texts, scale, "axis-label").length > 0;
const speaksOf = (texts, { unit }) => texts.some(({ words }) => new RegExp(unit, "u").test(words));

/** Another unit than the question's that stands in an axis title by itself, as in “yuan” and “output (yuan)”. */
function otherUnit(texts, scale, words) {
  const titles = onAxis(texts, scale, "axis-title");
  const found = speaksOf(titles, words) ? [] : titles.map((each) => new RegExp(words.others, "u").exec(each.words));
  return found.find(Boolean)?.at(-1);
}

/** By which power of ten the words multiply a drawn number: an axis title that names the unit has the last word. */
function powerSaid(texts, scale, words) {
  const titles = onAxis(texts, scale, "axis-title");
  const around = TITLES.flatMap((title) => texts.filter(({ role }) => role === title));
  const decisive = speaksOf(titles, words) ? titles : [...titles, ...around];
  const power = decisive.map((each) => powerIn(each, words)).find((each) => each !== null) ?? 0;
  return power + powerOfLabels(onAxis(texts, scale, "axis-label").filter(({ value }) => value));
}

/** The power of ten in words such as “thousand vehicles”, 万辆 or “yuan (billion)”; null where there are none. */
function powerIn({ words, role }, { percent, scales, claims, round }) {
  if (percent) return new RegExp(percent).test(words) ? 2 : null;
  const isOfAll = (before, digits) => new RegExp(round).test(digits) && (before || role !== "title-text");
  const bare = words.replace(new RegExp(claims, "g"), (all, before, digits) => (isOfAll(before, digits) ? all : ""));
  const match = scales.map((scale) => new RegExp(scale, "u").exec(bare)).find(Boolean);
  return match ? powerOf(match[1]) : null;
}

/** Of “10,000”, 10^4, “hundred million”, k or 万. */
function powerOf(amount) {
  const digits = /\^(\d+)/.exec(amount)?.[1] ?? (amount.match(/0/g) ?? []).length;
  const words = amount.match(/[a-z]+|[十百千万萬亿億]/g) ?? [];
  return words.reduce((sum, word) => sum + (MAGNITUDES[word.replace(/(?<=..)s$/, "")] ?? 0), Number(digits));
}

/** By which power of ten an axis labels its numbers: “600k” at 600,000 by none, at 600 by three. */
function powerOfLabels(labels) {
  const [label] = labels.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const [, digits, behind] = /([\d,.]*\d(?:e[+-]?\d+)?) ?([^\d]*)$/.exec(label?.words ?? "") ?? [];
  if (!digits) return 0;
  const size = Math.round(Math.log10(Number(digits.replaceAll(",", "")) / Math.abs(label.value)));
  return size + ({ m: 6, g: 9 }[behind] ?? powerOf(behind));
}
