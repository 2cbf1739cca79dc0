"""Metrics: the figures of the running system as Prometheus text (exposition format 0.0.4)."""

from collections.abc import Mapping, Sequence
from typing import Any

_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
TOTALS = frozenset(
    (
        *("records", "bytes", "dropped", "connects", "plots", "faults", "frames", "resets", "sent_bytes"),
        *("answers", "unanswered", "items", "bytes_in"),
    )
)
"""Names of figures that only grow; all others go up and down."""


class Sample:
    """One figure with its labels."""

    __slots__ = ("labels", "name", "value")

    def __init__(self, name: str, value: float, **labels: str) -> None:
        self.name, self.value, self.labels = name, value, labels


def text(samples: Sequence[Sample]) -> str:
    """All samples, grouped by name as the format asks for."""
    groups: dict[str, list[str]] = {}
    for sample in samples:
        kind = "counter" if sample.name.endswith("_total") else "gauge"
        lines = groups.setdefault(sample.name, [f"# TYPE {sample.name} {kind}"])
        labels = ",".join(f'{key}="{value.translate(_ESCAPES)}"' for key, value in sample.labels.items())
        lines.append(
            f"{sample.name}{{{labels}}} {sample.value:.17g}" if labels else f"{sample.name} {sample.value:.17g}"
        )
    return "".join(line + "\n" for lines in groups.values() for line in lines)


def samples_of(figures: Mapping[str, Any], prefix: str, **labels: str) -> list[Sample]:
    """A sample for each number of `figures`; a nested mapping `xs` of mappings gets the label x."""
    samples = []
    for name, value in figures.items():
        if isinstance(value, Mapping):
            singular = name.removesuffix("s")
            for key, inner in value.items():
                samples += samples_of(inner, f"{prefix}_{singular}", **labels, **{singular: key})
        elif isinstance(value, (int, float)):
            suffix = "_total" if name in TOTALS else ""
            samples.append(Sample(f"{prefix}_{name}{suffix}", float(value), **labels))
    return samples
