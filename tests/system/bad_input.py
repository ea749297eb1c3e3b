#!/usr/bin/env python3
"""Hostile and broken inputs: a clear diagnostic, the other files still audited, exit status as designed, no hang."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from exaudit_test import BINARY, ESTATES, check, finish, report

OBJS = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">'
WORK = pathlib.Path(tempfile.mkdtemp(prefix="exaudit-bad-"))
GOOD = (ESTATES / "fabrikam" / "Get-WebServicesVirtualDirectory.xml").read_bytes()


def case(name, make, damaged, says):
    """A folder with one good export and what `make` puts beside it."""
    folder = WORK / name
    folder.mkdir()
    (folder / "good.xml").write_bytes(GOOD)
    make(folder)
    start = time.monotonic()
    document, done = report(folder)
    seconds = time.monotonic() - start
    message = done.stderr.decode("utf-8", "replace") + str(document["inputs"]) + str(document["diagnostics"])
    check(seconds < 30, f"{name}: took {seconds:.1f} s")
    check(done.returncode in (0, 1, 2, 3), f"{name}: exit status {done.returncode}")
    check((done.returncode == 2) == damaged, f"{name}: exit status {done.returncode}")
    check(document["complete"] != damaged, f"{name}: complete is {document['complete']}")
    check(says in message, f"{name}: nobody says {says!r}: {message[:600]}")
    check(any(f["entity"]["id"].startswith("virtualDirectory:FAB-MB1") for f in document["findings"]) or
          any("FAB-MB1" in e for row in document["passes"] for e in row["entities"]), f"{name}: the good file was not audited")
    return done


def writes(name, content):
    return lambda folder: (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def sparse(folder):
    with open(folder / "sparse.xml", "wb") as file:
        file.truncate(2 << 30)


def loop(folder):
    (folder / "sub").mkdir()
    (folder / "sub" / "again").symlink_to(folder, target_is_directory=True)


def main():
    case("truncated", writes("bad.xml", GOOD[: len(GOOD) // 2]), True, "bad.xml")
    case("doctype", writes("bad.xml", f'<!DOCTYPE x [<!ENTITY a "b">]>{OBJS}<S>&a;</S></Objs>'), True, "DOCTYPE")
    case("nested", writes("bad.xml", OBJS + "<Obj><MS>" * 10000 + "</MS></Obj>" * 10000 + "</Objs>"), True, "xmlDepth")
    case("attribute", writes("big.xml", f'{OBJS}<S N="{"a" * 1000000}">x</S></Objs>'), False, "big.xml")
    many = " ".join(f'a{i}="b"' for i in range(100000))
    case("attributes", writes("bad.xml", f"{OBJS}<S {many}>x</S></Objs>"), True, "attributes")
    case("sparse", sparse, False, "sparse.xml")
    case("fifo", lambda folder: os.mkfifo(folder / "pipe.xml"), False, "pipe.xml")
    case("loop", loop, False, "again")
    case("empty", writes("empty.xml", b""), False, "empty.xml")
    case("nuls", writes("nuls.xml", b"\0" * 5000), False, "nuls.xml")
    case("nul inside", writes("bad.xml", OBJS.encode() + b"<S>a\0b</S></Objs>"), True, "bad.xml")
    case("wrong encoding", writes("declared.xml", f'<?xml version="1.0" encoding="utf-16"?>{OBJS}<S>x</S></Objs>'), False, "declared.xml")
    case("latin", writes("latin.xml", OBJS.encode() + b"<S>caf\xe9</S></Objs>"), False, "windows-1252")
    case("html", writes("applicationHost.config", "<!DOCTYPE html><html><body>404</body></html>"), False, "HTML")
    case("script", writes("applicationhost.config", "module.exports = { site: 1 };\n"), False, "applicationhost.config")
    case("transform", writes("web.config", '<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">'
                                           '<system.webServer xdt:Transform="Insert" /></configuration>'), False, "XDT")

    def unreadable(folder):
        (folder / "secret.xml").write_bytes(GOOD)
        (folder / "secret.xml").chmod(0)

    if os.geteuid() != 0:
        case("unreadable", unreadable, False, "secret.xml")
    else:
        folder = WORK / "unreadable"
        folder.mkdir()
        (folder / "good.xml").write_bytes(GOOD)
        unreadable(folder)
        for path in (WORK, folder):
            path.chmod(0o755)
        # A copy of the program, since nobody may not be allowed to reach the build folder.
        shutil.copy(BINARY, WORK / "exaudit")
        done = subprocess.run([WORK / "exaudit", "audit", folder], capture_output=True, stdin=subprocess.DEVNULL,
                              preexec_fn=lambda: os.setuid(65534), cwd=WORK)
        check(b"secret.xml" in done.stderr + done.stdout, "unreadable: nobody says which file")
    shutil.rmtree(WORK)
    finish()


main()
