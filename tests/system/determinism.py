#!/usr/bin/env python3
"""Same input, same bytes: for any number of jobs, any order of the paths, any locale, and read back from the model."""
import os
import pathlib
import random
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from exaudit_test import ENVIRONMENT, ESTATES, check, finish, report, run, verdicts

WORK = pathlib.Path(tempfile.mkdtemp(prefix="exaudit-same-"))
random.seed(7)

for estate in ("contoso", "fabrikam", "adonly"):
    for output in (["-o", "json", "--show", "pass"], ["-v"]):
        expected = run("audit", *output, ESTATES / estate, "--jobs", "1").stdout
        check(len(expected) > 500, f"{estate}: the report is too short to compare")
        for jobs in ("2", "3", "8"):
            check(run("audit", *output, ESTATES / estate, "--jobs", jobs).stdout == expected, f"{estate}: --jobs {jobs} differs")
        other = {**ENVIRONMENT, "LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Tokyo"}
        check(run("audit", *output, ESTATES / estate, env=other).stdout == expected, f"{estate}: the locale matters")

    # The order in which a folder holds its files must not matter: the same files, created in another order.
    files = sorted(p for p in (ESTATES / estate).rglob("*") if p.is_file())
    outputs = set()
    for number in range(3):
        copy = WORK / f"{number}" / estate
        random.shuffle(files)
        for file in files:
            target = copy / file.relative_to(ESTATES / estate)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        outputs.add(run("audit", "-o", "json", estate, cwd=WORK / f"{number}").stdout)
    check(len(outputs) == 1, f"{estate}: the order of the files matters")

    # The order of the paths on the command line must not matter for the verdicts.
    parts = sorted((ESTATES / estate).iterdir())
    first, second = (verdicts(report(*order)[0]) for order in (parts, parts[::-1]))
    check(first == second and first, f"{estate}: the order of the paths matters")

    # The model, read back, gives the same report.
    for shape in ("ndjson", "json"):
        model = WORK / f"{estate}.{shape}"
        model.write_bytes(run("model", "-o", shape, ESTATES / estate).stdout)
        direct, again = report(ESTATES / estate, "--show", "pass")[0], report(model, "--show", "pass")[0]
        for key in ("findings", "passes", "notApplicable", "summary", "run", "now", "complete"):
            check(direct[key] == again[key], f"{estate}: `{key}` differs after a round trip through model -o {shape}")

shutil.rmtree(WORK)
finish()
