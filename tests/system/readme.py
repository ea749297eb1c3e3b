#!/usr/bin/env python3
"""Every console session and every policy in the documentation is what the program really does."""
import pathlib
import re
import shlex
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from exaudit_test import ENVIRONMENT, TOP, check, finish, run

for name in ["README.md", *sorted(str(p.relative_to(TOP)) for p in (TOP / "docs").glob("*.md"))]:
    text = (TOP / name).read_text()
    for block in re.findall(r"^```console\n(.*?)^```", text, re.M | re.S):
        for command, expected in re.findall(r"^\$ exaudit (.*)\n((?:(?!\$ ).*\n)*)", block, re.M):
            done = run(*shlex.split(command), cwd=TOP, env={**ENVIRONMENT, "COLUMNS": "100"})
            check(done.stdout.decode() == expected, f"{name}: `exaudit {command}` prints\n{done.stdout.decode()}")
    for block in re.findall(r"^```yaml\n(policy: .*?)^```", text, re.M | re.S):
        with tempfile.TemporaryDirectory() as folder:
            policy = pathlib.Path(folder) / "policy.yaml"
            policy.write_text(block)
            for command in ("check", "test"):
                done = run("policy", command, policy)
                check(done.returncode == 0, f"{name}: policy {command}: {(done.stdout + done.stderr).decode()}")

finish()
