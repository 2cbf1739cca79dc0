"""The settings as kernels take them: one row of numbers, variances for sigmas and logarithms for factors."""

import math
from typing import Any

import numpy as np

from sargas.tracking.rows import Rows
from sargas.tracking.settings import Settings

MOST_CODES = 16
"""Conspicuity codes that TERMS has room for."""

_NUMBERS = (
    "motion_memory_s",
    "onset_ps",
    "onset_m2ps2",
    "calm_share",
    "calm_memory_s",
    "vertical_noise_m2ps3",
    "climb_m2ps2",
    "gate",
    "speed_m2ps2",
    "speed_limit_mps",
    "log_address_agrees",
    "log_address_differs",
    "log_mode_3a_agrees",
    "log_mode_3a_differs",
    "log_height_differs",
    "rate_span_mps",
    "rate_prior_plots",
    "rate_wrong_share",
    "clutter_per_look",
    "clutter_prior_looks",
    "clutter_prior_plots",
    "detection_prior_looks",
    "clutter_memory_looks",
    "clutter_of_reports_pm2",
    "birth_prior_plots",
    "birth_memory",
    "birth_share_least",
    "birth_share_most",
    "existence_most",
    "confirm_existence",
    "end_existence",
    "drop_existence",
    "look_memory",
    "coast_looks",
    "coast_latency_s",
    "coast_limit_s",
    "lost_m2",
    "formation_hits",
    "formation_m2",
    "formation_agree",
    "formation_unsure_m2ps2",
    "formation_apart_m2ps2",
    "formation_wander_m2ps",
    "formation_strain",
    "formation_hold_s",
    "cell_s",
    "claim_gate",
    "claim_doubt",
    "distrust_s",
    "false_bearings_per_look",
    "false_presences_per_look",
    "false_places_per_look",
    "partial_memory_s",
    "slow_m2ps2",
    "birth_share_of_partials",
    "sound_gradient_ps",
)


def terms_row(models: int) -> np.dtype[Any]:
    """Settings as kernels take them: names as in Settings, variances for sigmas, logarithms for factors."""
    fields: list[Any] = [
        ("motion_noise", "f8", (models,)),
        ("motion_share", "f8", (models,)),
        *((name, "f8") for name in _NUMBERS),
        ("conspicuity_codes", "i8", (MOST_CODES,)),
        ("confirm_hits", "i8"),
        ("drop_misses", "i8"),
        ("show_tentative", "?"),
    ]
    return np.dtype(fields, align=True)


def terms_of(settings: Settings) -> Rows:
    """The settings as one row of `terms_row`; ValueError where they do not fit together."""
    if len(settings.motion_noise_m2ps3) != len(settings.motion_share):
        raise ValueError("motion_noise_m2ps3 and motion_share need one value per motion model each")
    first, *others = settings.motion_share
    if min(others, default=1.0) <= 0.0 or first < 0.0 or (first == 0.0 and settings.calm_share == 0.0):
        raise ValueError("every motion_share must be above 0, or a model can never be had")
    if not 0.0 <= settings.calm_share < 1.0:
        raise ValueError("calm_share must be at least 0 and below 1, or no track may manoeuvre")
    if settings.confirm_existence >= settings.existence_most:
        raise ValueError("confirm_existence must be below existence_most, or no track is ever confirmed")
    if not 0 < len(settings.conspicuity_codes) <= MOST_CODES:
        raise ValueError(f"conspicuity_codes takes 1 to {MOST_CODES} codes")
    terms = np.zeros(1, terms_row(len(settings.motion_share)))
    for name in terms.dtype.names or ():
        if hasattr(settings, name):
            value = getattr(settings, name)
            terms[name] = np.resize(value, MOST_CODES) if name == "conspicuity_codes" else value
        elif name.startswith("log_"):
            terms[name] = math.log(getattr(settings, name.removeprefix("log_")))
    terms["motion_noise"] = settings.motion_noise_m2ps3
    terms["motion_share"] = np.array(settings.motion_share) / sum(settings.motion_share)
    terms["onset_m2ps2"] = settings.onset_speed_mps**2
    terms["climb_m2ps2"] = settings.climb_sigma_mps**2
    terms["speed_m2ps2"] = settings.speed_sigma_mps**2
    terms["slow_m2ps2"] = settings.slow_sigma_mps**2
    terms["lost_m2"] = settings.lost_sigma_m**2
    terms["formation_m2"] = settings.formation_m**2
    terms["formation_unsure_m2ps2"] = 2.0 * settings.formation_unsure_mps**2
    terms["formation_apart_m2ps2"] = settings.formation_apart_mps**2
    return terms
