#!/usr/bin/env python3
"""fleet.py N FOLDER: N servers, each with its own folder, made from the project's own estate `contoso`.

For those who have only this repository: the shapes are right, the files are smaller than real ones. The same N gives the same bytes.
"""
import pathlib
import sys

CONTOSO = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "estates" / "contoso"


def first_object(text):
    """The export of one server out of an export of three: the objects are copies of each other but for the names."""
    head, rest = text.split("  <Obj RefId=\"0\">", 1)
    body = rest.split("\n  </Obj>", 1)[0]
    return head + "  <Obj RefId=\"0\">" + body + "\n  </Obj>\n</Objs>"


def main(count, target):
    exports = {p.name: first_object(p.read_text("utf-8-sig")) for p in sorted((CONTOSO / "Exchange").glob("*Virtual*.xml"))}
    host = (CONTOSO / "EX01" / "applicationHost.config").read_text("utf-8")
    for number in range(1, count + 1):
        name = f"SRV{number:04}"
        folder = pathlib.Path(target) / name
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in exports.items():
            text = text.replace("EX01", name).replace("ex01", name.lower())
            if number % 10 == 0:
                text = text.replace('<B N="OAuthAuthentication">true', '<B N="OAuthAuthentication">false')
            (folder / file).write_text(text, "utf-8-sig")
        (folder / "applicationHost.config").write_text(host, "utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
