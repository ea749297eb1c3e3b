#!/usr/bin/env python3
"""What is known about the real exports of one Exchange 2016 and one Exchange 2019 server."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from exaudit_test import SHARED, check, finish, report, run, skip

REAL = SHARED / "css-exchange"
if not REAL.exists():
    skip("real exports: ../shared/data/css-exchange is not there")
    sys.exit(77)


def entities(*paths):
    lines = run("model", *paths).stdout.splitlines()[1:]
    return [json.loads(line) for line in lines]


def find(model, kind, text):
    return [e for e in model if e.get("kind") == kind and text in e["id"]]


for names in (["E19"], ["E16"], ["E16", "E19"]):
    paths = [REAL / n for n in names]
    document, done = report(*paths, "--show", "pass")
    check(done.returncode == 1, f"{names}: exit status {done.returncode}")
    check(document["complete"], f"{names}: not complete")
    check(not [i for i in document["inputs"] if i["state"] == "damaged"], f"{names}: a file is damaged")
    organizations = {f["entity"]["organization"] for f in document["findings"]}
    check(len(organizations) == len(names), f"{names}: organizations {organizations}")
    for name in names:
        server = f"SOLO-{name}A"
        owa = [f for f in document["findings"] if f["rule"] == "DQ-001" and f["verdict"] == "fail" and f["entity"]["server"] == server]
        check(len(owa) == 1 and "owa" in owa[0]["entity"]["id"].lower(), f"{names}: DQ-001 does not fail for owa of {server}")
        for prefix in ("HMA-006", "HMA-013"):
            mine = [f for f in document["findings"] if f["family"] == prefix and f["verdict"] == "unknown"]
            check(mine, f"{names}: {prefix} is not unknown")
        exports = {u.get("export") or "" for f in document["findings"] for u in f["unknown"]}
        for cmdlet in ("Get-AuthServer", "Get-MapiVirtualDirectory"):
            check(any(e.startswith(cmdlet) for e in exports), f"{names}: nobody says to run {cmdlet}")

model = entities(REAL / "E19", REAL / "E16")
for server in ("SOLO-E19A", "SOLO-E16A"):
    ews = find(model, "virtualDirectory", f"{server}/Default Web Site/EWS")
    check(len(ews) == 1, f"{server}: {len(ews)} EWS directories")
    if ews:
        fields = ews[0]
        check(fields["OAuthAuthentication"] is True, f"{server}: OAuthAuthentication is {fields['OAuthAuthentication']}")
        check(sorted(fields["InternalAuthenticationMethods"]) == ["Ntlm", "OAuth", "WSSecurity", "WindowsIntegrated"],
              f"{server}: methods {fields['InternalAuthenticationMethods']}")
features = [e for e in find(model, "windowsFeature", "SOLO-E19A/Web-Client-Auth")]
check(len(features) == 1 and features[0]["Installed"] is True and features[0]["InstallState"] == "Installed",
      f"SOLO-E19A: Web-Client-Auth is {features}")
for organization in [e for e in model if e.get("kind") == "organization"]:
    value = organization.get("OAuth2ClientProfileEnabled")
    check(value is False, f"{organization['id']}: OAuth2ClientProfileEnabled is {value}")

finish()
