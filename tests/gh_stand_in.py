"""`gh` as far as our workflows ask it: `python gh_stand_in.py STATE ARTIFACTS …` answers from a JSON file."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VALUES = ("--method", "--input", "--repo", "--name", "--dir", "--title", "--body-file")
FLAGS = ("--paginate", "--silent")


@dataclass(frozen=True)
class Call:
    """What was asked: words, and the options that have a value."""

    words: tuple[str, ...]
    options: dict[str, str]

    @classmethod
    def of(cls, arguments: Sequence[str]) -> Call:
        words, options, rest = [], {}, iter(arguments)
        for word in rest:
            if word in VALUES:
                options[word] = next(rest)
            elif word not in FLAGS:
                words.append(word)
        return cls(tuple(words), options)

    def body(self) -> str:
        """Return the text that is sent: of a comment as JSON, of an issue as it is."""
        if "--input" in self.options:
            return str(json.loads(Path(self.options["--input"]).read_text(encoding="utf-8"))["body"])
        return Path(self.options["--body-file"]).read_text(encoding="utf-8")


def answer(call: Call, state: Any, artifacts: Path) -> Any:
    """Return what is printed as JSON, or None; what is asked for is done in `state`."""
    match call.words:
        case ("api", path):
            return _api(path.partition("?")[0], call, state)
        case ("run", "download", _):
            shutil.copytree(
                artifacts / call.options["--name"], call.options["--dir"], symlinks=True, dirs_exist_ok=True
            )
        case ("issue", "list", *_):
            return [issue for issue in state["issues"] if issue["open"]]
        case ("issue", "create"):
            number = 1 + len(state["issues"])
            issue = {"number": number, "title": call.options["--title"], "body": call.body(), "open": True}
            state["issues"].append(issue)
        case ("issue", "edit", number):
            _one(state["issues"], number)["body"] = call.body()
        case ("issue", "close", number, *_):
            _one(state["issues"], number)["open"] = False
        case _:
            raise SystemExit(f"gh: unknown command {call.words}")
    return None


def _api(path: str, call: Call, state: Any) -> Any:
    place = path.removeprefix("repos/org/site/")
    if place == "pulls":
        return state["pulls"]
    if re.fullmatch(r"actions/runs/\d+/artifacts", place):
        return {"artifacts": state["artifacts"]}
    if found := re.fullmatch(r"issues/comments/(\d+)", place):
        comment = _one(state["comments"], found[1], "id")
        comment["body"] = call.body()
        return comment
    if found := re.fullmatch(r"issues/(\d+)/comments", place):
        if call.options.get("--method") == "POST":
            who = {"login": "github-actions[bot]"}
            comment = {"id": 100 + len(state["comments"]), "user": who, "body": call.body(), "of": int(found[1])}
            state["comments"].append(comment)
        return [comment for comment in state["comments"] if comment["of"] == int(found[1])]
    raise SystemExit(f"gh: Not Found: {path}")


def _one(items: Sequence[Any], number: str, key: str = "number") -> Any:
    (found,) = [item for item in items if item[key] == int(number)]
    return found


def main(state_file: str, artifacts: str, *arguments: str) -> None:
    """Answer, and note the call in the file."""
    if not os.environ.get("GH_TOKEN"):
        raise SystemExit("gh: set the GH_TOKEN environment variable")
    state = json.loads(Path(state_file).read_text(encoding="utf-8"))
    call = Call.of(arguments)
    state["calls"].append([call.options.get("--method", "GET"), *call.words])
    found = answer(call, state, Path(artifacts))
    Path(state_file).write_text(json.dumps(state), encoding="utf-8")
    if found is not None:
        print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
