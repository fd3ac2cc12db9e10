// What to say to an answer. It stands before ask.js, in the same module; a question's key comes from key.py.

const [MOST_LETTERS, MOST_POWER, MOST_KEPT] = [80, 30, 1000];
// The slip that can happen with any number: so many places too few, or too many.
const PLACES = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((place) => [place, -place]);

/** The verdict on an answer, what to say, and whether that is so general that a hint helps. */
function judge(question, answer, messages) {
  const spoken = ({ verdict, message, fields, say = filled(messages[message], fields), general = false }) =>
    ({ verdict, say, general });
  try { return spoken(JUDGES[question.kind](question, answer)); } catch (error) {
    if (error.verdict) return spoken(error);
    throw error;
  }
}

/** Whether something out of a file can be an answer to a question, other than one about a chart. */
function isAnswer({ kind, options }, answer) {
  if (kind === "number") return typeof answer === "string" && answer.length <= MOST_KEPT;
  const isPlace = (each) => Number.isInteger(each) && each >= 0 && each < options.length;
  if (!Array.isArray(answer) || !answer.every(isPlace) || new Set(answer).size < answer.length) return false;
  return kind === "choices" || answer.length === (kind === "order" ? options.length : 1);
}

/** To be thrown: an answer that cannot be judged as it is, is asked about, and is no try. */
const unclear = (message, fields) => ({ verdict: "unclear", message, fields });
const wrong = (message, fields) => ({ verdict: "wrong", message, fields });
const general = (message) => ({ ...wrong(message), general: true });
const told = (say, verdict = "wrong") => ({ verdict, say });
const right = { verdict: "right", message: "right" };

const JUDGES = {
  chart: (question, drawing) => judgeChart(question, drawing),
  number({ accepted, misconceptions, opens, percent, right: say, unit: asked, units }, answer) {
    const { readings, unit, end } = understood(answer, asked);
    if (end && !opens) throw unclear("one_number");
    const known = !unit || units.map(plain).includes(unit);
    const found = readings.some((reading) => isOf(reading, accepted));
    if (found && known) return end && end !== opens ? wrong("other_end") : told(say, "right");
    // A known mistake may be in another unit: “0.35 m” in metres. And 400,000 may be meant for the right 422,349.
    const ways = [...readings, ...(/\d ?m *$/.test(answer) ? understood(`${answer.trim()}etres`).readings : [])];
    const met = misconceptions.find((each) => ways.some((way) => fits(way, each.accepted)));
    const isCoarse = readings.some((reading) => meets(reading, accepted));
    if (met && !found && (!isCoarse || ways.some((way) => isWithin(way, met.accepted)))) return told(met.say);
    if (!known && percent && POINTS.test(unit)) throw unclear("points");
    if (!known) throw unclear(monthOf(asked) ? "a_day" : "other_unit", { written: unit, unit: asked });
    if (isCoarse) throw unclear("one_digit_more");
    const isTimes = (factor) => fits(scaled(readings[0], factor), accepted);
    if (isTimes(MINUS)) throw unclear("sign");
    if (percent && !unit && isTimes(ten(2))) throw unclear("share_of_one");
    const place = PLACES.find((each) => isTimes(ten(each)));
    const times = (10 ** Math.abs(place)).toLocaleString("en-US");
    return place ? wrong(place > 0 ? "too_small" : "too_large", { times }) : general("not_yet");
  },
  choice({ options }, [place]) {
    if (place === undefined) throw unclear("one_first");
    return options[place].right ? right : told(options[place].say);
  },
  choices({ options }, answer) {
    if (!answer.length) throw unclear("some_first");
    const mistaken = options.find((option, place) => !option.right && answer.includes(place));
    const choice = mistaken?.text.replace(/“/g, "‘").replace(/”/g, "’");
    if (mistaken) return wrong("chosen_wrongly", { choice, say: mistaken.say });
    return options.some((option, place) => option.right && !answer.includes(place)) ? general("more_to_choose") : right;
  },
  order({ before, misconceptions }, answer) {
    const bears = (pairs) => pairs.every(([first, second]) => answer.indexOf(first) < answer.indexOf(second));
    if (bears(before)) return right;
    const met = misconceptions.find((each) => bears(each.before));
    return met ? told(met.say) : general("not_yet");
  },
};

// A number as it is typed: what it can mean, the likeliest first, as pairs of a value and the place of its last digit.
const MAGNITUDES = {
  十: 1, 百: 2, 千: 3, 万: 4, 萬: 4, 亿: 8, 億: 8, hundred: 2, thousand: 3, million: 6, billion: 9, trillion: 12,
  k: 3, m: 6, mn: 6, mio: 6, mln: 6, b: 9, bn: 9, bln: 9, tn: 12, w: 4, wan: 4, wàn: 4, yi: 8, yì: 8,
};
const LATIN = Object.keys(MAGNITUDES).filter((word) => /^[a-z]/.test(word));
// “5 m” is five million, “5 m2” and “5 metres” are not; behind “w” a Chinese measure word may follow.
const MAGNITUDE = new RegExp(`^ *([十百千万萬亿億]|(?:${LATIN.join("|")})(?=(?:(?<=[a-z]{4})s)?(?![a-zà-ž\\d])))s?`);
const NUMBER = new RegExp("^(?<sign>[-+]?) *(?<digits>\\.?\\d[\\d.,'_ ]*)(?: *\\/ *(?<below>\\d{1,12})(?![\\d.,])|" +
  "(?:e *| *[×x*·] *10 *(?:\\^|\\*\\*) *)(?<power>[-+]?\\d+)(?![\\d.,]))?");
const FILLER = new RegExp("^(?:(?:[=~≈≒∼:(“\"第×]|(?:x|times)(?= ?\\d)|[a-z]{1,10} *[=:](?=.)|(?:about|around|roughly|" +
  "circa|ca|approx(?:imately)?|it is|it was|it's|is|the answer is|i think|maybe|probably|in|after|by)(?![a-z])\\.?|" +
  "大约|大概|约|差不多|答案是?|总共|一?共|平均|是) *)+");
const BEHIND = /^[ .。;!)”"]+|(?:(?:in total|in all|altogether|on average|or so|were|made|sold|左右|上下)|[ .。;!)”",])+$/g;
const BETWEEN = /^(?:between|from .*to |介于|从.*到)/;
// Words that leave an end open, before a number or behind it.
const OPEN_ENDS = [
  ["downwards", "<=?|≤|不到|不足|小于|少于|低于|至多|最多|不超过|近", "or less|or fewer|or below|at most|以下|以内",
    "under|below|less than|fewer than|at most|up to|nearly|almost|n(?:o|ot) more than|max(?:imum)?"],
  ["upwards", ">=?|≥|超过|大于|多于|高于|至少|最少|不少于|不低于|逾", "or more|or over|or above|and more|at least|以上|\\+$",
    "over|above|more than|at least|from|n(?:o|ot) (?:less|fewer) than|min(?:imum)?"],
].map(([end, signs, behind, before]) => [
  end, new RegExp(`^(?:${signs}|(?:${before})(?![a-z])\\.?) *| *(?:${behind})(?![a-z])`),
]);
OPEN_ENDS.push(["upwards", /(?<=[\d十百千万亿])[多余]/]);
const DIRECTION = new RegExp(
  "(?<!\\p{L})(?:up|down|rose|fell|gained|lost|more|less|fewer|(?:gr[eo]w|increas|fall|drop|decreas|declin)\\p{L}*|" +
  "reduc\\p{L}+|ris(?:es?|en)|(?:high|low|larg|small|long|short)er)(?!\\p{L})|下降|减少|降低|增长|增加|上升|提高|多了|少了|[涨跌]", "u");
const IN_WORDS = new RegExp(
  "[十百千万亿半几数]|(?<!\\p{L})(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\p{L}+teen|" +
  "(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million|billion|half|third|quarter|double|twice|" +
  "triple|quadruple|\\p{L}+fold|dozen)(?:s|d|th)?(?!\\p{L})", "u");
const MIXED = /^(\d{1,6})(?: and |又| )([1-9]\d?) ?\/ ?(\d{1,3})(?!\d)/;
const POINTS = /^(?:%|percent|per ?cent|percentage|个?百分)?[ -]?(?:points?|p?pts?|pp|p\.p|点)$/;
const SIGNS = { "−": "-", "–": "-", "—": "-", "’": "'", "‘": "'", "‚": ",", 負: "-", 负: "-" };

/** What a text means, where a number of some unit is asked for: readings, the unit, and the open end. */
function understood(text, asked = "") {
  let words = normal(text);
  if (!words) throw unclear("nothing");
  const day = monthOf(asked) && dayOf(words, asked);
  if (day) return { readings: [[[BigInt(day), 1n], ten(0)]], unit: "", end: "" };
  if (BETWEEN.test(words)) throw unclear("one_number");
  const [end, opening] = OPEN_ENDS.find(([, sign]) => sign.test(words)) ?? ["", /^/];
  words = words.replace(opening, "").replace(FILLER, "");
  if (!/\p{Nd}/u.test(words)) throw unclear(IN_WORDS.test(words) ? "in_digits" : "no_number", { text });
  const [word] = DIRECTION.exec(words) ?? [];
  if (word) throw unclear("direction", { word });
  const match = NUMBER.exec(words);
  if (!match) throw unclear("number_first", { text });
  const [readings, rest] = amount(match);
  if (/(^|[^a-z])\p{Nd}/u.test(rest)) throw unclear("which_number");
  return { readings, unit: plain(rest), end };
}

/** Full-width signs made half-width, dashes and blanks made plain, Chinese numerals made digits. */
function normal(text) {
  if ([...text].length > MOST_LETTERS) throw unclear("long");
  // Unicode would make 21/4 of 2¼.
  const apart = text.replace(/10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g, "10^$1").replace(/(\d) ?([¼-¾⅐-⅞])/g, "$1 $2");
  const same = apart.normalize("NFKC").toLowerCase().replace(/[−–—’‘‚负負]/g, (sign) => SIGNS[sign]);
  const words = same.replace(/⁄/g, "/").trim().replace(/\s+/g, " ").replace(/m\^(?=[23])/g, "m").replace(FILLER, "");
  return words.replace(CHINESE_NUMBER, inDigits).replace(/^minus /, "-").replace(/^plus /, "+")
    .replace(/(\d+) ?分之 ?(\d+)/, "$2/$1").replace(MIXED, (_, whole, top, below) => `${whole * below + +top}/${below}`)
    .replace(/^(\d)成(\d?)/, (_, tens, ones) => `${tens}${ones || 0}%`)
    // 18万7 is short for 18万7千.
    .replace(/([万萬亿億])(\d)(?![\d.,百千万])/, (_, word, digit) => word + digit + (MAGNITUDES[word] > 4 ? "千万" : "千"))
    .replace(/^(每个?[月年]|[¥$€%]) ?(.*)/, "$2 $1").replace(/^年均(.*)/, "$1每年").replace(/^百分之(.*)/, "$1%");
}

/** A unit without what may stand around it, and with one word for “a month”, “/month”, “monthly” and 每月. */
function plain(unit) {
  const per = unit.replace(/ ?\/ ?|(?:^| )(?:per|an?|each|every|in an?) (?=\p{L})|每个?/gu, " per ").replace(BEHIND, "");
  return per.replace(/per (?:月|mo)$|monthly$/, "per month").replace(/per (?:年|yr|annum)$|yearly$|annually$|p\.a$/,
    "per year").replace(/^(?:的|of) */, "").replace(/^(%|per ?cent) of [\p{L} ]+$/u, "$1").trim().replace(/\s+/g, " ");
}

const CHINESE = { 零: 0, "〇": 0, 一: 1, 二: 2, 两: 2, 兩: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const SIGN = `[${Object.keys(CHINESE).join("")}]`;
const CHINESE_NUMBER = new RegExp(`(?<![\\d几数])((?:${SIGN}|十)(?:${SIGN}|[十百千])*)(?:[点點](${SIGN}+))?(?![点點半几])`, "g");

/** Chinese digits, up to 万, as others: 七千零五, 二〇二一, 四十四点七; of 三四十, about so many, nobody can tell. */
function inDigits(written, whole, part) {
  const digits = (signs) => [...signs].map((sign) => CHINESE[sign]).join("");
  const behind = part ? `.${digits(part)}` : "";
  if (!/[十百千]/.test(whole)) return digits(whole) + behind;
  if (/[一二三四五六七八九]{2}/.test(whole)) return written;
  let [sum, digit, last] = [0, 0, 1];
  for (const sign of whole) {
    const power = MAGNITUDES[sign];
    if (power) [sum, digit, last] = [sum + (digit || 1) * 10 ** power, 0, power];
    else [digit, last] = [CHINESE[sign], CHINESE[sign] ? last : 1];
  }
  // 一百五 is short for 一百五十.
  return sum + digit * 10 ** (last - 1) + behind;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const NAMED_MONTH = new RegExp(`(?<![a-z])(${MONTHS.join("|")})[a-z]*\\.?-?|(\\d+|元)月`);
const DATE = /^(?!-)(?:\d+(?:st|nd|rd|th)?|the|of|on|day|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|[-/., 年日号第天])+$/;

/** The place of the month in the year, of a unit such as “January 2021” or “日（2021年1月）”; 0 where it names none. */
const monthOf = (unit) => (/ \d{4}$/.test(unit) ? MONTHS.indexOf(unit.slice(0, 3).toLowerCase()) + 1
  : Number(/\d年(\d+)月/.exec(unit)?.[1] ?? 0));

/** The day of the month that is asked for, however the date is written; null where the words are no date. */
function dayOf(words, asked) {
  let month = 0;
  const rest = words.replace(NAMED_MONTH, (_, name, number) => {
    month = number === "元" ? 1 : Number(number) || MONTHS.indexOf(name) + 1;
    return " ";
  });
  if (!DATE.test(rest)) return null;
  const all = rest.match(/\d+/g) ?? [];
  // 18.8 is a number, and so are 22,349 and 1.2345; 1.19 is a date.
  const isDate = !/\d{3}/.test(words) && all.map(Number).includes(monthOf(asked));
  if (!month && !isDate && /^\d+[., ]\d+$/.test(words)) return null;
  const years = all.filter((each) => each.length === 4 && all.length + month > 1);
  const numbers = all.filter((each) => !years.includes(each)).map(Number);
  if (!month && numbers.length === 2) month = numbers.splice(numbers.indexOf(monthOf(asked)), 1)[0] || -1;
  const isOther = (month && month !== monthOf(asked)) || years.some((year) => !asked.includes(year));
  if (isOther) throw unclear("a_day", { unit: asked });
  return numbers.length === 1 ? numbers[0] : null;
}

/** One number, perhaps a fraction, with the words that multiply it, or several that add up: 18万7千. */
function amount(match) {
  const { sign, digits, power = "0", below = "1" } = match.groups;
  let [rest, words] = [match.input.slice(match[0].length), 0];
  for (let found; (found = MAGNITUDE.exec(rest)); rest = rest.slice(found[0].length)) words += MAGNITUDES[found[1]];
  if (Math.abs(power) > MOST_POWER || words > MOST_POWER) throw unclear("out_of_proportion");
  if (!Number(below)) throw unclear("zero");
  const size = times(ten(Number(power) + words), [1n, BigInt(below)]);
  const signed = (value) => (sign === "-" ? times(value, MINUS) : value);
  const least = match.groups.below ? [0n, 1n] : size;
  const readings = readingsOf(digits).map(([value, step]) => [signed(times(value, size)), times(step, least)]);
  const more = words ? NUMBER.exec(rest.trimStart()) : null;
  if (!more || more.groups.sign) return [readings, rest];
  const [[[value, step]], after] = amount(more);
  if (!less(value, size)) throw unclear("which_number");
  return [[[plus(readings[0][0], signed(value)), step]], after];
}

// Digits in groups of three or, in Chinese, of four. A comma is first one of thousands, a point a decimal point.
const GROUPED = (mark) => `[1-9]\\d{0,2}(?:${mark}\\d{3})+|[1-9]\\d{0,3}(?:${mark}\\d{4})+`;
const WRITTEN = [[",", "|\\d*", "\\."], ["\\.", "|\\d*", ","], ["[ '_]", "", "[.,]"]]
  .map(([mark, plain, point]) => new RegExp(`^(${GROUPED(mark)}${plain})(?:${point}(\\d+))?$`));

function readingsOf(text) {
  const digits = text.replace(/[., '_]+$/, "");
  const found = WRITTEN.map((pattern) => pattern.exec(digits)).filter(Boolean);
  if (!found.length) throw unclear("which_digits", { digits });
  return found.map(([, grouped, part = ""]) => {
    const whole = grouped.replace(/\D/g, "");
    // Zeros at the end of a whole number may be rounding, so its last digit is the last that is not zero.
    const place = part ? -part.length : (/[1-9](0+)$/.exec(whole)?.[1].length ?? 0);
    return [times([BigInt(whole + part), 1n], ten(-part.length)), ten(place)];
  });
}

// Fractions of whole numbers, [top, bottom], so that no step rounds.
const MINUS = [-1n, 1n];
const times = ([top, bottom], [more, below]) => [top * more, bottom * below];
const plus = ([top, bottom], [more, below]) => [top * below + more * bottom, bottom * below];
const less = ([top, bottom], [more, below]) => top * below < more * bottom;
const ten = (power) => (power < 0 ? [1n, 10n ** -BigInt(power)] : [10n ** BigInt(power), 1n]);

/** A typed number times another; the place of its last digit has no sign. */
const scaled = ([value, step], by) => [times(value, by), by === MINUS ? step : times(step, by)];
const fraction = (text) => [...text.split("/"), "1"].slice(0, 2).map(BigInt);

/** Whether a typed number is right: one of a range; or, of one number alone, what it is when rounded or cut. */
const isOf = (reading, range) => (range.low === range.high ? fits : isWithin)(reading, range);
const isWithin = ([value], { low, high }) => !less(value, fraction(low)) && !less(fraction(high), value);

/** Whether a typed number can be one of a range, if it is as fine as the question needs. */
const fits = ([value, step], range) =>
  meets([value, [step, fraction(range.coarsest)].reduce((one, other) => (less(one, other) ? one : other))], range);

/** Whether what a typed number stands for, from half a step below to a step above it, meets a range. */
function meets([value, step], { low, high }) {
  const [least, most] = [low, high].map(fraction);
  const [size, from, to] = value[0] < 0n ? [value, most, least].map((end) => times(end, MINUS)) : [value, least, most];
  const end = plus(size, step);
  // 10 stands for 9.5, not for 5: below it, the steps are smaller.
  const below = less(step, size) || !step[0] ? 2n : 20n;
  return !less(to, plus(size, times(step, [-1n, below]))) && (step[0] ? less(from, end) : !less(end, from));
}
