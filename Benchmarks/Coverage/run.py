"""Measures how often prediction intervals cover held-out synthetic shots, over many plants.

usage: run.py PROGRAM FOLDER SEEDS SHOTS

Each seed makes up a plant of its own, imports its log, builds features, trains the cycle time and takes the coverage of
the test shots from the report of train-ml; tables that are there already are used again. Exit code 1 says that the intervals of 90 % cover less than 88 % or more than
92 % of the test shots of all seeds.
"""
import json
import os
import shutil
import subprocess
import sys


def main():
    program, folder, seeds, shots = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    plan = os.path.join(os.path.dirname(os.path.abspath(__file__)), "coverage.yaml")
    hits, rows, shares = {}, 0, {}
    for seed in range(1, seeds + 1):
        place = os.path.join(folder, f"seed-{seed}")
        made, logs, table = (os.path.join(place, name) for name in ("made", "logs", "features.parquet"))
        if not os.path.exists(table):
            make(program, seed, shots, place, made, logs, table)
        text = run(program, "train-ml", "--config", plan, "--features", table, "--seed", str(seed), "--out",
                   os.path.join(place, "models"), "--output", "json")
        model = json.loads(text)["models"][0]
        count = model["rows"]["test"]
        rows += count
        for bound in model["intervals"]:
            level, share = bound["level"], bound["coverage"]["value"]
            hits[level] = hits.get(level, 0) + share * count
            shares.setdefault(level, []).append(share)
        rmse = model["metrics"][0]["value"]
        print(f"seed {seed}: {count} test shots, rmse {rmse:.2f} s, "
              + ", ".join(f"{level:.0%}: {values[-1]:.1%}" for level, values in shares.items()), flush=True)
    print(f"\n{rows} test shots of {seeds} synthetic plants")
    for level, values in shares.items():
        print(f"intervals of {level:.0%} cover {hits[level] / rows:.2%}; by plant {min(values):.1%} … {max(values):.1%}, "
              f"{sum(abs(value - level) <= 0.02 for value in values)} of {seeds} within ± 2 %")
    return 0 if 0.88 <= hits[0.9] / rows <= 0.92 else 1


def make(program, seed, shots, place, made, logs, table):
    shutil.rmtree(place, ignore_errors=True)
    os.makedirs(place)
    run(program, "synthesize-shots", "--scenario", "car-seat", "--count", shots, "--seed", str(seed), "--out", made)
    run(program, "import-logs", "--source", os.path.join(made, "datasource.yaml"), "--out", logs)
    run(program, "build-features", "--logs", logs, "--out", table)
    shutil.rmtree(made)
    shutil.rmtree(logs)


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(words)}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


sys.exit(main())
