#!/usr/bin/env python3
"""Where output goes: full disks, closed pipes, files written whole or not at all, no control characters, no secrets."""
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from exaudit_test import BINARY, ENVIRONMENT, ESTATES, TOP, check, finish, report, run

WORK = pathlib.Path(tempfile.mkdtemp(prefix="exaudit-out-"))
CONTOSO = ESTATES / "contoso"


def full_disk():
    with open("/dev/full", "wb") as full:
        done = run("audit", CONTOSO, stdout=full, stderr=subprocess.PIPE)
    check(done.returncode == 2, f"/dev/full: exit status {done.returncode}")
    check(b"No space left" in done.stderr, f"/dev/full: says {done.stderr!r}")
    done = run("audit", "-o", "json=/dev/full", CONTOSO)
    check(done.returncode == 2, f"-o json=/dev/full: exit status {done.returncode}")


def small_limit():
    target = WORK / "limited.json"
    target.write_text("before")
    done = run("audit", "-o", f"json={target}", CONTOSO, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
    check(done.returncode == 2, f"file size limit: exit status {done.returncode}")
    check(target.read_text() == "before", "file size limit: the old file was touched")
    check(sorted(p.name for p in WORK.iterdir()) == ["limited.json"], "file size limit: a temporary was left behind")


def closed_pipe():
    process = subprocess.Popen([BINARY, "audit", str(CONTOSO)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
    process.stdout.close()
    error = process.stderr.read()
    check(process.wait() == 2, f"closed pipe: exit status {process.returncode}")
    check(error.count(b"\n") >= 1, "closed pipe: no message")


def whole_files():
    target = WORK / "report.json"
    target.write_text("old")
    target.chmod(0o640)
    link = WORK / "link.json"
    link.symlink_to(target)
    done = run("audit", "-o", f"json={link}", CONTOSO)
    check(done.returncode == 1, f"link: exit status {done.returncode}")
    check(link.is_symlink() and json.loads(target.read_text())["exaudit"]["file"] == "report", "link: the target was not written")
    check(oct(target.stat().st_mode & 0o777) == "0o640", "link: the mode was not kept")
    done = run("audit", "-o", f"json={WORK}/no/such/folder.json", CONTOSO)
    check(done.returncode == 2, f"missing folder: exit status {done.returncode}")
    done = run("audit", "-o", "json", "-o", "text", CONTOSO)
    check(done.returncode == 2, f"two formats on stdout: exit status {done.returncode}")


def control_characters():
    folder = WORK / "control"
    folder.mkdir()
    text = (ESTATES / "fabrikam" / "Get-OwaVirtualDirectory.xml").read_text("utf-8-sig")
    text = text.replace("FAB-MB1\\owa", "FAB-MB1\\o_x001B_[31mwa_x0007_").replace("https://mail.fabrikam.net/owa", "https://mail\u202e\u200b.fabrikam\U000E0041.net/_x009B_31m")
    (folder / "Get-OwaVirtualDirectory.xml").write_text(text)
    for command in (["audit", "-v", "--show", "pass"], ["inspect"], ["audit", "-o", "json"], ["model"]):
        done = run(*command, folder)
        for stream in (done.stdout, done.stderr):
            seen = [c for c in stream.decode("utf-8") if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\u200b\U000E0041"]
            check(not seen, f"{command}: control characters {seen[:3]!r} in the output")


def secrets():
    folder = WORK / "secret"
    folder.mkdir()
    host = (ESTATES / "fabrikam" / "FAB-MB1" / "applicationHost.config").read_text()
    host = host.replace('userName="IUSR"', 'userName="IUSR" password="PLANTED-clear"')
    host = host.replace("<sites>", '<applicationPools><add name="p"><processModel password="[enc:IISWASOnlyCngProvider:UExBTlRFRA==PLANTED:enc]" /></add></applicationPools>\n    <sites>')
    (folder / "applicationHost.config").write_text(host)
    objects = (ESTATES / "contoso" / "Exchange" / "Get-AuthServer.xml").read_text("utf-8-sig")
    objects = objects.replace('<Nil N="CurrentEncryptedAppSecret" />', '<S N="CurrentEncryptedAppSecret">PLANTED-app</S><SS N="Password">PLANTED-ss</SS><BA N="SerializationData">UExBTlRFRA==</BA>')
    (folder / "Get-AuthServer.xml").write_text(objects)
    for command in (["audit", "-v", "--show", "pass"], ["audit", "-o", "json", "--show", "pass"], ["inspect"], ["inspect", "-o", "json"], ["model"]):
        done = run(*command, folder)
        for secret in (b"PLANTED", b"UExBTlRFRA"):
            check(secret not in done.stdout + done.stderr, f"{command}: a secret is in the output")


def rollbacks():
    """What a path has from above is cleared again; beside other settings of its section it is set, with a note."""
    policy = WORK / "own.yaml"
    policy.write_text("""policy: own
title: Own
rules:
  - id: OWN-001
    title: Access
    severity: low
    for: virtualDirectory
    when: self.path == "Default Web Site/owa"
    require: '"SslRequireCert" in self.iis.access.sslFlags'
    message: m
    rationale: r
    fix: {iis.access.sslFlags: '["Ssl", "SslRequireCert"]'}
  - id: OWN-002
    title: Token checking
    severity: low
    for: virtualDirectory
    when: self.path == "Default Web Site/owa"
    require: self.iis.windowsAuthentication.extendedProtection.tokenChecking == "Allow"
    message: m
    rationale: r
    fix: {iis.windowsAuthentication.extendedProtection.tokenChecking: '"Allow"'}
  - id: OWN-003
    title: Basic authentication
    severity: low
    for: virtualDirectory
    when: self.path == "Default Web Site/owa"
    require: "!self.iis.basicAuthentication.enabled"
    message: m
    rationale: r
    fix: {iis.basicAuthentication.enabled: "false"}
""")
    document, _ = report("--policy", policy, ESTATES / "contoso")
    fixes = {f["rule"]: f["fix"] for f in document["findings"] if f["entity"]["server"] == "EX02" and f["rule"].startswith("OWN")}
    appcmd = '& "$env:windir\\system32\\inetsrv\\appcmd.exe" '
    section = "-section:system.webServer/security/"
    expected = {
        "OWN-001": f"{appcmd}clear config 'Default Web Site/owa' {section}access /commit:apphost",
        "OWN-002": f"{appcmd}set config 'Default Web Site/owa' {section}authentication/windowsAuthentication /extendedProtection.tokenChecking:'None' /commit:apphost",
        "OWN-003": f"{appcmd}set config 'Default Web Site/owa' {section}authentication/basicAuthentication /enabled:'true' /commit:apphost",
    }
    for rule, command in expected.items():
        check(fixes.get(rule, {}).get("rollback") == [command], f"rollback of {rule}: {fixes.get(rule)}")
    check("comes from" in fixes["OWN-002"]["notes"], f"OWN-002 has no note: {fixes['OWN-002']['notes']}")
    check("comes from" not in fixes["OWN-003"]["notes"], "OWN-003 has a note")


def conflicts():
    """Two exports of one object that disagree: both positions in the report and in inspect."""
    folder = WORK / "conflict"
    shutil.copytree(ESTATES / "contoso", folder)
    (folder / "manifest.yaml").unlink()
    (folder / "again").mkdir()
    text = (folder / "Exchange" / "Get-AuthServer.xml").read_text("utf-8-sig")
    changed = text.replace('<B N="IsDefaultAuthorizationEndpoint">true', '<B N="IsDefaultAuthorizationEndpoint">false')
    check(changed != text, "the fixture has no default endpoint")
    (folder / "again" / "Get-AuthServer.xml").write_text(changed)
    both = ("Exchange/Get-AuthServer.xml:", "again/Get-AuthServer.xml:")
    shown = run("inspect", folder, env={**ENVIRONMENT, "COLUMNS": "300"}).stdout.decode()
    part = shown[shown.index("Conflicts:"):]
    check("IsDefaultAuthorizationEndpoint" in part and all(p in part for p in both), f"inspect: {part}")
    listed = json.loads(run("inspect", "-o", "json", folder).stdout)["conflicts"]
    check(len(listed) == 1 and len(listed[0]["origins"]) == 2, f"inspect -o json: {listed}")
    shown = run("audit", folder, env={**ENVIRONMENT, "COLUMNS": "300"}).stdout.decode()
    lines = [l for l in shown.splitlines() if all(p in l for p in both) and "IsDefaultAuthorizationEndpoint:" in l]
    check(lines, "the report does not say where the two exports are")


full_disk()
small_limit()
closed_pipe()
whole_files()
control_characters()
secrets()
rollbacks()
conflicts()
shutil.rmtree(WORK)
checked = run("policy", "check", TOP / "policies" / "hma.yaml").stdout.decode()
check(checked.startswith("1 file: ") and "profiles" not in checked, f"policy check of a file: {checked}")
everything = int(run("policy", "check").stdout.split(b" rules")[0].split()[-1])
check(0 < int(checked.split(" rules")[0].split()[-1]) < everything, f"policy check counts other files: {checked}")
check(b"did you mean `audit`" in run("audti").stderr, "audti is not understood as audit")

inspected = json.loads(run("inspect", "-o", "json", ESTATES / "adonly").stdout)
asked = [m["export"] for m in inspected["missing"]]
check(any(c.startswith("Get-WindowsFeature") for c in asked), "inspect does not ask for Get-WindowsFeature")
check(not [c for c in asked if "does not read" in c or "netsh" in c], f"inspect asks for what nothing reads: {asked}")

finish()
