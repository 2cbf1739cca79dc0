"""What a radar says of an echo besides its place: its warning codes (I048/030) and its amplitude.

Evidence, never a filter: drones hide among the echoes that others discard. No plot is refused for a feature, and all
features of one plot change the logarithm of the odds that it is of a target by MOST at most, either way.

Nobody can say beforehand what a radar means by "slow" or how strong its clutter is. So each radar is counted for
itself: how its plots of confirmed targets, and those that came to nothing, share between the WORDS and between levels
of strength. With n counted of N, and p the share among both kinds together, a plot of that word is worth
  n / (n + w) (ln [(n_target + w p) / (N_target + w)] - ln [(n_false + w p) / (N_false + w)]),   w = PRIOR,
0 before anything was counted and for what was never seen (a Dirichlet prior at the pooled share: Gelman et al.,
Bayesian Data Analysis, 3rd ed., 3.4). Replies are counted apart from echoes, and as targets of echoes only tracks that
have moved and of which nothing, be it this radar or a report, says an address or a code: what airliners look like must
not count against what is small and slow.

Level: the amplitude at 1 km, for an echo falls with the fourth power of the distance (Skolnik, Introduction to Radar
Systems, 3rd ed., eq. 1.7), in dB above LEVEL_ZERO_DB so that 0 may say that there is none.
Strength of a track: the mean of its levels less the mean level of all targets that answer this radar and are faster
than AIRLINER_MPS. Neither the transmitter nor the antenna need be known; what they do, they do to both.
"""

import math
from typing import Any

import numpy as np

from sargas.geo.kernel import leaf
from sargas.model.plot import ECHOES
from sargas.tracking.births import answered
from sargas.tracking.rows import LEVELS, MODE_3A, WORDS

WORD_CODES = (
    ("turbine", (23,)),
    ("bird", (5, 19, 20)),  # angel, birds, flock of birds
    ("helicopter", (24,)),
    ("reflection", (1, 2, 3, 4)),  # multipath, side lobe, split plot, second time around
    ("slow", (6, 7, 8, 14)),  # road traffic, fixed plot, slow target, greatest Doppler in the zero filter
    ("clutter", (9, 13)),  # low quality, clutter area
)
"""Words and their codes of I048/030 (EUROCONTROL-SPEC-0149-4, ed. 1.32); of several that which stands first. 0 is none
of these."""
BIRD, HELICOPTER = 2, 3
"""Places of these among the words."""
_MASKS = tuple(np.uint64(sum(1 << code for code in codes)) for _, codes in WORD_CODES)
LEVEL_ZERO_DB = -300.0
_LOWEST_DB, _STEP_DB = -120.0, 6.0
"""Where the first of LEVELS begins, and how wide each is."""
PRIOR = 20.0
"""Plots that the pooled share counts for."""
MEMORY_TURNS = 1000.0
"""What a radar means by a word changes when somebody sets it anew, which is seldom."""
MOST = math.log(3.0)
KNOWN_PLOTS, AIRLINER_MPS = 50.0, 110.0
"""With fewer plots of targets that answer and are so fast, how strong an echo is cannot be said."""
TOLD_PLOTS = 5.0
"""A strength is told from so many plots on: one echo of a target that fluctuates is good to 5 dB."""
_SLOWEST, _LEAST = 0.002, 0.05
"""Least steps by which a radar's mean level, and a track's strength, follow each plot."""
_PSR, _COMBINED = ECHOES.index("psr"), ECHOES.index("combined")


@leaf
def word_of(warnings: np.uint64) -> int:
    """Which of WORD_CODES, from 1, the bits of warnings say; 0 none."""
    for k in range(len(_MASKS)):
        if warnings & _MASKS[k] != 0:
            return k + 1
    return 0


@leaf
def level_of(amplitude_db: float, range_m: float, echo: int) -> float:
    """Level of a polar plot in dB above LEVEL_ZERO_DB; 0 where no echo came with the reply."""
    if (echo not in (_PSR, _COMBINED)) or not abs(amplitude_db) < 150.0:
        return 0.0
    return amplitude_db + 40.0 * math.log10(max(range_m, 100.0) / 1000.0) - LEVEL_ZERO_DB


@leaf
def bin_of_level(shot: Any) -> int:
    """Which of LEVELS a plot's level is in; -1 without one."""
    if shot.level_db == 0.0:
        return -1
    return min(max(int((shot.level_db + LEVEL_ZERO_DB - _LOWEST_DB) / _STEP_DB), 0), LEVELS - 1)


@leaf
def log_share(target: float, targets: float, false: float, falses: float) -> float:
    """Logarithm of how much commoner something is among plots of targets than among false ones, from counts."""
    both = target + false
    if both <= 0.0:
        return 0.0
    w = PRIOR * both / (targets + falses)
    ratio = math.log((target + w) / (targets + PRIOR)) - math.log((false + w) / (falses + PRIOR))
    return both / (both + PRIOR) * ratio


@leaf
def log_features(shot: Any, station: Any) -> float:
    """What the features of a radar's plot add to the logarithm of the odds that it is of a target."""
    if not station.says:
        return 0.0
    words, sums = station.words[int(answered(shot))], station.worded[int(answered(shot))]
    total: float = log_share(words[1, shot.word], sums[1], words[0, shot.word], sums[0])
    level = bin_of_level(shot)
    if level >= 0 and not answered(shot):
        levels, sums = station.levels, station.leveled
        total += log_share(levels[1, level], sums[1], levels[0, level], sums[0])
    return min(max(total, -MOST), MOST)


@leaf
def count_features(station: Any, replies: int, word: int, level: int, target: int, plots: float) -> None:
    """Counts plots of a word and a level (-1 none) that were of a target (1), or of none (0)."""
    station.speaks = station.speaks or word > 0
    station.says = station.speaks or station.says or level >= 0
    if not station.says:
        return
    station.words[replies, target, word] += plots
    station.worded[replies, target] += plots
    if level >= 0 and replies == 0:
        station.levels[target, level] += plots
        station.leveled[target] += plots


@leaf
def forget_features(station: Any, turns: float) -> None:
    """So many turns went by: all counts fade."""
    if not station.says:
        return
    kept = math.exp(-turns / MEMORY_TURNS)
    for target in range(2):
        for replies in range(2):
            station.worded[replies, target] *= kept
            for word in range(WORDS):
                station.words[replies, target, word] *= kept
        station.leveled[target] *= kept
        for level in range(LEVELS):
            station.levels[target, level] *= kept


@leaf
def keep_features(track: Any, shot: Any, station: Any, is_target: bool) -> None:
    """The track takes the features of a radar's plot; what a target shows is counted where the track `is_target`."""
    replies = int(answered(shot))
    named = track.address != 0 or (track.claimed & MODE_3A) != 0
    if is_target and replies == int(track.answers > 0.5) and replies == int(named):
        count_features(station, replies, shot.word, bin_of_level(shot), 1, 1.0)
    if shot.level_db > 0.0:
        fast = track.xc[2] * track.xc[2] + track.xc[3] * track.xc[3] > AIRLINER_MPS * AIRLINER_MPS
        if replies == 1 and is_target and fast:
            station.loud[1] += 1.0
            station.loud[0] += max(1.0 / station.loud[1], _SLOWEST) * (shot.level_db - station.loud[0])
        if station.loud[1] >= KNOWN_PLOTS:
            track.strength_plots += 1.0
            step = max(1.0 / track.strength_plots, _LEAST)
            track.strength_db += step * (shot.level_db - station.loud[0] - track.strength_db)
    if station.speaks:
        track.word_plots += 1.0
        step = max(1.0 / track.word_plots, _LEAST)
        track.said_bird += step * ((1.0 if shot.word == BIRD else 0.0) - track.said_bird)
        track.said_helicopter += step * ((1.0 if shot.word == HELICOPTER else 0.0) - track.said_helicopter)


@leaf
def begin_features(track: Any, shot: Any, station: Any) -> None:
    """Of a new track, `shot` its first plot."""
    track.word, track.level = shot.word, bin_of_level(shot)
    track.hint = log_features(shot, station) if station.radar >= 0 else 0.0
    track.strength_db, track.strength_plots = 0.0, 0.0
    track.word_plots, track.said_bird, track.said_helicopter = 0.0, 0.0, 0.0
    if station.radar >= 0:
        keep_features(track, shot, station, False)
