"""Parses the shipped languages.toml, and checks that each key is one that Helix knows.

The last line is `N passed, N failed`; the exit status says the same.
"""

import pathlib
import shutil
import sys
import tomllib

# The fields of Helix's `LanguageServerConfiguration`, `LanguageConfiguration` (those that concern servers) and
# `LanguageServerFeatures`, helix-core/src/syntax/config.rs. Helix refuses a file with a field that it does not know.
SERVER = {"command", "args", "config", "environment", "timeout", "required-root-patterns"}
LANGUAGE = {"name", "roots", "language-servers", "workspace-lsp-roots"}
FEATURES = {
    "format", "goto-declaration", "goto-definition", "goto-type-definition", "goto-reference", "goto-implementation",
    "signature-help", "hover", "document-highlight", "completion", "code-action", "workspace-command",
    "document-symbols", "workspace-symbols", "diagnostics", "rename-symbol", "inlay-hints",
}
DEFAULTS = {"marksman", "markdown-oxide"}

failed = passed = 0


def check(what, good, seen=None):
    global failed, passed
    if good:
        passed += 1
        print("ok  ", what)
    else:
        failed += 1
        print("FAIL", what, "\n     saw:", seen)


languages = tomllib.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
check("only servers and languages are set", set(languages) == {"language-server", "language"}, list(languages))

servers = languages["language-server"]
check("one server is defined", set(servers) == {"manicule"}, list(servers))
manicule = servers["manicule"]
check("its fields are Helix's", set(manicule) <= SERVER, list(manicule))
check("its command is on the PATH", shutil.which(manicule["command"]), manicule["command"])
check("it serves standard input and output", manicule["args"] == ["server", "--stdio"], manicule["args"])

[markdown] = languages["language"]
check("the language is Markdown", markdown["name"] == "markdown", markdown["name"])
check("its fields are Helix's", set(markdown) <= LANGUAGE, list(markdown))
listed = [it if isinstance(it, dict) else {"name": it} for it in markdown["language-servers"]]
check("manicule is asked first", listed[0]["name"] == "manicule", listed)
check("Helix's own servers stay", DEFAULTS <= {it["name"] for it in listed}, listed)
for it in listed:
    features = set(it.get("only-features", [])) | set(it.get("except-features", []))
    check(f"what {it['name']} is for has Helix's names", features <= FEATURES, features - FEATURES)
    check(f"the fields of {it['name']} are Helix's", set(it) <= {"name", "only-features", "except-features"}, list(it))

print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
