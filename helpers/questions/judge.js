// What to say to an answer. It stands before ask.js, in the same module; a question's key comes from key.py.
// Numbers are fractions of whole numbers, [top, bottom], so that no step rounds.

const MOST_LETTERS = 80;
const MOST_POWER = 30;
const MOST_PLACES = 8;

/** An answer that cannot be judged as it is: it is asked about, and is no try. */
class Unclear extends Error {
  constructor(message, fields = {}) {
    super(message);
    this.said = { verdict: "unclear", message, fields };
  }
}

/** The verdict on an answer, what to say, and whether that is so general that a hint helps. */
function judge(question, answer, messages) {
  let said;
  try {
    said = JUDGES[question.kind](question, answer);
  } catch (error) {
    if (!(error instanceof Unclear)) throw error;
    said = error.said;
  }
  const { verdict, message, fields, say = filled(messages[message], fields), general = false } = said;
  return { verdict, say, general };
}

function filled(message, fields = {}) {
  return message.replace(/\{(\w+)\}/g, (_, name) => fields[name]);
}

const right = { verdict: "right", message: "right" };
const general = (message) => ({ verdict: "wrong", message, general: true });
const wrong = (say) => ({ verdict: "wrong", say });

const JUDGES = {
  chart: (question, drawing) => judgeChart(question, drawing),

  number(question, answer) {
    const { accepted } = question;
    const { readings, unit } = understood(answer);
    if (unit && !question.units.includes(unit)) throw new Unclear("other_unit", { written: unit, unit: question.unit });
    if (readings.some((reading) => fits(reading, accepted))) return { verdict: "right", say: question.right };
    const met = question.misconceptions.find((each) => readings.some((reading) => fits(reading, each.accepted)));
    if (met) return wrong(met.say);
    const [likeliest] = readings;
    if (meets(likeliest, accepted)) throw new Unclear("one_digit_more");
    if (question.percent && !unit && fits(scaled(likeliest, [100n, 1n]), accepted)) throw new Unclear("share_of_one");
    return slip(likeliest, accepted) ?? general("not_yet");
  },

  choice({ options }, [place]) {
    if (place === undefined) throw new Unclear("one_first");
    return options[place].right ? right : wrong(options[place].say);
  },

  choices({ options }, answer) {
    if (!answer.length) throw new Unclear("some_first");
    const mistaken = options.find((option, place) => !option.right && answer.includes(place));
    if (mistaken) {
      const choice = mistaken.text.replace(/“/g, "‘").replace(/”/g, "’");
      return { verdict: "wrong", message: "chosen_wrongly", fields: { choice, say: mistaken.say } };
    }
    const lacks = options.some((option, place) => option.right && !answer.includes(place));
    return lacks ? general("more_to_choose") : right;
  },

  order({ before, misconceptions }, answer) {
    const bears = (pairs) => pairs.every(([first, second]) => answer.indexOf(first) < answer.indexOf(second));
    if (bears(before)) return right;
    const met = misconceptions.find((each) => bears(each.before));
    return met ? wrong(met.say) : general("not_yet");
  },
};

/** The slips that can happen with any number: the other direction, a place too many or too few. */
function slip(reading, accepted) {
  if (fits(scaled(reading, MINUS), accepted)) return { verdict: "wrong", message: "sign" };
  for (let place = 1; place <= MOST_PLACES; place++) {
    const fields = { times: (10 ** place).toLocaleString("en-US") };
    if (fits(scaled(reading, ten(place)), accepted)) return { verdict: "wrong", message: "too_small", fields };
    if (fits(scaled(reading, ten(-place)), accepted)) return { verdict: "wrong", message: "too_large", fields };
  }
  return null;
}

// A number as it is typed: what it can mean, the likeliest first, as pairs of a value and the place of its last digit.

const MAGNITUDES = {
  十: 1, 百: 2, 千: 3, 万: 4, 萬: 4, 亿: 8, 億: 8,
  hundred: 2, thousand: 3, million: 6, billion: 9, trillion: 12,
  k: 3, mn: 6, bn: 9, tn: 12, w: 4, wan: 4, wàn: 4, yi: 8, yì: 8,
};
const LATIN = Object.keys(MAGNITUDES).filter((word) => /^[a-zàì]/.test(word));
const MAGNITUDE = new RegExp(`^ *([十百千万萬亿億]|(?:${LATIN.join("|")})(?!\\p{L}))`, "u");
const NUMBER = new RegExp(
  "^(?<sign>[-+]?) *(?<digits>\\.?\\d[\\d.,'_ ]*)" +
  "(?:(?:e *| *[×x*·] *10 *(?:\\^|\\*\\*) *)(?<power>[-+]?\\d+)(?![\\d.,]))?",
);
const FILLER = new RegExp(
  "^(?:[=~≈≒∼]|about|around|roughly|approx(?:imately|\\.)?|circa|ca\\.|约|大约|it is|is|answer:?|in|after) *",
);
const HEDGE = new RegExp(
  "^(?:[<>≤≥]|over|more than|less than|at least|at most|up to|under|nearly|between|from|超过|近|不到)",
);
const IN_WORDS = new RegExp(
  "[一二三四五六七八九十百千万亿零两半几]|(?:^|[^\\p{L}\\d])(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|" +
  "eleven|twelve|\\p{L}+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|" +
  "billion|half|third|quarter|double|twice|triple|dozen)s?(?![\\p{L}\\d])",
  "u",
);
const SIGNS = { "−": "-", "–": "-", "—": "-", "’": "'", "‘": "'", "‚": "," };
const CURRENCIES = { "¥": "yuan", $: "us dollars", "€": "euros" };

function understood(text) {
  const words = normal(text);
  if (!words) throw new Unclear("nothing");
  if (HEDGE.test(words)) throw new Unclear("one_number");
  const match = NUMBER.exec(words.replace(/^百分之/, "").replace(/^[¥$€ ]+/, ""));
  if (!match) throw IN_WORDS.test(words) ? new Unclear("in_digits") : new Unclear("no_number", { text });
  const [readings, rest] = divided(...amount(match));
  if (/(^|[^a-z])\p{Nd}/u.test(rest)) throw new Unclear("which_number");
  const behind = rest.replace(/^[ .。;!]+|[ .。;!]+$/g, "");
  return { readings, unit: words.startsWith("百分之") ? "%" : behind || (CURRENCIES[words[0]] ?? "") };
}

/** Full-width signs made half-width, dashes and blanks made plain, and what only fills the line taken off. */
function normal(text) {
  if ([...text].length > MOST_LETTERS) throw new Unclear("long");
  const powers = text.replace(/10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g, "10^$1").normalize("NFKC").toLowerCase();
  let words = powers.replace(/[−–—’‘‚]/g, (sign) => SIGNS[sign]).trim().replace(/\s+/g, " ");
  while (FILLER.test(words)) words = words.replace(FILLER, "");
  return words;
}

/** One number with the words that multiply it, or several that add up: 18万7千. */
function amount(match) {
  const { sign, digits, power = "0" } = match.groups;
  if (Math.abs(power) > MOST_POWER) throw new Unclear("power");
  let rest = match.input.slice(match[0].length);
  let words = 0;
  for (let found; (found = MAGNITUDE.exec(rest)); rest = rest.slice(found[0].length)) words += MAGNITUDES[found[1]];
  if (words > MOST_POWER) throw new Unclear("magnitude");
  const size = ten(Number(power) + words);
  const signed = (value) => (sign === "-" ? times(value, MINUS) : value);
  const readings = readingsOf(digits).map(([value, step]) => [signed(times(value, size)), times(step, size)]);
  const more = words ? NUMBER.exec(rest.trimStart()) : null;
  if (!more || more.groups.sign) return [readings, rest];
  const [[[value, step]], after] = amount(more);
  if (!less(value, size)) throw new Unclear("which_number");
  return [[[plus(readings[0][0], signed(value)), step]], after];
}

/** One over something, as in 1/13. */
function divided(readings, rest) {
  const match = /^ *\/ *(\d{1,12})(?![\d.,])/.exec(rest);
  if (!match) return [readings, rest];
  if (!Number(match[1])) throw new Unclear("zero");
  return [[[times(readings[0][0], [1n, BigInt(match[1])]), [0n, 1n]]], rest.slice(match[0].length)];
}

/** What digits with points, commas and blanks can mean. */
function readingsOf(text) {
  const digits = text.replace(/[., '_]+$/, "");
  if (/[ '_]/.test(digits)) {
    if (!/^\d{1,4}(?:([ '_])\d{3}(?:\1\d{3})*|([ '_])\d{4}(?:\2\d{4})*)(?:[.,]\d+)?$/.test(digits)) {
      throw new Unclear("blanks", { digits });
    }
    return [asWritten(digits.replace(/[ '_]/g, "").replace(",", "."))];
  }
  if (digits.includes(",") && digits.includes(".")) {
    const comma = digits.lastIndexOf(",") > digits.lastIndexOf(".") ? "," : ".";
    const thousands = comma === "," ? "." : ",";
    const [whole, part, ...others] = digits.split(comma);
    if (others.length || !isGrouped(whole, thousands)) throw new Unclear("points_and_commas", { digits });
    return [asWritten(`${whole.replaceAll(thousands, "")}.${part}`)];
  }
  const sign = digits.includes(",") ? "," : ".";
  if (!digits.includes(sign)) return [asWritten(digits)];
  const whole = isGrouped(digits, sign) ? [asWritten(digits.replaceAll(sign, ""))] : [];
  const decimal = digits.split(sign).length === 2 ? [asWritten(digits.replace(sign, "."))] : [];
  if (!whole.length && !decimal.length) throw new Unclear("groups", { digits });
  // A comma that could be either is first a comma of thousands, a point first a decimal point.
  return sign === "," ? [...whole, ...decimal] : [...decimal, ...whole];
}

/** Whether a sign cuts digits into groups of three, or, as Chinese does, of four. */
function isGrouped(digits, sign) {
  const [first, ...groups] = digits.split(sign);
  const fit = (size) => groups.every((group) => group.length === size) && first.length >= 1 && first.length <= size;
  return (fit(3) || fit(4)) && (first[0] !== "0" || !groups.length);
}

/** Zeros at the end of a whole number may be rounding, so its last digit is the last that is not zero. */
function asWritten(digits) {
  const [whole, part = ""] = digits.split(".");
  const all = BigInt(whole + part);
  if (part || !all) return [times([all, 1n], ten(-part.length)), ten(-part.length)];
  return [[all, 1n], ten(digits.length - digits.replace(/0+$/, "").length)];
}

// Fractions.

const MINUS = [-1n, 1n];
const times = ([top, bottom], [more, below]) => [top * more, bottom * below];
const plus = ([top, bottom], [more, below]) => [top * below + more * bottom, bottom * below];
const less = ([top, bottom], [more, below]) => top * below < more * bottom;
const ten = (power) => (power < 0 ? [1n, 10n ** -BigInt(power)] : [10n ** BigInt(power), 1n]);

/** A typed number times another; the place of its last digit has no sign. */
const scaled = ([value, step], by) => [times(value, by), by === MINUS ? step : times(step, by)];

function fraction(text) {
  const [top, bottom = "1"] = text.split("/");
  return [BigInt(top), BigInt(bottom)];
}

/** Whether a typed number can be one of a range, if it is as fine as the question needs. */
function fits([value, step], range) {
  const coarsest = fraction(range.coarsest);
  return meets([value, less(step, coarsest) ? step : coarsest], range);
}

/** Whether what a typed number stands for, from half a step below to a step above it, meets a range. */
function meets([value, step], { low, high }) {
  const mirrored = value[0] < 0n;
  const [least, most] = [low, high].map(fraction);
  const [size, from, to] = mirrored ? [value, most, least].map((end) => times(end, MINUS)) : [value, least, most];
  const end = plus(size, step);
  return !less(to, plus(size, times(step, [-1n, 2n]))) && (step[0] ? less(from, end) : !less(end, from));
}
