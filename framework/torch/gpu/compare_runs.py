# SPDX-License-Identifier: Apache-2.0
"""Compares the results of one comparison on two devices: compare_runs.py FOLDER OTHER.

Prints, for each model and measure, the means over seeds in both folders, and their difference in units of its
standard error as the records give it (that of the data). Rounding grows in training, so that results are not
equal; a difference of more than four standard errors in the mean over seeds is a reason to look, and is marked.
"""
import collections
import json
import math
import pathlib
import sys


def results(folder):
    """Returns {(model, measure): [(value, standard error) of each seed]}."""
    found = collections.defaultdict(list)
    for path in sorted(pathlib.Path(folder).rglob("result.json")):
        record = json.loads(path.read_text())
        for measure, metric in (record.get("metrics") or {}).items():
            if metric.get("unit") == "nats":
                found[record["model"], measure].append((metric["value"], metric.get("standardError") or 0))
    return found


def mean(values):
    count = len(values)
    error = math.sqrt(sum(error * error for _, error in values)) / count
    return sum(value for value, _ in values) / count, error


def main(folder, other):
    left, right = results(folder), results(other)
    if not left or left.keys() != right.keys():
        sys.exit(f"the folders hold different results: {sorted(left.keys() ^ right.keys()) or 'none'}")
    marked = 0
    for key in sorted(left):
        (a, a_error), (b, b_error) = mean(left[key]), mean(right[key])
        error = math.hypot(a_error, b_error)
        units = abs(a - b) / error if error > 0 else (0.0 if a == b else math.inf)
        marked += units > 4
        print(f"{key[0]:12} {key[1]:16} {a:12.4f} {b:12.4f}  difference {a - b:+.4f},"
              f" {units:.2f} standard errors{'  LOOK' if units > 4 else ''}")
    print(f"{len(left)} measures, {marked} to look at")
    sys.exit(1 if marked else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
