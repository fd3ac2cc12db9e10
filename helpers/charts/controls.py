"""Controls: what the bindings of a chart ask for, whoever draws them.

Read from the Vega-Lite specification alone, so that the live widget, the tests of every state and a page without a
kernel all see the same controls.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from itertools import product
from math import floor, log10, prod

from .. import language
from ..errors import ClearError
from . import messages

KINDS = ("range", "select", "radio", "checkbox", "text", "number", "draw", "guesses")
# The value of these is a list of numbers: what a reader draws on the picture, and what a class has guessed.
LISTS = ("draw", "guesses")
_MOST_STEPS = 100_000
# Vega reads a parameter's name as one of JavaScript: it refuses the first lines and takes the last for its own.
_WORDS = """
break case catch class const continue debugger default delete do else enum export extends finally for function if
implements import in instanceof interface let new package private protected public return static super switch this
throw try typeof var void while with yield
autosize background datum event false height item null padding true undefined width E Infinity NaN PI
"""
TAKEN = frozenset(_WORDS.split())
# As Altair names a parameter that has no name.
_NAMELESS = re.compile(r"param_[0-9a-f]{16}")
# Behind the name of a range or list: by what its numbers are those that the chart reckons with. 80 billion are 800亿.
_TIMES = re.compile(r"\s*([×÷])\s*(10+)$")


@dataclass(frozen=True)
class Control:
    """One control of a chart. A slider, too, counts its options from 0: what Vega gets is one of them to the digit."""

    signal: str  # the Vega signal that it sets
    name: str  # the parameter's; for a selection over several fields, the signal's; without a name, the field's
    kind: str  # one of KINDS
    label: str  # what stands beside it
    value: object  # what it holds at first
    options: tuple = ()  # the values of a range, select or radio
    labels: tuple[str, ...] = ()  # how those read
    times: float = 1  # how many times what the chart gets a list's numbers are

    @property
    def states(self) -> list | None:
        """Every value that the control can take, or None where there is no end of them (text and number).

        There is no end of lists either, but two states: as at first, and otherwise, which is None.
        """
        if self.kind in LISTS:
            return [self.value, None]
        return [False, True] if self.kind == "checkbox" else list(self.options) or None

    @property
    def text(self) -> str:
        """What stands at first in a field for typing."""
        if self.kind not in LISTS:
            return str(self.value)
        return " ".join(f"{number * self.times:.12g}" for number in self.value)

    @property
    def start(self) -> int | None:
        """The place of its first value among the options, or None where nothing is chosen."""
        return self.options.index(self.value) if self.value in self.options else None

    def wire(self, model: str) -> dict:
        """What explore.js is told of the control, in JupyterLab and on a page alike.

        Args:
            model: The id of the model that holds the control's value.

        Returns:
            Its fields, and `trait`: under which name the model has the value. Of a selection it has the place only.

        Example:
            >>> Control("a", "a", "checkbox", "A", True).wire("0")["trait"]
            'value'
        """
        trait = "index" if self.options else "value"
        return asdict(self) | {"model": model, "start": self.start, "text": self.text, "trait": trait}


def controls_of(spec: dict) -> list[Control]:
    """The controls that a chart's bindings ask for.

    Legend and scale bindings stay with Vega, and so does what `left_to_vega` names.

    Args:
        spec: A Vega-Lite specification. Altair hoists parameters to its top.

    Returns:
        The controls in the order of the parameters.

    Raises:
        ClearError: A bound parameter has no value that its control can hold, or a name that another one has, or that
            Vega reads as something else, such as "new" or "width".

    Example:
        >>> year = {"name": "year", "value": 2020, "bind": {"input": "range", "min": 2015, "max": 2024, "step": 1}}
        >>> controls_of({"params": [year]})[0].states[:3]
        [2015, 2016, 2017]
    """
    controls = [_control(*bound) for bound in _bound_inputs(spec) if _has_twin(*bound)]
    params = [param["name"] for param in spec.get("params", [])]
    for names in (params, [control.signal for control in controls], [control.name for control in controls]):
        for name in names:
            if name in TAKEN:
                raise ClearError(messages.NAME_TAKEN.format(name=name))
            if names.count(name) > 1:
                raise ClearError(messages.SAME_NAME.format(name=name, count=names.count(name)))
    return controls


def left_to_vega(spec: dict) -> list[str]:
    """The labels of inputs that are bound to an element of the page, or have no twin among the controls of Jupyter.

    Args:
        spec: A Vega-Lite specification.

    Returns:
        Their labels.

    Example:
        >>> left_to_vega({"params": [{"name": "ink", "value": "#fff", "bind": {"input": "color"}}]})
        ['ink']
    """
    return [_label(*bound) for bound in _bound_inputs(spec) if not _has_twin(*bound)]


def states_of(controls: list[Control], most: int | None = None) -> list[dict] | None:
    """Every state of a chart, the last control moving fastest.

    Args:
        controls: The chart's controls.
        most: How many states are worth listing; without it, all are.

    Returns:
        The value of each parameter in each state, or None where there are more than `most`, or no end of them.

    Example:
        >>> states_of([Control("a", "a", "checkbox", "A", True)])
        [{'a': False}, {'a': True}]
    """
    each = [control.states for control in controls]
    if None in each or (most is not None and prod(map(len, each)) > most):
        return None
    return [dict(zip((control.name for control in controls), state, strict=True)) for state in product(*each)]


def _bound_inputs(spec: dict) -> Iterator[tuple[dict, str | None, dict]]:
    """Each input binding of a chart, with its parameter and the field of a selection that it sets."""
    for param in spec.get("params", []):
        bind = param.get("bind")
        for field in (_fields(param) or [None]) if isinstance(bind, dict) else []:
            field_bind = bind if field is None or "input" in bind else bind.get(field)
            if field_bind:
                yield param, field, field_bind


def _fields(param: dict) -> list[str]:
    select = param.get("select")
    return select.get("fields", []) if isinstance(select, dict) else []


def _has_twin(param: dict, field: str | None, bind: dict) -> bool:
    # A selection over encodings has a signal for each of their fields, which only Vega-Lite knows.
    knows_signal = "select" not in param or field is not None
    return knows_signal and bind.get("input") in KINDS and not bind.get("element")


def _label(param: dict, field: str | None, bind: dict) -> str:
    # One name for the inputs of several fields is the name of none.
    is_shared = len(_fields(param)) > 1 and bind is param["bind"]
    given = "" if is_shared else (bind.get("name") or "").strip().rstrip(": ")
    is_nameless = is_shared or _NAMELESS.fullmatch(param["name"])
    return given or ((field or messages.NAMELESS) if is_nameless else param["name"].replace("_", " "))


def _control(param: dict, field: str | None, bind: dict) -> Control:
    kind, value, name, label = bind["input"], _first_value(param, field), param["name"], _label(param, field, bind)
    # As Vega-Lite names the signal of a selection's field.
    signal = name if field is None else re.sub(r"^(?=[0-9])|\W", "_", f"{name}_{field}", flags=re.ASCII)
    name = field if field and _NAMELESS.fullmatch(name) else signal if len(_fields(param)) > 1 else name
    options = bind.get("options", [])
    if any(isinstance(option, dict | list) for option in options):
        raise ClearError(messages.KIND_IN_BINDING.format(name=name, kind="date"))
    labels = bind.get("labels") or [messages.EVERY_OPTION if option is None else option for option in options]
    ends = _ends(bind, value) if kind == "range" else {}
    if fault := _fault(kind, value, options, labels, field, **ends):
        given = next((number for number in (value, *ends.values()) if not _is_number(number)), None)
        counts = {"count": len(options), "labelled": len(labels)}
        raise ClearError(fault.format(name=name, kind=kind, value=value, given=given, **counts, **ends))
    found = _TIMES.search(label) if ends or kind in LISTS else None
    label, power = (label[: found.start()], int(found[2])) if found else (label, 1)
    times = Fraction(1, power) if found and found[1] == "÷" else Fraction(power)
    if ends:
        options, labels = _steps(**ends, times=times)
        value = options[round((value - ends["low"]) / ends["step"])]
    value = tuple(value) if kind in LISTS else value
    return Control(signal, name, kind, label, value, tuple(options), tuple(map(str, labels)), float(times))


def _first_value(param: dict, field: str | None):
    value = param.get("value")
    value = (value or [None])[0] if field is not None and isinstance(value, list) else value
    return value.get(field) if field is not None and isinstance(value, dict) else value


def _ends(bind: dict, value: object) -> dict:
    """Ends and step of a range. Where whole numbers are meant, the step is one; elsewhere it is Vega's own."""
    low, high, step = bind.get("min", 0), bind.get("max", 100), bind.get("step")
    if not step and all(map(_is_number, (low, high, value))) and low < high:
        whole = all(number == int(number) for number in (low, high, value))
        size = (high - low) / 100
        # The nearest of 1, 2, 5 times a power of ten.
        steps = [float(f"{digit}e{floor(log10(size))}") for digit in (1, 2, 5, 10)]
        step = 1 if whole and size > 0.01 else min(steps, key=lambda step: abs(log10(step / size)))
    return {"low": low, "high": high, "step": step or 1}


def _steps(low: float, high: float, step: float, times: Fraction) -> tuple[list, list[str]]:
    """The numbers of a range, and how they read: all digits of a step; a year as 2020, a large number as 30,000."""
    low, high, step = map(_fraction, (low, high, step))
    # A third has digits without end.
    digits = next((n for n in range(13) if all(end * times * 10**n % 1 == 0 for end in (low, step))), 3)
    comma = "," if abs(high * times) >= 10_000 and language.current == language.ENGLISH else ""
    numbers = [low + n * step for n in range(int((high - low) / step) + 1)]
    labels = [f"{float(number * times):{comma}.{digits}f}" for number in numbers]
    return [int(number) if number == int(number) else float(number) for number in numbers], labels


def _fraction(number: float) -> Fraction:
    """A third for what is left of it in twelve digits; else what the digits say."""
    exact, near = Fraction(str(number)), Fraction(number).limit_denominator(1000)
    return near if abs(near - exact) <= abs(exact) / 10**11 else exact


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _fault(kind, value, options, labels, field, low=0, high=0, step=1) -> str | None:
    """What is wrong with a control; after the first fault, what follows may make no sense."""
    # A list may show nothing chosen, and a selection then holds everything; a slider always shows a value.
    may_be_empty = None in options or (field is not None and options)
    are_numbers = all(map(_is_number, (value, low, high, step)))
    is_list = isinstance(value, list) and all(map(_is_number, value)) and (value or kind != "draw")
    is_range = kind == "range" and are_numbers
    place = (value - low) / step if is_range else 0
    faults = {
        messages.NO_OPTIONS: kind in ("select", "radio") and not options,
        messages.NO_VALUE: value is None and not may_be_empty,
        messages.NO_SUCH_OPTION: options and value is not None and value not in options,
        messages.LABELS_DIFFER: len(labels) != len(options),
        messages.NOT_TRUE_OR_FALSE: kind == "checkbox" and not isinstance(value, bool),
        messages.NO_NUMBERS: kind in LISTS and not is_list,
        messages.NO_NUMBER: kind in ("range", "number") and not are_numbers,
        messages.ENDS_TURNED: is_range and low > high,
        messages.STEP_BELOW_ZERO: is_range and step < 0,
        messages.STEP_TOO_SMALL: is_range and (high - low) / step > _MOST_STEPS,
        messages.VALUE_OUTSIDE: is_range and not low <= value <= high,
        messages.VALUE_BETWEEN: abs(place - round(place)) > 1e-6,
    }
    return next((message for message, found in faults.items() if found), None)
