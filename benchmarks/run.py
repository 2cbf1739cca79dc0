"""`make bench`: the figures of the project on this machine, as a table and as `benchmarks/latest.json`.

Each group is a module here with `figures()`, run in a process of its own, one after the other; what fails is told and
stops nobody else. `run.py core demo` runs only these groups; a figure that was not measured is absent from the file.
Exit code 0.
"""

import json
import os
import platform
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
LATEST = HERE / "latest.json"
LIMIT_S = 900.0
LIMITS_S = {"normal_day": 5_400.0, "exercises": 5_400.0}
"""Of groups that need longer."""


class Target(NamedTuple):
    """What a figure should be: at most (for seconds) or at least (for rates)."""

    value: float
    at_most: bool = False


GROUPS: dict[str, dict[str, Target | None]] = {
    "command_line": {"cli_help_s": Target(0.3, at_most=True)},
    "asterix": {
        "asterix_columns_records_per_s": Target(1_000_000),
        "asterix_objects_records_per_s": Target(100_000),
    },
    "modes": {"beast_frames_per_s": Target(1_000_000), "peer_rs1090_decode_per_s": None},
    "remoteid": {"remoteid_decode_per_s": Target(500_000)},
    "acoustic": {"acoustic_decode_per_s": None},
    "lines": {"citizen_decode_per_s": None, "statevectors_decode_per_s": None},
    "lists": {"flights_tracks_per_cpu_s": None, "weather_metars_per_cpu_s": None},
    "sapient": {
        "sapient_decode_validate_per_s": Target(50_000),
        "sapient_encode_per_s": None,
        "peer_sapient_msg_parse_per_s": None,
    },
    "cot": {"cot_decode_per_s": Target(50_000), "cot_encode_per_s": Target(50_000), "peer_lxml_parse_per_s": None},
    "simulation": {"dis_decode_per_s": None, "dis_encode_per_s": None},
    "cap": {"cap_decode_per_s": None, "cap_encode_per_s": None, "peer_lxml_parse_cap_per_s": None},
    "public_warning": {"incident_to_warning_draft_s": Target(1.0, at_most=True), "release_to_cap_s": None},
    "journal": {"journal_durable_plots_per_s": Target(100_000)},
    "tracker": {"tracker_plots_per_cpu_s": Target(1_000_000)},
    "mixed": {"mixed_unit_plots_per_cpu_s": Target(300_000)},
    "core": {"core_bytes_to_tracks_plots_per_s": Target(100_000)},
    "crossing": {
        "border_crossing_to_incident_p50_s": Target(12.0, at_most=True),
        "border_crossing_to_incident_p90_s": Target(12.0, at_most=True),
    },
    "calibration": {"inside_calibration_worst_decile": None},
    "motion": {"motion_held_by_80_after_10_min": None},
    "zones": {"track_zone_check_core_share": Target(0.05, at_most=True)},
    "baltic": {"false_incidents_baltic_recording": Target(0.0, at_most=True)},
    "normal_day": {
        "false_incidents_per_24h_generated_95": Target(1.0, at_most=True),
        "false_incidents_per_24h_without_flocks_95": None,
    },
    "exercises": {
        f"warning_minutes_{name}_p50": None
        for name in (
            "july_2025",
            "nineteen_violations",
            "balloons_october_2025",
            "manned_jets_october_2025",
            "rezekne_may_2026",
            "estonia_may_2026",
            "diverted_night",
            "lavysas_march_2026",
            "lentvaris_may_2026",
        )
    },
    "lost_tracks": {"lost_tracks_held_by_90_pct": None},
    "aerodromes": {
        "aerodrome_clear_by_p50_held_balloon_pct": None,
        "aerodrome_clear_by_p90_held_balloon_pct": None,
        "aerodrome_clear_by_p50_held_drone_pct": None,
        "aerodrome_clear_by_p90_held_drone_pct": None,
        "aerodrome_forecast_of_25_objects_cpu_s": None,
    },
    "exercise": {"exercise_speed_up_500x500": Target(100)},
    "restart": {"restart_24h_s": Target(10.0, at_most=True)},
    "push": {
        "push_100_clients_10k_tracks_core_share": Target(0.1, at_most=True),
        "push_latency_p99_ms": Target(50.0, at_most=True),
    },
    "console": {
        "console_main_thread_ms_10k_tracks": Target(8.0, at_most=True),
        "console_main_thread_ms_50k_tracks": Target(16.0, at_most=True),
        "console_js_gzip_kb": Target(900.0, at_most=True),
        "console_first_picture_warm_s": Target(3.0, at_most=True),
    },
    "demo": {
        "demo_first_picture_cold_s": Target(5.0, at_most=True),
        "demo_first_picture_warm_s": Target(3.0, at_most=True),
    },
}
"""Module -> the figures it must give; it may give more, without a target."""


def machine() -> str:
    """What this was measured on, in one line."""
    model = platform.processor() or platform.machine()
    cpu = Path("/proc/cpuinfo")
    if cpu.exists():
        named = [line for line in cpu.read_text().splitlines() if line.startswith("model name")]
        model = named[0].partition(":")[2].strip() if named else model
    packages = f"Python {platform.python_version()}, numpy {version('numpy')}, numba {version('numba')}"
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}; {packages}"


def load() -> str:
    """The load of the machine over the last minute."""
    return f"load {os.getloadavg()[0]:.1f}"


def measured(group: str) -> tuple[dict[str, float], dict[str, str]]:
    """(figures, reason for each that is absent) of one group in a process of its own."""
    command = [sys.executable, str(Path(__file__)), "--group", group]
    failed = "it did not end in time"
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMITS_S.get(group, LIMIT_S))
        for line in done.stderr.splitlines() if done.returncode == 0 else ():
            print(f"    {line}")
        if done.returncode == 0:
            told = json.loads(done.stdout.splitlines()[-1])
            figures = {name: value for name, value in told.items() if not isinstance(value, str)}
            reasons = {name: value for name, value in told.items() if isinstance(value, str)}
            return figures, reasons
        failed = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    except subprocess.TimeoutExpired:
        pass
    return {}, dict.fromkeys(GROUPS[group], failed)


def row(name: str, value: float, target: Target | None) -> str:
    """One line of the table."""
    is_small = name.endswith(("_s", "_share")) or "_ms_" in name
    shown = f"{value:.2f}" if is_small and "_per_" not in name else f"{value:,.0f}"
    if target is None:
        return f"{name:<48}{shown:>14}"
    met = value <= target.value if target.at_most else value >= target.value
    sign = "<=" if target.at_most else ">="
    return f"{name:<48}{shown:>14}   {sign} {target.value:>9,.10g}   {'met' if met else 'MISSED'}"


def main(groups: list[str]) -> None:
    """Every group in turn, the table as it grows, the file at the end."""
    figures: dict[str, float] = {}
    print(f"{machine()}; {load()} at the start\n\n{'figure':<48}{'measured':>14}   {'target':>12}")
    for group in groups:
        before = load()
        found, reasons = measured(group)
        figures |= found
        print(f"  {group} ({before})")
        for name in [*GROUPS[group], *(name for name in found if name not in GROUPS[group])]:
            if name in found:
                print(row(name, found[name], GROUPS[group].get(name)), flush=True)
        for name in [*GROUPS[group], *(name for name in reasons if name not in GROUPS[group])]:
            if name not in found:
                print(f"{name:<48}{'absent':>14}   {reasons.get(name, 'not told')}", flush=True)
    LATEST.write_text(json.dumps(figures, indent=1) + "\n")
    print(f"\n{len(figures)} figures in {LATEST.name}; {load()} at the end")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["--group"]:
        print(json.dumps(import_module(arguments[1]).figures()))
    else:
        unknown = [name for name in arguments if name not in GROUPS]
        if unknown:
            sys.exit(f"no group {', '.join(unknown)}; there are {', '.join(GROUPS)}")
        main(arguments or list(GROUPS))
