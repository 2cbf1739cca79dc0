from sargas.model.batch import Changes
from sargas.model.fault import Fault
from sargas.model.notice import Notice
from sargas.model.plots import Plots
from sargas.model.tracks import Tracks


def test_quiet_means_nothing_to_tell() -> None:
    assert Changes(1.0, Plots.empty(), Tracks.empty()).is_quiet()
    assert not Changes(1.0, Plots.empty(), Tracks.empty(), faults=(Fault("x", "y", 1.0),)).is_quiet()
    notice = Notice("a", "b", 1.0, "Test", "Alert", "Public")
    assert not Changes(1.0, Plots.empty(), Tracks.empty(), notices=(notice,)).is_quiet()
    assert not Changes(1.0, Plots.empty(1, ("a",)), Tracks.empty()).is_quiet()
