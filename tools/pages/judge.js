// What to say to an answer, as helpers/judging.py and helpers/answers.py say it; a test holds the two against one another.
// What a number may look like comes from Python (`grammar`). Numbers are fractions of whole numbers, so that no step rounds.

const MOST_PLACES = 8n;

class Unclear extends Error {}

/** The verdict, what to say, and the place of the misconception that was met, or null. Python's patterns come compiled. */
function judge(question, answer, tries, grammar) {
  try {
    const { verdict, say, misconception = null, general } = JUDGES[question.kind](question, answer, grammar);
    const hint = question.hints[Math.min(tries, question.hints.length - 1)];
    return { verdict, say: general && hint ? `${say} Hint: ${hint}` : say, misconception };
  } catch (error) {
    if (error instanceof Unclear) return { verdict: "unclear", say: error.message, misconception: null };
    throw error;
  }
}

function compiled(grammar) {
  const patterns = Object.entries(grammar.patterns).map(([name, pattern]) => {
    // As `match` does in Python: from the beginning.
    const everywhere = name === "power_of_ten" || name === "words";
    return [name, everywhere ? new RegExp(pattern, "gu") : new RegExp(`^(?:${pattern})`, "u")];
  });
  return { ...grammar, ...Object.fromEntries(patterns) };
}

const RIGHT = { verdict: "right", say: "Right." };
const wrong = (say, more) => ({ verdict: "wrong", say, ...more });

const JUDGES = {
  number(question, answer, grammar) {
    const typed = understand(answer, grammar);
    const readings = inUnit(question, typed, grammar);
    const target = question.accepted;
    if (readings.some((reading) => fits(reading, target))) return { verdict: "right", say: question.right };
    const met = question.misconceptions.findIndex(({ accepted }) => readings.some((reading) => fits(reading, accepted)));
    if (met >= 0) return wrong(question.misconceptions[met].say, { misconception: met });
    if (meets(readings[0], target)) throw new Unclear("That is the right size. Give one digit more, so that we can tell.");
    return slip(question, readings[0], typed.unit);
  },

  choice({ choices }, answer) {
    const [place] = places(answer, choices, 1);
    const { right, say } = choices[place];
    if (right) return RIGHT;
    return say ? wrong(say, { misconception: place }) : wrong("Not this one.", { general: true });
  },

  choices({ choices }, answer) {
    const chosen = places(answer, choices);
    const place = choices.findIndex(({ right }, at) => !right && chosen.includes(at));
    if (place >= 0) {
      const { text, say } = choices[place];
      const quoted = text.includes("“") ? text : `“${text}”`;
      return say ? wrong(`${quoted}: ${say}`, { misconception: place }) : wrong(`${quoted} does not belong.`, { general: true });
    }
    const lacks = choices.some(({ right }, at) => right && !chosen.includes(at));
    return lacks ? wrong("What you chose is right, but there is more.", { general: true }) : RIGHT;
  },

  order({ options, before, misconceptions, order, falling }, answer) {
    const chosen = places(answer, options);
    if (chosen.length < options.length) throw new Unclear("Put all of them in order.");
    const bears = (pairs) => pairs.every(([first, second]) => chosen.indexOf(first) < chosen.indexOf(second));
    if (bears(before)) return RIGHT;
    const met = misconceptions.findIndex((each) => bears(each.before));
    if (met >= 0) return wrong(misconceptions[met].say, { misconception: met });
    if (chosen.every((place, at) => place === order.at(-1 - at))) {
      return wrong(`The other way round: the ${falling ? "largest" : "smallest"} comes first.`);
    }
    return wrong("Not yet.", { general: true });
  },
};

function places(answer, options, most = Infinity) {
  if (!answer.length || answer.length > most || answer.some((place) => !(place in options))) {
    throw new Unclear(most === 1 ? "Choose one of the answers first." : "Choose from the list first.");
  }
  return answer;
}

/** What was typed, in the unit of the question: 500 may stand for 500 billion where that is asked. */
function inUnit({ units, unit: asked, measure, size }, { readings, unit, magnified }, grammar) {
  const words = unit.split(" ").filter(Boolean).join(" ");
  if (words && !units.includes(words)) {
    if (measure === "ratio" && grammar.percent.includes(words)) return readings.map((each) => scaled(each, [1n, 100n]));
    const advice = grammar.known_units.includes(words) ? "Work it out in that unit" : "Write that, or leave the unit out";
    throw new Unclear(`You wrote “${unit}”, but the answer is in ${asked || "a number without a unit"}. ${advice}.`);
  }
  if (size === "1" || magnified) return readings;
  return [...readings.map((each) => scaled(each, fraction(size))), ...readings];
}

/** The slips that can happen in any question: a percentage as a share, the other direction, a place too many. */
function slip({ accepted, measure }, reading, unit) {
  if (measure === "percent" && !unit && fits(scaled(reading, [100n, 1n]), accepted)) {
    throw new Unclear("Is that a share of 1? In percent, the whole is 100.");
  }
  if (measure === "ratio" && !unit && fits(scaled(reading, [1n, 100n]), accepted)) {
    throw new Unclear("Is that in percent? Then write the sign % behind it.");
  }
  if (fits([times(reading[0], [-1n, 1n]), reading[1]], accepted)) return wrong("The size is right. Look at the sign: up, or down?");
  for (let place = 1n; place <= MOST_PLACES; place++) {
    for (const [power, word] of [[place, "small"], [-place, "large"]]) {
      if (!fits(scaled(reading, ten(power)), accepted)) continue;
      return wrong(`The digits are right, but it is ${(10n ** place).toLocaleString("en-US")} times too ${word}.`);
    }
  }
  return wrong("Not yet.", { general: true });
}

// A number as it is typed: what it can mean, the likeliest first, as pairs of a value and the place of its last digit.

function understand(text, grammar) {
  const words = normal(text, grammar);
  if (!words) throw new Unclear("Type a number first.");
  if (grammar.hedge.test(words)) throw new Unclear("One number is asked for, without “over”, “under” or a range.");
  const match = grammar.number.exec(words.replace(/^百分之/, "").replace(/^[¥$€ ]+/, ""));
  if (!match) throw notANumber(text, words, grammar);
  const [amounts, after, magnified] = amount(match, grammar);
  const [readings, rest] = divided(amounts, after);
  if (/(^|[^a-z])\p{Nd}/u.test(rest)) throw new Unclear("I see more than one number: which one is your answer?");
  const currency = { "¥": "yuan", "$": "us dollars", "€": "euros" }[words[0]] ?? "";
  const unit = words.startsWith("百分之") ? "%" : rest.replace(/^[ .。;!]+|[ .。;!]+$/g, "") || currency;
  return { readings, unit, magnified };
}

function normal(text, { power_of_ten: power, signs, filler, most_letters: most }) {
  if ([...text].length > most) throw new Unclear("That is a long answer: one number is asked for.");
  const plain = (part) => [...part].map((sign) => signs[sign] ?? sign).join("").normalize("NFKC").toLowerCase();
  let words = plain(text.replace(power, (_, small) => `10^${plain(small.normalize("NFKC"))}`)).split(/\s+/).filter(Boolean).join(" ");
  while (filler.test(words)) words = words.replace(filler, "");
  return words;
}

function notANumber(text, words, { words: numerals }) {
  if (words.search(numerals) >= 0) return new Unclear("Please write the number in digits, such as 187,000 or 18.7万.");
  return new Unclear(`I cannot find a number in “${text}”: write it in digits, such as 187,000 or 18.7万.`);
}

/** One number with the words that multiply it, or several that add up: 18万7千. */
function amount(match, grammar) {
  const { sign, digits, power = "0" } = match.groups;
  const tooMuch = (exponent) => exponent > grammar.most_power || exponent < -grammar.most_power;
  if (tooMuch(Number(power))) throw new Unclear("That number is out of all proportion: is the power of ten what you meant?");
  let rest = match.input.slice(match[0].length);
  let words = 0;
  for (let found; (found = grammar.magnitude.exec(rest)); rest = rest.slice(found[0].length)) words += grammar.magnitudes[found[1] ?? found[2]];
  if (tooMuch(words)) throw new Unclear("That number is out of all proportion: are the words behind it what you meant?");
  const size = ten(Number(power) + words);
  const signed = (value) => (sign === "-" ? times(value, [-1n, 1n]) : value);
  const readings = readingsOf(digits).map(([value, step]) => [signed(times(value, size)), times(step, size)]);
  const more = words ? grammar.number.exec(rest.trimStart()) : null;
  if (!more || more.groups.sign) return [readings, rest, words > 0];
  const [[[value, step]], after] = amount(more, grammar);
  if (!less(value, size)) throw new Unclear("I see more than one number: which one is your answer?");
  return [[[plus(readings[0][0], signed(value)), step]], after, true];
}

/** One over something, as in 1/13. */
function divided(readings, rest) {
  const match = /^ *\/ *(\d{1,12})(?![\d.,])/.exec(rest);
  if (!match) return [readings, rest];
  if (!Number(match[1])) throw new Unclear("Nothing can be divided by zero: what did you mean?");
  return [[[times(readings[0][0], [1n, BigInt(match[1])]), [0n, 1n]]], rest.slice(match[0].length)];
}

/** What digits with points, commas and blanks can mean. */
function readingsOf(text) {
  const digits = text.replace(/[., '_]+$/, "");
  if (/[ '_]/.test(digits)) {
    if (!/^\d{1,4}(?:([ '_])\d{3}(?:\1\d{3})*|([ '_])\d{4}(?:\2\d{4})*)(?:[.,]\d+)?$/.test(digits)) {
      throw new Unclear(`Is “${digits}” one number? Write it without blanks, such as 187000.`);
    }
    return [asWritten(digits.replace(/[ '_]/g, "").replace(",", "."))];
  }
  if (digits.includes(",") && digits.includes(".")) {
    const [comma, thousands] = digits.lastIndexOf(",") > digits.lastIndexOf(".") ? [",", "."] : [".", ","];
    const at = digits.lastIndexOf(comma);
    const whole = digits.slice(0, at);
    if (whole.includes(comma) || !isGrouped(whole, thousands)) {
      throw new Unclear(`How do you mean the points and commas in “${digits}”? Write it as 187,000.5 or 187000.5.`);
    }
    return [asWritten(`${whole.replaceAll(thousands, "")}.${digits.slice(at + 1)}`)];
  }
  const sign = digits.includes(",") ? "," : ".";
  const count = digits.split(sign).length - 1;
  if (!count) return [asWritten(digits)];
  const whole = isGrouped(digits, sign) ? [asWritten(digits.replaceAll(sign, ""))] : [];
  const decimal = count === 1 ? [asWritten(digits.replace(sign, "."))] : [];
  if (!whole.length && !decimal.length) {
    throw new Unclear(`How do you mean the points and commas in “${digits}”? Write it without them, such as 187000.`);
  }
  // A comma that could be either is first a comma of thousands, a point first a decimal point.
  return sign === "," ? [...whole, ...decimal] : [...decimal, ...whole];
}

/** Whether a sign cuts digits into groups of three, or, as Chinese does, of four. */
function isGrouped(digits, sign) {
  const [first, ...groups] = digits.split(sign);
  const grouped = [3, 4].some((size) => groups.every((group) => group.length === size) && first.length >= 1 && first.length <= size);
  return grouped && (first[0] !== "0" || !groups.length);
}

/** Zeros at the end of a whole number may be rounding, so its last digit is the last that is not zero. */
function asWritten(digits) {
  const [whole, part = ""] = digits.split(".");
  const all = BigInt(whole + part);
  if (part || !all) return [times([all, 1n], ten(-part.length)), ten(-part.length)];
  return [[all, 1n], ten(digits.length - digits.replace(/0+$/, "").length)];
}

// Fractions.

const times = ([top, bottom], [more, below]) => [top * more, bottom * below];
const plus = ([top, bottom], [more, below]) => [top * below + more * bottom, bottom * below];
const less = ([top, bottom], [more, below]) => top * below < more * bottom;
const ten = (power) => (power < 0 ? [1n, 10n ** -BigInt(power)] : [10n ** BigInt(power), 1n]);
const scaled = (reading, by) => reading.map((each) => times(each, by));

function fraction(text) {
  const [top, bottom = "1"] = text.split("/");
  return [BigInt(top), BigInt(bottom)];
}

/** Whether a typed number can be one of the target's, if it is as fine as the question needs. */
function fits([value, step], target) {
  const coarsest = fraction(target.coarsest);
  return meets([value, less(step, coarsest) ? step : coarsest], target);
}

/** Whether what a typed number stands for, from half a step below to a step above it, meets the target. */
function meets([value, step], { low, high }) {
  const mirrored = value[0] < 0n;
  const minus = (each) => times(each, [-1n, 1n]);
  const size = mirrored ? minus(value) : value;
  const [least, most] = mirrored ? [minus(fraction(high)), minus(fraction(low))] : [fraction(low), fraction(high)];
  const end = plus(size, step);
  return !less(most, plus(size, times(step, [-1n, 2n]))) && (step[0] ? less(least, end) : !less(end, least));
}
