"""A score for reading: one line a measure, with its unit and what it should be."""

import datetime

from sargas.scoring.esassp import Esassp
from sargas.scoring.nees import Nees
from sargas.scoring.score import Score

_WORST = 5
"""Objects shown one by one: those that were followed least."""


def lines_of(score: Score) -> list[str]:
    """What was assumed, then a table: measure, value, unit, remark."""
    lines = assumed_in_words(score)
    lines += [f"{name:<28}{value:>12} {unit:<4} {remark}".rstrip() for name, value, unit, remark in measures_of(score)]
    worst = sorted((t for t in score.targets if t.tracked < 1.0), key=lambda t: (t.tracked, t.name))
    if worst:
        lines.append(f"followed least, of {score.objects} objects:")
    for target in worst[:_WORST]:
        lines.append(
            f"  {target.name}: {100 * target.tracked:.0f} % of {target.life_s:.0f} s by {target.tracks} tracks, "
            f"{target.switches} switches, {target.breaks} breaks, RMS {_text(target.rms_m)} m"
        )
    return lines


def measures_of(score: Score) -> list[tuple[str, str, str, str]]:
    """(measure, value, unit, remark) of everything in it."""
    gospa, siap, held, errors = score.gospa, score.siap, score.continuity, score.errors
    rows = [
        ("GOSPA, mean", gospa.distance_m, "m", f"root mean square {_text(gospa.rms_m)} m"),
        ("  localisation", gospa.localisation_m, "m", ""),
        ("  missed", gospa.missed_m, "m", f"{_text(gospa.missed)} objects without a track at a time"),
        ("  false", gospa.false_m, "m", f"{_text(gospa.false)} tracks without an object at a time"),
        ("OSPA, mean", gospa.ospa_m, "m", ""),
        ("position error, RMS", errors.position_rms_m, "m", ""),
        ("velocity error, RMS", errors.velocity_rms_mps, "m/s", ""),
        ("height error, RMS", errors.height_rms_m, "m", f"{errors.height_pairs} pairs with both heights"),
        ("SIAP completeness", siap.completeness, "", "1 is best"),
        ("SIAP ambiguity", siap.ambiguity, "", "1 is best"),
        ("SIAP spuriousness", siap.spuriousness, "", "0 is best"),
        ("SIAP position error", siap.position_error_m, "m", ""),
        ("SIAP velocity error", siap.velocity_error_mps, "m/s", ""),
        ("SIAP track number changes", siap.track_changes_per_s, "1/s", "0 is best"),
        ("SIAP longest segment", siap.longest_segment, "", "1 is best"),
        ("identity switches", held.switches, "", ""),
        ("breaks", held.breaks, "", ""),
        ("longest track", held.longest, "", "mean share of an object's times; 1 is best"),
        ("confirmed after, mean", held.latency_mean_s, "s", f"median {_text(held.latency_median_s)} s"),
        ("never tracked", held.never_tracked, "", f"of {score.objects} objects"),
        *(_nees("NEES position", score.nees_position)),
        *(_nees("NEES state", score.nees_state)),
        ("NEES rows left out", score.nees_skipped, "", "their covariance was not positive definite"),
        *(row for one in score.esassp for row in _esassp(one)),
    ]
    return [(name, _text(value), unit, remark) for name, value, unit, remark in rows]


def assumed_in_words(score: Score) -> list[str]:
    """What was compared, and by which settings."""
    assumed = score.assumed
    first, last = (datetime.datetime.fromtimestamp(t, datetime.UTC) for t in (score.first_s, score.last_s))
    every = (
        f"every {assumed.interval_s:g} s" if assumed.interval_s is not None else "at the times of the rows themselves"
    )
    return [
        f"{score.objects} objects and {score.tracks} tracks, {first:%Y-%m-%d %H:%M:%S} to "
        f"{last:%Y-%m-%d %H:%M:%S} UTC, {every} ({score.times} times)",
        f"assumed: cut-off c {assumed.cutoff_m:g} m, order p {assumed.order:g}, alpha 2; truth not joined over gaps of "
        f"more than {assumed.gap_s:g} s; a track gone after {assumed.hold_s:g} s of silence; SIAP: a track is of an "
        f"object after {assumed.pairs_confirm} times nearest, until {assumed.misses_end} times not",
    ]


def _nees(name: str, nees: Nees | None) -> list[tuple[str, float | None, str, str]]:
    if nees is None:
        return [(name, None, "", "no covariances, or no velocities, to compare")]
    return [
        (
            name,
            nees.mean,
            "",
            f"honest: {nees.low:.3f} to {nees.high:.3f} ({nees.samples} samples, {nees.degrees} degrees); "
            f"{100 * nees.share_inside:.0f} % inside the {100 * nees.probability:.0f} % bound",
        )
    ]


def _esassp(one: Esassp) -> list[tuple[str, float | None, str, str]]:
    met = {True: "both met", False: "not both met", None: "nothing to measure"}[one.met]
    return [
        (
            f"ESASSP {one.separation_nm} NM, update",
            one.probability_of_update,
            "",
            f"above {one.least_probability_of_update:.2f} asked, in {one.interval_s:g} s; "
            f"{one.updated} of {one.intervals} intervals",
        ),
        (
            f"ESASSP {one.separation_nm} NM, RMS",
            one.horizontal_rms_m,
            "m",
            f"at most {one.most_horizontal_rms_m:g} asked; {met}",
        ),
    ]


def _text(value: float | None) -> str:
    """Four digits that matter; whole numbers as they are; "-" where there is none."""
    if value is None:
        return "-"
    if isinstance(value, int):
        return str(value)
    return f"{value:.1f}" if abs(value) >= 100.0 else f"{value:.4g}"
