#!/usr/bin/env python3
"""The law: taking away a file, a record or a value moves a verdict only to unknown."""
import pathlib
import re
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from exaudit_test import ESTATES, check, finish, report, verdicts

WORK = pathlib.Path(tempfile.mkdtemp(prefix="exaudit-law-"))


def judge(name, before, folder):
    """Every verdict of `before` is the same now, or unknown, or its server is mentioned nowhere any more."""
    after = verdicts(report(folder)[0])
    for key, verdict in before.items():
        now = after.get(key)
        if now is None:
            known = any(key[1] == other[1] for other in after)
            check(not known or verdict == "unknown", f"{name}: {key} vanished ({verdict})")
        else:
            check(now in (verdict, "unknown"), f"{name}: {key} went from {verdict} to {now}")


def without_files(estate, before):
    for file in sorted(p for p in estate.rglob("*") if p.is_file() and p.name not in ("README.md", "manifest.yaml")):
        copy = WORK / "file"
        shutil.copytree(estate, copy)
        (copy / file.relative_to(estate)).unlink()
        judge(f"{estate.name} without {file.relative_to(estate)}", before, copy)
        shutil.rmtree(copy)


def without(estate, before, pattern, files, every):
    """Takes one match of `pattern` at a time (each `every`-th) out of each of the files."""
    for file in sorted(p for glob in files for p in estate.rglob(glob)):
        text = file.read_text("utf-16" if file.read_bytes()[:2] == b"\xff\xfe" else "utf-8-sig")
        for number, match in enumerate(re.finditer(pattern, text, re.M | re.S)):
            if number % every:
                continue
            copy = WORK / "value"
            shutil.copytree(estate, copy)
            (copy / file.relative_to(estate)).write_text(text[: match.start()] + text[match.end():], "utf-8")
            judge(f"{estate.name}/{file.name} without {match.group(0)[:60]!r}", before, copy)
            shutil.rmtree(copy)


for name in ("contoso", "fabrikam"):
    folder = ESTATES / name
    verdicts_before = verdicts(report(folder)[0])
    check(len(verdicts_before) > 50, f"{name}: only {len(verdicts_before)} verdicts")
    without_files(folder, verdicts_before)
    # A property of a top-level object: a line at the depth of Props' children.
    without(folder, verdicts_before, r'^      <(B|S|URI|Nil) N="(?!Name|DistinguishedName|ServerName|MetabasePath)[^\n]*\n', ["Get-*.xml"], 5)
    # A whole property that is an object.
    without(folder, verdicts_before, r'^      <Obj N="(Internal|External|IIS)AuthenticationMethods".*?^      </Obj>\n', ["Get-[EMW]*.xml"], 2)
    # A whole record of what belongs to a server. (A record that is taken out of an organization-wide list, such as one AuthServer of two,
    # leaves a list that looks complete; there the collection is what was exported.)
    without(folder, verdicts_before, r'^  <Obj RefId="\d+">.*?^  </Obj>\n', ["Get-*VirtualDirectory.xml"], 1)

shutil.rmtree(WORK)
finish()
