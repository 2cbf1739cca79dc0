"""Motion: how an object goes on, of which nobody knows the aim. One model for all who look ahead."""

from sargas.motion.going import Going, going_of, sigmas_m, ways
from sargas.motion.settings import SHIPPED, Settings

__all__ = ["SHIPPED", "Going", "Settings", "going_of", "sigmas_m", "ways"]
