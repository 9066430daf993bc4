"""Writes Documentation/PerformanceOfBackends.md and its plots from what the benchmark found.

document.py FOLDER DOCUMENTATION [ENSEMBLES.json]
"""

import json
import math
import os
import statistics
import subprocess
import sys
from pathlib import Path

folder, target = Path(sys.argv[1]), Path(sys.argv[2])
own = json.loads((folder / "own.json").read_text())
peers = json.loads((folder / "peers.json").read_text())
versions = peers["versions"]
ensembles = json.loads(Path(sys.argv[3]).read_text()) if len(sys.argv) > 3 and os.path.exists(sys.argv[3]) else None
COLORS = {
    "own stiff (rodas5p)": "#c0392b", "own stiff (seulex7)": "#e91e8c", "own explicit (dopri5)": "#e08e0b",
    "cvode, Swift right-hand side": "#7f8c8d", "cvode, C right-hand side": "#2c3e50", "SciPy LSODA": "#2980b9", "SciPy Radau": "#8e44ad",
    "diffrax Kvaerno5, defaults": "#7dcea0", "diffrax Kvaerno5, PI control": "#1e8449",
}
OURS, PEER = "own stiff (rodas5p)", "cvode, C right-hand side"
QUICKEST = "own stiff (seulex7)"


def digits(end, reference, floor):
    errors = [abs(a - b) / (f + abs(b)) for a, b, f in zip(end, reference, floor)]
    return -math.log10(max(max(errors), 1e-17)) if errors and all(map(math.isfinite, errors)) else -1.0


class Problem:
    def __init__(self, words):
        self.words = words
        self.id, self.title, self.family = words["id"], words["title"], words["family"]
        other = peers["problems"][self.id]
        reference, floor = words["reference"], words["floor"]
        self.confirmed = digits(other["confirmation"], reference, floor) if other["confirmation"] else 0.0
        self.methods = {}
        for run in words["runs"] + other["runs"]:
            found = min(digits(run["end"], reference, floor), self.confirmed)
            if found > 1:
                times = sorted(run["microseconds"])
                low, high = times[len(times) // 10], times[(9 * len(times)) // 10]
                point = dict(run, digits=found, median=statistics.median(times), low=low, high=high)
                self.methods.setdefault(run["method"], []).append(point)

    def at(self, method, wanted, key="median"):
        """Work for so many digits, by interpolation of its logarithm; nothing beyond what was reached."""
        points = sorted((p["digits"], p[key]) for p in self.methods.get(method, []) if p.get(key))
        for (d0, w0), (d1, w1) in zip(points, points[1:]):
            if d0 <= wanted <= d1 and d1 > d0:
                return math.exp(math.log(w0) + (wanted - d0) / (d1 - d0) * math.log(w1 / w0))
        return None


def plot(problem, key, label, name):
    """A work-precision plot: digits to the right, work upwards, both in steps of ten."""
    curves = {
        method: sorted((p["digits"], p[key]) for p in points if p.get(key))
        for method, points in problem.methods.items()
    }
    curves = {method: points for method, points in curves.items() if points}
    works = [math.log10(w) for points in curves.values() for _, w in points]
    low, high = math.floor(min(works)), math.ceil(max(works))
    high = max(high, low + 1)

    def x(d):
        return 60 + (min(d, 12) - 1) / 11 * 400

    def y(w):
        return 270 - (w - low) / (high - low) * 240

    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 310" font-family="sans-serif" font-size="11">',
        '<rect width="700" height="310" fill="white"/>',
        f'<text x="60" y="18" font-size="13">{problem.title}</text>',
    ]
    for d in range(1, 13):
        lines.append(f'<path d="M{x(d):.0f} 30V270" stroke="#ddd"/><text x="{x(d) - 4:.0f}" y="284">{d}</text>')
    for w in range(low, high + 1):
        lines.append(f'<path d="M60 {y(w):.0f}H460" stroke="#ddd"/><text x="20" y="{y(w) + 4:.0f}">1e{w}</text>')
    lines.append(f'<text x="200" y="302">correct digits at the end</text><text x="476" y="26">{label}</text>')
    for row, (method, points) in enumerate(curves.items()):
        path = " ".join(f"{x(d):.1f},{y(math.log10(w)):.1f}" for d, w in points)
        color = COLORS[method]
        lines.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="1.5"/>')
        lines += [f'<circle cx="{x(d):.1f}" cy="{y(math.log10(w)):.1f}" r="2.5" fill="{color}"/>' for d, w in points]
        lines.append(f'<rect x="476" y="{36 + 18 * row}" width="10" height="10" fill="{color}"/>')
        lines.append(f'<text x="492" y="{45 + 18 * row}">{method}</text>')
    (target / "PerformanceOfBackends" / name).write_text("\n".join(lines + ["</svg>"]) + "\n")


def time_text(microseconds):
    if microseconds is None:
        return "–"
    for unit, scale in [("µs", 1), ("ms", 1e3), ("s", 1e6)]:
        if microseconds < 1000 * scale or unit == "s":
            return f"{microseconds / scale:.3g} {unit}"


def table(problem):
    wanted = [3, 4, 5, 6, 7, 8, 9]
    lines = ["| method | " + " | ".join(f"{d} digits" for d in wanted) + " | spread |", "|---" * (len(wanted) + 2) + "|"]
    for method, points in problem.methods.items():
        spread = statistics.median((p["high"] - p["low"]) / p["median"] for p in points)
        cells = [time_text(problem.at(method, d)) for d in wanted]
        lines.append(f"| {method} | " + " | ".join(cells) + f" | {100 * spread:.0f} % |")
    return lines


def evaluations(problem):
    lines = ["| method | tolerance | digits | steps | right-hand sides | Jacobians | median |", "|---|---|---|---|---|---|---|"]
    for method, points in problem.methods.items():
        for p in points:
            if p["exponent"] == 6:
                cells = [str(p.get(k, "–") or "–") for k in ("steps", "right_hand_sides", "jacobians")]
                lines.append(
                    f"| {method} | 1e-6 | {p['digits']:.1f} | " + " | ".join(cells) + f" | {time_text(p['median'])} |")
    return lines


def ratios(problems, peer, method=OURS):
    found = []
    for problem in problems:
        for d in [4, 5, 6, 7, 8]:
            ours, theirs = problem.at(method, d), problem.at(peer, d)
            if ours and theirs:
                found.append(theirs / ours)
    return found


def ratio_text(found):
    if not found:
        return "not measured"
    middle, low, high = (f"{float(f'{x:.2g}'):g}" for x in (statistics.median(found), min(found), max(found)))
    return f"{middle} × (lowest {low}, highest {high})"


def verdict(found, aim):
    if not found:
        return "not measured"
    middle = statistics.median(found)
    return "reached" if min(found) >= aim else "reached in the median" if middle >= aim else "missed"


def machine():
    model = ""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":")[1].strip()
            break
    return f"{os.cpu_count()} cores, {model or 'unnamed processor'}"


def load():
    """How busy the machine was, in words."""
    waiting, cores = peers["load"], os.cpu_count()
    if waiting < 1.5:
        return "It did nothing else."
    return (
        f"It did other work, too: {waiting:.0f} processes wanted its {cores} cores. Processor times suffer by shared "
        "caches and by switching; compare ratios.")


def median_time(turns, clock=False):
    """Median time of a shot [µs]: of all threads together, or on the clock."""
    return statistics.median(turn[clock] for turn in turns)


def ensemble_ratios(peer, clock=False):
    """Time of a shot with a peer over that in our lanes, by archetype; the quickest where it has several.

    Processor time on one thread, or time on the clock with as many threads as either takes.
    """
    found = []
    for row in ensembles or []:
        times = peers.get("ensembles", {}).get(row["archetype"].replace("-", "_"), {})
        theirs = [median_time(turns, clock) for way, turns in times.items() if way.startswith(peer)]
        if row["way"] == "lanes" and (row["threads"] > 1) == clock and theirs:
            ours = 1e6 / row["shots_per_s_median"] if clock else row["cpu_us_per_shot"]
            found.append(min(theirs) / ours)
    return found


def ensemble_table():
    lines = ["| shots of | way | threads | shots | shots/s | processor time of a shot |", "|---|---|---|---|---|---|"]
    for row in ensembles:
        lines.append(
            f"| {row['archetype']} | {row['way']} | {row['threads']} | {row['shots']} | "
            f"{row['shots_per_s_median']:,.0f} | {time_text(row['cpu_us_per_shot'])} |")
    for name, ways in peers.get("ensembles", {}).items():
        for way, turns in ways.items():
            rate = f"{1e6 / median_time(turns, clock=True):,.0f}"
            lines.append(f"| {name.replace('_', '-')} | {way} | – | – | {rate} | {time_text(median_time(turns))} |")
    return lines


def main():
    (target / "PerformanceOfBackends").mkdir(exist_ok=True)
    problems = [Problem(words) for words in own["problems"] if words["id"] in peers["problems"]]
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.split("\n")[0]

    lines = (Path(__file__).parent / "preamble.md").read_text().rstrip().splitlines()
    lines += ["", "## The session", "", f"- Machine: {machine()}; x86-64 Linux.", f"- {load()}"]
    lines += [f"- {swift}; C: {versions['c']}, `-O3 -march=native -ffp-contract=off`."]
    lines += [
        f"- SUNDIALS {versions.get('sundials', 'not installed')}, SciPy {versions['scipy']}, NumPy {versions['numpy']}, "
        f"JAX {versions.get('jax', '–')}, diffrax {versions.get('diffrax', '–')}, Python {versions['python']}."]
    if peers.get("given_up"):
        names = ", ".join(name.replace("_", "-") for name in peers["given_up"])
        lines += [f"- Out of its {peers['limit'] / 60:.2g} minutes before every peer was done: {names}."]
    lines += ["", "## Aims", "", "| aim | found at 4 to 8 digits | |", "|---|---|---|"]
    zero = [p for p in problems if p.family == "0D"]
    one = [p for p in problems if p.family == "1D"]
    for method, ours in [("seulex7", QUICKEST), ("rodas5p", OURS)]:
        found = ratios(zero, PEER, ours)
        lines.append(
            f"| own stiff 0D ({method}) ≥ 4 × CVODE with a C right-hand side | {ratio_text(found)} | {verdict(found, 4)} |")
    for method, ours in [("seulex7", QUICKEST), ("rodas5p", OURS)]:
        found = ratios(one, PEER, ours)
        lines.append(
            f"| 1D, 20 layers ({method}) ≥ 5 × CVODE with a C right-hand side | {ratio_text(found)} | "
            f"{verdict(found, 5)} |")
        at_six = [p["median"] for problem in one for p in problem.methods.get(ours, []) if p["exponent"] == 6]
        if at_six:
            state = "reached" if at_six[0] <= 2000 else "missed"
            lines.append(f"| 1D, 20 layers ({method}), ≤ 2 ms (rtol 1e-6) | {time_text(at_six[0])} | {state} |")
    for peer, words, aim, clock in [
        ("diffrax vmap, defaults", "diffrax vmap with its defaults, shots per second of the machine", 200, True),
        ("diffrax", "diffrax vmap at its best, shots per second of the machine", 200, True),
        ("diffrax", "diffrax vmap at its best, per core", 200, False),
        ("cvode", "CVODE one by one, C right-hand side, per core", 5, False),
    ]:
        found = ensemble_ratios(peer, clock)
        lines.append(f"| ensembles ≥ {aim} × {words}, rtol 1e-6 | {ratio_text(found)} | {verdict(found, aim)} |")
    lines += ["", (Path(__file__).parent / "limits.md").read_text().rstrip()]
    for family in ["0D", "1D", "stiff set"]:
        for problem in [p for p in problems if p.family == family]:
            plot(problem, "median", "median time [µs]", f"{problem.id}-time.svg")
            plot(problem, "right_hand_sides", "right-hand sides", f"{problem.id}-work.svg")
            lines += ["", f"## {problem.title}", ""]
            lines += [f"{len(problem.words['initial'])} states; the reference is confirmed to {problem.confirmed:.1f} digits."]
            lines += ["", f"![time]({'PerformanceOfBackends/' + problem.id}-time.svg)"]
            lines += [f"![right-hand sides]({'PerformanceOfBackends/' + problem.id}-work.svg)", "", "Median time:", ""]
            lines += table(problem) + ["", "At one tolerance:", ""] + evaluations(problem)
    if ensembles is not None:
        lines += ["", "## Ensembles", "", (Path(__file__).parent / "ensembles.md").read_text().rstrip(), ""]
        lines += ensemble_table()
    (target / "PerformanceOfBackends.md").write_text("\n".join(lines) + "\n")


main()
