import pytest

from sargas.commands import warm


def test_progress_rises_to_the_end() -> None:
    told: list[tuple[float, str]] = []
    warm.warm(lambda done, what: told.append((done, what)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == 1.0
    assert all(what for _, what in told)


def test_a_failure_is_not_taken_for_success(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm.sys, "executable", "/bin/false")
    with pytest.raises(RuntimeError, match="exit code 1"):
        warm.warm(lambda done, what: None)
