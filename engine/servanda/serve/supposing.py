"""What-ifs that are sent: read as a plan is, compared, shown as a page, and saved.

Whatever is sent becomes the text of a plan first, and is then read as any other file:
there is one way to be right, and one way to be told what is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from servanda import api
from servanda.errors import InputError
from servanda.expression import Id
from servanda.planned import planned
from servanda.render import json as as_json
from servanda.render import pagejson
from servanda.serve.plans import plan_text
from servanda.serve.refusals import RefusedError
from servanda.source.files import decode, show
from servanda.source.library import plan_files
from servanda.source.nodes import plain
from servanda.source.whatifs import plan_in, read_plan
from servanda.source.write import write_new
from servanda.source.yamltext import parse_yaml
from servanda.supposed import Supposed

FOLDER = "what-ifs"
MOST_CHANGES = 200
Line = Annotated[str, Field(max_length=400)]


class WhatIf(BaseModel):
    """Changes to suppose, each as a plan writes it; what is added may be YAML text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    changes: Annotated[
        tuple[dict[str, Any], ...], Field(min_length=1, max_length=MOST_CHANGES)
    ]
    carry: bool = False
    as_of: Annotated[str, Field(max_length=40)] | None = None
    known_by: Annotated[str, Field(max_length=40)] | None = None

    def key(self, what: str) -> tuple[str, str]:
        """Name what is asked, so that its answer can be found again."""
        return what, json.dumps(self.model_dump())


class SavedPlan(WhatIf):
    """A what-if to keep, under a name that no plan has yet."""

    plan: Id
    title: Line
    summary: Annotated[str, Field(max_length=4000)] | None = None


def compared(story: api.Story, asked: WhatIf) -> dict[str, Any]:
    """Compare a story with itself after the changes; give the plan's text, too."""
    text = _text(asked, Path(story.name))
    supposed = _supposed(story, text, _place(story, "what-if"))
    found = json.loads(as_json.what_if(api.what_if(supposed)))
    return {"comparison": found, "plan": text}


def page(story: api.Story, asked: WhatIf) -> str:
    """Give all that the page of the story shows after the changes."""
    text = _text(asked, Path(story.name))
    supposed = _supposed(story, text, _place(story, "what-if"))
    found = api.page(supposed.then(asked.as_of), as_of=asked.as_of)
    return json.dumps(pagejson.document(found), ensure_ascii=False)


def save(story: api.Story, asked: SavedPlan) -> str:
    """Write a plan beside its scenario, once it can be carried out; give its name."""
    text = _text(asked, Path(story.name))
    path = _place(story, asked.plan)
    api.what_if(_supposed(story, text, path))
    # The scenario lies in the folder that is served; nothing that was sent is joined
    # to it but an id, which has neither dots nor slashes.
    problem = write_new(path.parent, {path.name: text})
    if problem is not None:
        status = HTTPStatus.CONFLICT
        message = f"{FOLDER}/{path.name}: {problem.message}"
        raise RefusedError(status, message, problem.hint)
    return f"{FOLDER}/{path.name}"


def saved(story: api.Story) -> list[dict[str, Any]]:
    """List the plans of a story that lie beside it, with all their changes."""
    scenario = Path(story.name)
    folder = scenario.parent / FOLDER
    read = map(read_plan, plan_files(folder) if folder.is_dir() else ())
    return [
        {
            "plan": one.path.stem,
            "title": one.plan.title,
            "carry": one.plan.carry,
            "changes": [plain(document.root) for document, _ in one.changes],
        }
        for one in read
        if one.plan is not None and one.plan.scenario == scenario.stem
    ]


def _place(story: api.Story, id: str) -> Path:
    return Path(story.name).parent / FOLDER / f"{id}.yaml"


def _text(asked: WhatIf, scenario: Path) -> str:
    given = asked.model_dump(exclude={"changes"})
    head = {
        "plan": given.get("plan", "what-if"),
        "scenario": scenario.stem,
        "title": given.get("title", "What if"),
        **{key: given.get(key) for key in ("summary", "as_of", "known_by", "carry")},
    }
    return plan_text(head, [_change(one) for one in asked.changes])


def _change(change: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take reports that are written as text apart."""
    added = change.get("add")
    if not isinstance(added, str):
        return change
    text, problems = decode("report", added.encode(errors="surrogatepass"))
    document, found = parse_yaml(text) if text is not None else (None, [])
    if document is None or problems or found:
        raise InputError((*problems, *found))
    return {**change, "add": plain(document.root)}


def _supposed(story: api.Story, text: str, path: Path) -> Supposed:
    written, problems = decode(show(path), text.encode())
    if written is None:
        raise InputError(tuple(problems))
    read = plan_in(written, path, (), problems)
    if read.plan is None:
        raise InputError(read.problems)
    made = planned(read, read.plan, story.loaded, story.name, story.rules)
    if made.problems:
        raise InputError(made.problems)
    return Supposed(story, made)
