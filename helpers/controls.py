"""Controls: what the bindings of a chart ask for, whoever draws them.

Read from the Vega-Lite specification alone, so that the live widget, the tests of every state and a page without a
kernel all see the same controls.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from .errors import ClearError

KINDS = ("range", "select", "radio", "checkbox", "text", "number")


@dataclass(frozen=True)
class Control:
    """One control of a chart.

    Args:
        signal: The Vega signal that it sets.
        name: The parameter's name.
        kind: One of `KINDS`.
        label: What stands beside it.
        value: What it holds at first.
        options: The values of a select or radio.
        labels: How those read.
        minimum: The smallest value of a range.
        maximum: The largest value of a range.
        step: The step of a range.
    """

    signal: str
    name: str
    kind: str
    label: str
    value: object
    options: tuple = ()
    labels: tuple[str, ...] = ()
    minimum: float = 0
    maximum: float = 0
    step: float = 1

    @property
    def states(self) -> list | None:
        """Every value that the control can take, or None where there is no end of them (text and number)."""
        if self.kind == "range":
            low, high, step = (Decimal(str(end)) for end in (self.minimum, self.maximum, self.step))
            return [_plain(low + n * step) for n in range(int((high - low) / step) + 1)]
        return {"checkbox": [False, True]}.get(self.kind, list(self.options) or None)


def controls_of(spec: dict) -> list[Control]:
    """The controls that a chart's bindings ask for.

    Legend and scale bindings stay with Vega, and so does an input that is bound to an element of the page or is of
    a kind with no twin among the controls of Jupyter: see `left_to_vega`.

    Args:
        spec: A Vega-Lite specification. Altair hoists parameters to its top.

    Returns:
        The controls in the order of the parameters.

    Raises:
        ClearError: A bound parameter has no value, or one that its control cannot hold.

    Example:
        >>> year = {"name": "year", "value": 2020, "bind": {"input": "range", "min": 2015, "max": 2024, "step": 1}}
        >>> controls_of({"params": [year]})[0].states[:3]
        [2015, 2016, 2017]
    """
    return [_control(*bound) for bound in _bound_inputs(spec) if _has_twin(bound[2])]


def left_to_vega(spec: dict) -> list[str]:
    """The labels of bound inputs that have no twin among the controls of Jupyter.

    Args:
        spec: A Vega-Lite specification.

    Returns:
        Their labels.

    Example:
        >>> left_to_vega({"params": [{"name": "ink", "value": "#fff", "bind": {"input": "color"}}]})
        ['ink']
    """
    return [_label(param, bind) for param, _, bind in _bound_inputs(spec) if not _has_twin(bind)]


def states_of(controls: list[Control]) -> list[dict] | None:
    """Every state of a chart, the last control moving fastest.

    Args:
        controls: The chart's controls.

    Returns:
        The value of each parameter in each state, or None where there is no end of them.

    Example:
        >>> states_of([Control("a", "a", "checkbox", "A", True)])
        [{'a': False}, {'a': True}]
    """
    each = [control.states for control in controls]
    if None in each:
        return None
    return [dict(zip((control.name for control in controls), state, strict=True)) for state in product(*each)]


def _bound_inputs(spec: dict):
    """Each input binding of a chart, with its parameter and its signal."""
    for param in spec.get("params", []):
        bind = param.get("bind")
        if not isinstance(bind, dict) or "select" not in param:
            if isinstance(bind, dict):
                yield param, param["name"], bind
            continue
        for name in param["select"].get("fields", []):
            field_bind = bind if "input" in bind else bind.get(name)
            if field_bind:
                yield param, f"{param['name']}_{name}", field_bind


def _has_twin(bind: dict) -> bool:
    return bind.get("input") in KINDS and not bind.get("element")


def _label(param: dict, bind: dict) -> str:
    return bind.get("name") or param["name"].replace("_", " ")


def _control(param: dict, signal: str, bind: dict) -> Control:
    kind, options = bind["input"], tuple(bind.get("options", ()))
    control = Control(
        signal=signal,
        name=param["name"],
        kind=kind,
        label=_label(param, bind).rstrip(": "),
        value=_first_value(param, signal),
        options=options,
        labels=tuple(bind.get("labels") or ("all" if option is None else str(option) for option in options)),
        minimum=bind.get("min", 0),
        maximum=bind.get("max", 100),
        step=bind.get("step") or 1,
    )
    _check(control, "select" in param)
    return control


def _first_value(param: dict, signal: str):
    value = param.get("value")
    if "select" not in param or value is None:
        return value
    first = value[0] if isinstance(value, list) else value
    return first.get(signal.removeprefix(param["name"] + "_")) if isinstance(first, dict) else first


def _check(control: Control, is_selection: bool) -> None:
    about = f"The parameter {control.name!r} is bound to a {control.kind}"
    if control.value is None and None not in control.options and not is_selection:
        raise ClearError(f"{about}, but has no value to start with: give it one, as in alt.param(value=...).")
    if control.kind in ("select", "radio") and not control.options:
        raise ClearError(f"{about} without options: list them, as in alt.binding_{control.kind}(options=[...]).")
    if control.options and control.value is not None and control.value not in control.options:
        raise ClearError(f"{about} whose options do not include its value {control.value!r}.")
    if len(control.labels) != len(control.options):
        raise ClearError(f"{about} with {len(control.options)} options but {len(control.labels)} labels.")
    if control.kind == "range" and not control.minimum <= control.value <= control.maximum:
        raise ClearError(
            f"{about} from {control.minimum} to {control.maximum}, but its value {control.value} lies outside."
        )


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
