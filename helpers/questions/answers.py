"""What a student types, understood: numbers as they are written in China, in Europe and on a keyboard in a hurry."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from ..data.bounds import Bounds, bounds_of_printed
from ..errors import ClearError

_CHINESE = {"十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}
_LATIN = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "k": 3, "mn": 6, "bn": 9, "tn": 12}
_LATIN |= {"w": 4, "wan": 4, "wàn": 4, "yi": 8, "yì": 8}

MAGNITUDES = _CHINESE | _LATIN
"""What a word behind a number multiplies it by, as a power of ten."""

MOST_LETTERS = 80
MOST_POWER = 30
"""More is asked about."""

SIGNS = str.maketrans("−–—’‘‚", "---'',")
"""Dashes, apostrophes and a comma that a keyboard or a text program may put in place of plain ones."""

_SMALL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_POWER_OF_TEN = re.compile("10([⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")

_NUMBER = re.compile(
    r"(?P<sign>[-+]?) *(?P<digits>\.?\d[\d.,'_ ]*)"
    r"(?:(?:e *| *[×x*·] *10 *(?:\^|\*\*) *)(?P<power>[-+]?\d+)(?![\d.,]))?",
    re.ASCII,
)
_MAGNITUDE = re.compile(rf" *(?:([{''.join(_CHINESE)}])|({'|'.join(_LATIN)})(?![^\W\d_]))")
_FILLER = re.compile(
    r"^(?:=|~|≈|≒|∼|about|around|roughly|approx(?:imately|\.)?|circa|ca\.|约|大约|it is|is|answer:?|in|after) *"
)
_HEDGE = re.compile(
    r"^(?:[<>≤≥]|over|more than|less than|at least|at most|up to|under|nearly|between|from|超过|近|不到)"
)
_WORDS = re.compile(
    r"[一二三四五六七八九十百千万亿零两半几]|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|third|"
    r"quarter|double|twice|triple|dozen)s?\b"
)

PATTERNS = {
    "power_of_ten": _POWER_OF_TEN,
    "number": _NUMBER,
    "magnitude": _MAGNITUDE,
    "filler": _FILLER,
    "hedge": _HEDGE,
    "words": _WORDS,
}
"""How a number may be typed: for whoever must understand one without Python."""


class Unclear(ClearError):
    """What was typed could mean several things, or nothing: the message asks back."""


@dataclass(frozen=True)
class Typed:
    """A number that was typed, understood.

    Args:
        readings: What it can mean, the likeliest first: pairs of a value and the place of its last digit.
        unit: The words behind it, as typed.
        magnified: Whether a word such as 万 or million stood behind it.
    """

    readings: tuple[tuple[Fraction, Fraction], ...]
    unit: str = ""
    magnified: bool = False


def understand(text: object) -> Typed:
    """A number as a student types it.

    Args:
        text: Such as "187,000", "18.7万", "0.187 million", "1.87e5", "1,5" or "10 %".

    Returns:
        What it can mean.

    Raises:
        Unclear: It is no single number in digits; the message asks for one.

    Example:
        >>> [float(value) for value, step in understand("18.7万 vehicles").readings]
        [187000.0]
        >>> [float(value) for value, step in understand("1,234").readings]
        [1234.0, 1.234]
    """
    words = _normal(text)
    if not words:
        raise Unclear("Type a number first.")
    if _HEDGE.match(words):
        raise Unclear("One number is asked for, without “over”, “under” or a range.")
    percent = words.startswith("百分之")
    rest = words.removeprefix("百分之").lstrip("¥$€ ")
    match = _NUMBER.match(rest)
    if match is None:
        raise _not_a_number(text, words)
    readings, rest, magnified = _amount(match, rest)
    readings, rest = _fraction(readings, rest)
    if re.search(r"(?<![a-z])\d", rest):
        raise Unclear("I see more than one number: which one is your answer?")
    unit = "%" if percent else rest.strip(" .。;!") or _currency(words)
    return Typed(tuple(readings), unit, magnified)


def room(value: Fraction, step: Fraction) -> Bounds:
    """The numbers that a typed one can stand for: students round, and some cut, as newspapers do.

    Args:
        value: The number.
        step: The place of its last digit.

    Returns:
        Its bounds.

    Example:
        >>> print(room(Fraction(187), Fraction(1)))
        between 186.5 and 188
    """
    size = bounds_of_printed(abs(value), step, "exact")
    size = Bounds(size.low, size.high, open_high=step > 0)
    return size if value >= 0 else -size


def _normal(text: object) -> str:
    """Full-width signs made half-width, dashes and blanks made plain, and what only fills the line taken off."""
    words = str(text)
    if len(words) > MOST_LETTERS:
        raise Unclear("That is a long answer: one number is asked for.")
    words = _POWER_OF_TEN.sub(lambda match: "10^" + match[1].translate(_SMALL), words)
    words = " ".join(unicodedata.normalize("NFKC", words.translate(SIGNS)).lower().split())
    while _FILLER.match(words):
        words = _FILLER.sub("", words)
    return words


def _not_a_number(text: object, words: str) -> Unclear:
    if _WORDS.search(words):
        return Unclear("Please write the number in digits, such as 187,000 or 18.7万.")
    return Unclear(f"I cannot find a number in “{text}”: write it in digits, such as 187,000 or 18.7万.")


def _currency(words: str) -> str:
    return {"¥": "yuan", "$": "us dollars", "€": "euros"}.get(words[0], "")


def _amount(match: re.Match, text: str) -> tuple[list[tuple[Fraction, Fraction]], str, bool]:
    """One number with the words that multiply it, or several that add up: 18万7千."""
    sign = -1 if match["sign"] == "-" else 1
    power = int(match["power"] or 0)
    if abs(power) > MOST_POWER:
        raise Unclear("That number is out of all proportion: is the power of ten what you meant?")
    rest = text[match.end() :]
    words, rest = _magnitude(rest)
    size = Fraction(10) ** (power + words)
    readings = [(sign * value * size, step * size) for value, step in _digits(match["digits"].strip())]
    more = _NUMBER.match(rest.lstrip()) if words else None
    if more and not more["sign"]:
        added, rest, _ = _amount(more, rest.lstrip())
        value, step = added[0]
        if value >= size:
            raise Unclear("I see more than one number: which one is your answer?")
        readings = [(readings[0][0] + sign * value, step)]
    return readings, rest, words != 0


def _magnitude(text: str) -> tuple[int, str]:
    """The power of ten that the words at the beginning of a text stand for: "hundred million" is 8."""
    power = 0
    while match := _MAGNITUDE.match(text):
        power += MAGNITUDES[match[1] or match[2]]
        text = text[match.end() :]
    if power > MOST_POWER:
        raise Unclear("That number is out of all proportion: are the words behind it what you meant?")
    return power, text


def _fraction(readings: list[tuple[Fraction, Fraction]], rest: str) -> tuple[list[tuple[Fraction, Fraction]], str]:
    """One over something, as in 1/13."""
    match = re.match(r" */ *(\d{1,12})(?![\d.,])", rest, re.ASCII)
    if not match:
        return readings, rest
    if int(match[1]) == 0:
        raise Unclear("Nothing can be divided by zero: what did you mean?")
    return [(readings[0][0] / int(match[1]), Fraction(0))], rest[match.end() :]


def _digits(digits: str) -> list[tuple[Fraction, Fraction]]:
    """What digits with points, commas and blanks can mean, each with the place of the last digit."""
    digits = re.sub(r"[.,]$", "", digits.rstrip("., '_"))
    if re.search(r"[ '_]", digits):
        if not re.fullmatch(r"\d{1,4}(?:([ '_])\d{3}(?:\1\d{3})*|([ '_])\d{4}(?:\2\d{4})*)(?:[.,]\d+)?", digits):
            raise Unclear(f"Is “{digits}” one number? Write it without blanks, such as 187000.")
        digits = re.sub(r"[ '_]", "", digits)
        return [_plain(digits.replace(",", "."))]
    if "," in digits and "." in digits:
        comma = "," if digits.rfind(",") > digits.rfind(".") else "."
        thousands = "." if comma == "," else ","
        whole, _, part = digits.rpartition(comma)
        if comma in whole or not _is_grouped(whole, thousands):
            raise Unclear(f"How do you mean the points and commas in “{digits}”? Write it as 187,000.5 or 187000.5.")
        return [_plain(f"{whole.replace(thousands, '')}.{part}")]
    sign = "," if "," in digits else "."
    if digits.count(sign) == 0:
        return [_plain(digits)]
    grouped, decimal = _is_grouped(digits, sign), digits.count(sign) == 1
    if not grouped and not decimal:
        raise Unclear(f"How do you mean the points and commas in “{digits}”? Write it without them, such as 187000.")
    whole, fraction = _plain(digits.replace(sign, "")), _plain(digits.replace(sign, ".")) if decimal else None
    # A comma that could be either is first a comma of thousands, a point first a decimal point.
    order = [whole, fraction] if sign == "," else [fraction, whole]
    return [reading for reading in order if reading and (reading is fraction or grouped)]


def _is_grouped(digits: str, sign: str) -> bool:
    """Whether a sign cuts digits into groups of three, or, as Chinese does, of four."""
    first, *groups = digits.split(sign)
    return any(all(len(group) == size for group in groups) and 1 <= len(first) <= size for size in (3, 4)) and (
        first[0] != "0" or not groups
    )


def _plain(digits: str) -> tuple[Fraction, Fraction]:
    """Zeros at the end of a whole number may be rounding, so its last digit is the last that is not zero."""
    value = Fraction(digits if not digits.startswith(".") else f"0{digits}")
    decimals = len(digits.partition(".")[2])
    if decimals or value == 0:
        return value, Fraction(1, 10**decimals)
    return value, Fraction(10) ** (len(digits) - len(digits.rstrip("0")))
