"""Reads each format of `manicule check` by the rules of its readers, and compares what it says with the JSON."""

import atexit
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote

manicule, schema = sys.argv[1:]
passed = failed = 0


def check(what, good, seen=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print(f"ok   {what}" if good else f"FAIL {what}\n     saw: {seen}")


def library(name):
    try:
        return __import__(name)
    except ImportError:
        print(f"SKIPPED: what needs the package {name}", file=sys.stderr)
        return None


blog = Path(tempfile.mkdtemp(prefix="manicule-formats-"))
atexit.register(shutil.rmtree, blog, ignore_errors=True)
NAMES = ["2020-01-01-a, 50%: b.md", "2020-01-02-é 😀 & <x>.md"]
(blog / "_posts").mkdir()
(blog / "_notebooks").mkdir()
(blog / "_plugins").mkdir()
(blog / "_config.yml").write_text("baseurl: /blog\n")
(blog / "_plugins/footnote.rb").write_text("Liquid::Template.register_tag('fn', FootnoteTag)\ndef fndetail(input, id)\nend\n")
TEXT = '😀 A.[^1] %0A <b>"& ]]>\r\n\r\n![a](/no,such%25:file.png)\r\n\r\n[^2]: \x01 one\r\n\r\n[^2]: two\r\n'
for name in NAMES:
    (blog / "_posts" / name).write_text(TEXT, newline="")
CELL = {"cell_type": "markdown", "metadata": {}, "source": ["😀 A claim.{% fn 3 %}\n"]}
(blog / "_notebooks/2020-01-03-c.ipynb").write_text(json.dumps(
    {"cells": [{**CELL, "source": ["# A title\n"]}, CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


def run(format):
    ran = subprocess.run([manicule, "check", "--format", format], cwd=blog, capture_output=True, timeout=60)
    assert ran.returncode in (0, 1), ran.stderr.decode()
    return ran.stdout.decode()


def place(finding):
    return finding.get("file", finding)


findings = json.loads(run("json"))["findings"]
check("there are findings of several rules in all files", len({it["path"] for it in findings}) == 3
      and len({it["rule"] for it in findings}) > 1, findings)
triples = [(it["path"], it["rule"], place(it)["start"]["line"]) for it in findings]

# SARIF, by its published schema.
sarif = json.loads(run("sarif"))
jsonschema = library("jsonschema")
if jsonschema and Path(schema).exists():
    rules = json.loads(Path(schema).read_text(encoding="utf-8-sig"))
    faults = [error.message for error in jsonschema.validators.validator_for(rules)(rules).iter_errors(sarif)]
    check("SARIF is valid by its schema", faults == [], faults[:3])
    sarif["runs"][0]["results"][0]["level"] = "awful"
    check("and would not be with another level", not jsonschema.validators.validator_for(rules)(rules).is_valid(sarif))
else:
    print("SKIPPED: SARIF by its schema", file=sys.stderr)
said = []
for result in sarif["runs"][0]["results"]:
    physical = result["locations"][0]["physicalLocation"]
    said.append((unquote(physical["artifactLocation"]["uri"]), result["ruleId"], physical["region"]["startLine"]))
check("SARIF says the same", said == triples, said)

# JUnit, by a parser that tools use.
junitparser = library("junitparser")
if junitparser:
    suites = junitparser.JUnitXml.fromstring(run("junit").encode())
    failures = [(case, it) for suite in suites for case in suite for it in case.result]
    check("JUnit has a failure a finding", len(failures) == len(findings) == suites.failures, len(failures))
    check("of the same rules", [case.classname for case, _ in failures] == ["manicule." + it["rule"] for it in findings])
    check("and with the same words", [it.message for _, it in failures] ==
          [re.sub(r"[\x00-\x08\x0b-\x1f]", "\ufffd", it["message"]) for it in findings])

# GitHub: "Workflow commands", `::warning file={name},line={line},endLine={endLine},title={title}::{message}`; what its
# toolkit escapes in properties and messages is %, CR, LF, and in properties : and , too.
COMMAND = re.compile(r"::(notice|warning|error) ([^\r\n]*?)::(.*)")
PROPERTIES = {"file", "line", "endLine", "col", "endColumn", "title"}


def unescaped(text):
    for written, sign in [("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]:
        text = text.replace(written, sign)
    return text


said, messages, good = [], [], True
for line in run("github").removesuffix("\n").split("\n"):
    command = COMMAND.fullmatch(line)
    good = good and command
    if not command:
        continue
    properties = {key: unescaped(value) for key, value in (it.split("=", 1) for it in command[2].split(","))}
    good = good and set(properties) <= PROPERTIES and int(properties["line"]) >= 1 and int(properties.get("col", 1)) >= 1
    # Columns are shown only where a finding lies in one line.
    good = good and ("col" not in properties or properties["line"] == properties["endLine"])
    said.append((properties["file"], properties["title"], int(properties["line"])))
    messages.append(unescaped(command[3]))
check("GitHub's commands are as documented", good)
check("they say the same", said == triples, said)
check("with the same words", [it.split(": ", 1)[1] if it.startswith("cell ") else it for it in messages]
      == [it["message"] for it in findings], messages)

# GitLab: "Code Quality", the fields that a report must have.
report = json.loads(run("gitlab"))
check("GitLab's entries have what they must", all(
    it["severity"] in ("info", "minor", "major", "critical", "blocker") and it["description"]
    and not it["location"]["path"].startswith("./") for it in report))
check("each with a fingerprint of its own", len({it["fingerprint"] for it in report}) == len(report))
check("they say the same", [(it["location"]["path"], it["check_name"], it["location"]["lines"]["begin"])
                            for it in report] == triples)

print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
