"""How good a picture is: tracks against the truth, in the measures of the field. Arrays in, structs out.

`score(truth, tracks, settings)` gives all of them; each measure is a function of its own beside it.
"""

from sargas.scoring.paths import Paths
from sargas.scoring.scene import NoCommonTime, Settings, scene
from sargas.scoring.score import Score, score

__all__ = ["NoCommonTime", "Paths", "Score", "Settings", "scene", "score"]
