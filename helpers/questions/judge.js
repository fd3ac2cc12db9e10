// What to say to an answer. It stands before ask.js, in the same module; a question's key comes from key.py.
// Numbers are fractions of whole numbers, [top, bottom], so that no step rounds.

const [MOST_LETTERS, MOST_POWER, MOST_PLACES] = [80, 30, 8];

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
const wrong = (message, fields = {}) => ({ verdict: "wrong", message, fields });

const JUDGES = {
  chart: (question, drawing) => judgeChart(question, drawing),

  number(question, answer) {
    const { accepted, units, opens } = question;
    const { readings, unit, end } = understood(answer, question.unit);
    if (end && !opens) throw new Unclear("one_number");
    const known = !unit || units.map(plain).includes(unit);
    const found = readings.some((reading) => isOf(reading, accepted));
    if (found && known) return end && end !== opens ? wrong("other_end") : { ...right, say: question.right };
    // A known mistake may be in another unit than the answer.
    const met = question.misconceptions.find((each) => readings.some((reading) => fits(reading, each.accepted)));
    if (met && !found) return { verdict: "wrong", say: met.say };
    if (!known && question.percent && POINTS.test(unit)) throw new Unclear("points");
    const asked = { written: unit, unit: question.unit };
    if (!known) throw new Unclear(monthOf(question.unit) ? "a_day" : "other_unit", asked);
    const [likeliest] = readings;
    if (readings.some((reading) => meets(reading, accepted))) throw new Unclear("one_digit_more");
    if (fits(scaled(likeliest, MINUS), accepted)) throw new Unclear("sign");
    if (question.percent && !unit && fits(scaled(likeliest, [100n, 1n]), accepted)) throw new Unclear("share_of_one");
    return slip(likeliest, accepted) ?? general("not_yet");
  },

  choice({ options }, [place]) {
    if (place === undefined) throw new Unclear("one_first");
    return options[place].right ? right : { verdict: "wrong", say: options[place].say };
  },

  choices({ options }, answer) {
    if (!answer.length) throw new Unclear("some_first");
    const mistaken = options.find((option, place) => !option.right && answer.includes(place));
    if (mistaken) {
      const choice = mistaken.text.replace(/“/g, "‘").replace(/”/g, "’");
      return wrong("chosen_wrongly", { choice, say: mistaken.say });
    }
    const lacks = options.some((option, place) => option.right && !answer.includes(place));
    return lacks ? general("more_to_choose") : right;
  },

  order({ before, misconceptions }, answer) {
    const bears = (pairs) => pairs.every(([first, second]) => answer.indexOf(first) < answer.indexOf(second));
    if (bears(before)) return right;
    const met = misconceptions.find((each) => bears(each.before));
    return met ? { verdict: "wrong", say: met.say } : general("not_yet");
  },
};

/** The slip that can happen with any number: a place too many or too few. */
function slip(reading, accepted) {
  for (let place = 1; place <= MOST_PLACES; place++) {
    const fields = { times: (10 ** place).toLocaleString("en-US") };
    if (fits(scaled(reading, ten(place)), accepted)) return wrong("too_small", fields);
    if (fits(scaled(reading, ten(-place)), accepted)) return wrong("too_large", fields);
  }
  return null;
}

// A number as it is typed: what it can mean, the likeliest first, as pairs of a value and the place of its last digit.

const MAGNITUDES = {
  十: 1, 百: 2, 千: 3, 万: 4, 萬: 4, 亿: 8, 億: 8,
  hundred: 2, thousand: 3, million: 6, billion: 9, trillion: 12,
  k: 3, m: 6, mn: 6, mio: 6, mln: 6, b: 9, bn: 9, bln: 9, tn: 12, w: 4, wan: 4, wàn: 4, yi: 8, yì: 8,
};
const LATIN = Object.keys(MAGNITUDES).filter((word) => /^[a-z]/.test(word));
// “5 m” is five million, “5 m2” and “5 metres” are not; behind “w” a Chinese measure word may follow.
const MAGNITUDE = new RegExp(`^ *([十百千万萬亿億]|(?:${LATIN.join("|")})(?=(?:(?<=[a-z]{4})s)?(?![a-zà-ž\\d])))s?`);
const NUMBER = new RegExp(
  "^(?<sign>[-+]?) *(?<digits>\\.?\\d[\\d.,'_ ]*)" +
  "(?:(?:e *| *[×x*·] *10 *(?:\\^|\\*\\*) *)(?<power>[-+]?\\d+)(?![\\d.,]))?",
);
const FILLER = new RegExp(
  "^(?:(?:[=~≈≒∼:(“\"]|[a-z]{1,10} *[=:](?=.)|(?:about|around|roughly|approximately|approx|circa|ca|it is|it was|" +
  "it's|is|the answer is|i think|maybe|probably|in|after|by)(?![a-z])\\.?|大约|大概|约|差不多|答案是?|总共|一共|共|平均|是) *)+",
);
const BEHIND = /^[ .。;!)”"]+|(?:(?:in total|in all|altogether|on average|or so|made|sold|左右|上下)|[ .。;!)”",])+$/g;
const BETWEEN = /^(?:between|from .*to |介于|从.*到)/;
// Words that leave an end open, before a number or behind it.
const OPEN_ENDS = [
  ["downwards", "<=?|≤|不到|不足|小于|少于|低于|至多|最多|不超过|近", "or less|or fewer|or below|at most|以下|以内",
    "under|below|less than|fewer than|at most|up to|nearly|almost|no more than|not more than"],
  ["upwards", ">=?|≥|超过|大于|多于|高于|至少|最少|不少于|不低于|逾", "or more|or over|or above|and more|at least|以上|\\+$",
    "over|above|more than|at least|from|no less than|not less than"],
].map(([end, signs, behind, before]) => [
  end, new RegExp(`^(?:${signs}|(?:${before})(?![a-z])) *| *(?:${behind})(?![a-z])`),
]);
OPEN_ENDS.push(["upwards", /(?<=[\d十百千万亿])[多余]/]);
const DIRECTION = new RegExp(
  "(?<!\\p{L})(?:up|down|rose|rises?|risen|grew|grow[ns]?|growth|increased?|fell|falls?|fallen|drop(?:ped|s)?|" +
  "decreased?|declined?|gained|lost|more|less|fewer|higher|lower|larger|smaller|longer|shorter)(?!\\p{L})|" +
  "下降|减少|降低|增长|增加|上升|提高|多了|少了|[涨跌]",
  "u",
);
const IN_WORDS = new RegExp(
  "[十百千万亿半几数]|(?<!\\p{L})(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\p{L}+teen|" +
  "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|third|quarter|" +
  "double|twice|triple|dozen)s?(?!\\p{L})",
  "u",
);
const MIXED = /^(\d{1,6})(?: and |又| )([1-9]\d?) ?\/ ?(\d{1,3})(?!\d)/;
const POINTS = /^(?:%|percent|per ?cent|percentage|个?百分)?[ -]?(?:points?|pts?|pp|p\.p|点)$/;
const SIGNS = { "−": "-", "–": "-", "—": "-", "’": "'", "‘": "'", "‚": ",", 負: "-", 负: "-" };
const CURRENCIES = { "¥": "yuan", $: "us dollars", "€": "euros" };

/** What a text means, where a number of some unit is asked for: readings, the unit, and the open end. */
function understood(text, asked = "") {
  let words = normal(text);
  if (!words) throw new Unclear("nothing");
  const day = monthOf(asked) && dayOf(words, asked);
  if (day) return { readings: [[[BigInt(day), 1n], ten(0)]], unit: "", end: "" };
  if (BETWEEN.test(words)) throw new Unclear("one_number");
  const [end, opening] = OPEN_ENDS.find(([, sign]) => sign.test(words)) ?? ["", /^/];
  words = words.replace(opening, "").replace(FILLER, "");
  if (!/\p{Nd}/u.test(words)) throw new Unclear(IN_WORDS.test(words) ? "in_digits" : "no_number", { text });
  const [word] = DIRECTION.exec(words) ?? [];
  if (word) throw new Unclear("direction", { word });
  const match = NUMBER.exec(words.replace(/^(?:百分之|%)/, "").replace(/^[¥$€ ]+/, ""));
  if (!match) throw new Unclear("number_first", { text });
  const [readings, rest] = divided(...amount(match));
  if (/(^|[^a-z])\p{Nd}/u.test(rest)) throw new Unclear("which_number");
  const unit = /^(?:百分之|%)/.test(words) ? "%" : plain(rest) || (CURRENCIES[words[0]] ?? "");
  return { readings, unit, end };
}

/** Full-width signs made half-width, dashes and blanks made plain, Chinese numerals made digits. */
function normal(text) {
  if ([...text].length > MOST_LETTERS) throw new Unclear("long");
  // Unicode would make 21/4 of 2¼.
  const apart = text.replace(/10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g, "10^$1").replace(/(\d) ?([¼-¾⅐-⅞])/g, "$1 $2");
  const same = apart.normalize("NFKC").toLowerCase().replace(/[−–—’‘‚负負]/g, (sign) => SIGNS[sign]);
  const words = same.replace(/⁄/g, "/").trim().replace(/\s+/g, " ").replace(/m\^(?=[23])/g, "m").replace(FILLER, "");
  return words.replace(CHINESE_NUMBER, inDigits).replace(/^minus /, "-").replace(/^plus /, "+")
    .replace(/(\d+) ?分之 ?(\d+)/, "$2/$1").replace(MIXED, (_, whole, top, below) => `${whole * below + +top}/${below}`)
    .replace(/^(\d)成(\d?)/, (_, tens, ones) => `${tens}${ones || 0}%`).replace(/^(每个?月)(.*)/, "$2$1");
}

/** A unit without what may stand around it, and with one word for “a month”, “/month” and “each month”. */
function plain(unit) {
  const per = unit.replace(/ ?\/ ?|(?:^| )(?:per|an?|each|every|in an?) (?=\p{L})|每个?/gu, " per ");
  return per.replace(BEHIND, "").replace(/^(?:的|of) */, "").trim().replace(/\s+/g, " ");
}

const CHINESE = { 零: 0, "〇": 0, 一: 1, 二: 2, 两: 2, 兩: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const SIGN = `[${Object.keys(CHINESE).join("")}]`;
// 18万7千 stays as it is; so 十八万7千 is read as far as 十八.
const CHINESE_NUMBER = new RegExp(
  `(?<![\\d几数])((?:${SIGN}|十)(?:${SIGN}|[十百千万萬亿億])*)(?:[点點](${SIGN}+))?(?![\\d点點半])`, "g",
);

/** A Chinese number in digits: 十八万七千, 二〇二一, 四十四点七; of 三四十, which is about so many, nobody can tell. */
function inDigits(written, whole, part = "") {
  const digits = (signs) => [...signs].map((sign) => CHINESE[sign]).join("");
  const behind = part && `.${digits(part)}`;
  if (/^[^十百千万萬亿億]+$/.test(whole)) return digits(whole) + behind;
  if (/[一二三四五六七八九]{2}/.test(whole)) return written;
  let [sum, section, digit, last] = [0, 0, 0, 1];
  for (const sign of whole) {
    const power = MAGNITUDES[sign];
    if (power === undefined) {
      digit = CHINESE[sign];
      if (!digit) last = 1;
      continue;
    }
    if (power < 4) section += (digit || 1) * 10 ** power;
    else if (power === 8 || !(section + digit)) [sum, section] = [(sum + section + digit) * 10 ** power, 0];
    else [sum, section] = [sum + (section + digit) * 10 ** power, 0];
    [digit, last] = [0, power];
  }
  // 一万五 is short for 一万五千.
  return sum + section + digit * 10 ** (last - 1) + behind;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const NAMED_MONTH = new RegExp(`(?<![a-z])(${MONTHS.join("|")})[a-z]*\\.?|(\\d+)月`);
const DATE = /^(?!-|\d+[., ]\d+$)(?:\d+(?:st|nd|rd|th)?|the|of|on|day|[-/., 年日号第天])+$/;

/** The place of the month in the year, of a unit such as “January 2021”; 0 where it names none. */
const monthOf = (unit) => (/ \d{4}$/.test(unit) ? MONTHS.indexOf(unit.slice(0, 3).toLowerCase()) + 1 : 0);

/** The day of the month that is asked for, however the date is written; null where the words are no date. */
function dayOf(words, asked) {
  let month = 0;
  const rest = words.replace(NAMED_MONTH, (_, name, number) => {
    month = Number(number) || MONTHS.indexOf(name) + 1;
    return " ";
  });
  if (!DATE.test(rest.trim())) return null;
  let numbers = rest.match(/\d+/g) ?? [];
  const year = numbers.find((each) => each.length === 4 && numbers.length + (month > 0) > 1);
  numbers = numbers.filter((each) => each !== year);
  if (!month && numbers.length === 2) {
    const place = numbers.findIndex((each) => Number(each) === monthOf(asked));
    if (place < 0) throw new Unclear("a_day", { unit: asked });
    [month] = numbers.splice(place, 1);
  }
  const other = (month && Number(month) !== monthOf(asked)) || (year && year !== asked.split(" ")[1]);
  if (other) throw new Unclear("a_day", { unit: asked });
  return numbers.length === 1 ? numbers[0] : null;
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

/** A fraction, as in 1/13 and 2 1/4. */
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

/** Whether a typed number is right: one of a range; or, of one number alone, what it is when rounded or cut. */
function isOf(reading, range) {
  const [low, high] = [range.low, range.high].map(fraction);
  return range.low === range.high ? fits(reading, range) : !less(reading[0], low) && !less(high, reading[0]);
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
  // 10 stands for 9.5, not for 5: below it, the steps are smaller.
  const below = less(step, size) || !step[0] ? 2n : 20n;
  return !less(to, plus(size, times(step, [-1n, below]))) && (step[0] ? less(from, end) : !less(end, from));
}
