"""What the system tests share: running the binary, reading its report, counting checks."""
import json
import os
import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
ESTATES = TOP / "fixtures" / "estates"
SHARED = TOP.parent / "shared" / "data"
BINARY = os.path.abspath(sys.argv[1])
ENVIRONMENT = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100", "LC_ALL": "C.UTF-8"}
ENVIRONMENT.pop("SOURCE_DATE_EPOCH", None)
results = {"passed": 0, "failed": 0}


def run(*arguments, **options):
    options = {"stdin": subprocess.DEVNULL, "timeout": 120, "env": ENVIRONMENT, **options}
    if "stdout" not in options:
        options.setdefault("stderr", subprocess.PIPE)
        options["stdout"] = subprocess.PIPE
    return subprocess.run([BINARY, *map(str, arguments)], **options)


def report(*arguments, **options):
    """The JSON report of an audit, and the finished process."""
    done = run("audit", "-o", "json", *arguments, **options)
    return json.loads(done.stdout), done


def verdicts(document):
    """(rule, entity id or group) → verdict, of every finding that the report mentions."""
    found = {}
    for finding in document["findings"]:
        found[finding["rule"], finding["entity"]["id"] + ("#" + finding["group"] if finding.get("group") else "")] = finding["verdict"]
    for verdict, key in (("pass", "passes"), ("notApplicable", "notApplicable")):
        for row in document[key]:
            for entity in row["entities"]:
                found.setdefault((row["rule"], entity), verdict)
    return found


def check(condition, message):
    results["passed" if condition else "failed"] += 1
    if not condition:
        print(f"FAILED: {message}")
    return condition


def skip(message):
    print(f"SKIPPED: {message}")


def finish():
    print(f"{results['passed']} passed, {results['failed']} failed")
    sys.exit(1 if results["failed"] else 0)
