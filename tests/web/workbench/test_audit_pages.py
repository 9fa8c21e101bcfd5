"""The history in the browser: no more of it than one's documents and registers tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.model.access import Access, Holding, Rights
from pipeline.model.account import AccountRole
from tests.web.shelf import Paper, fill
from tests.web.workbench.staff import Office, office

HEALTH = "Phòng Y tế"
PAPERS = (
    Paper("1aaa", "cuộc họp", Holding(Access.OPEN, HEALTH), subject="lịch họp"),
    Paper("2aaa", "cuộc họp", Holding(Access.CONDITIONAL, HEALTH), subject="lịch họp"),
    Paper("3aaa", "cuộc họp", Holding(Access.OPEN, "Phòng Nội vụ"), subject="lịch họp"),
    Paper("9aaa", "cuộc họp", Holding(Access.OPEN, HEALTH), secret=True),
)
OPEN_OF_HEALTH = Rights(frozenset({Access.OPEN}), frozenset({HEALTH}))
ADMIN, MANAGER, KEEPER = AccountRole.ADMIN, AccountRole.MANAGER, AccountRole.KEEPER


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(fill(tmp_path / "archive", PAPERS), tmp_path) as made:
        made.hire("quan", ADMIN)
        made.hire("chi", MANAGER)
        made.hire("yte", MANAGER, rights=OPEN_OF_HEALTH)
        made.hire("giu", MANAGER, KEEPER)
        yield made


def told(desk: Office, who: str, query: str = "") -> list[str]:
    """Which documents the history tells somebody of."""
    desk.enter(who)
    page = desk.client.get(f"/audit{query}")
    assert page.status_code == 200
    return [paper.id for paper in PAPERS if f"văn bản {paper.id}" in page.text]


def test_everybody_is_told_of_what_they_may_see(desk: Office) -> None:
    assert told(desk, "chi") == ["1aaa", "2aaa", "3aaa"]
    assert told(desk, "yte") == ["1aaa"]
    assert told(desk, "quan") == []
    assert told(desk, "giu") == ["1aaa", "2aaa", "3aaa"]
    assert told(desk, "giu", "?secrets=1") == ["9aaa"]
    for other in ("chi", "yte", "quan"):
        assert "9aaa" not in told(desk, other, "?secrets=1")
        assert "quarantined" not in desk.client.get("/audit").text.partition("<tbody>")[2]


def test_what_names_files_is_for_who_may_see_everything(desk: Office) -> None:
    rows = {}
    for who in ("chi", "yte"):
        desk.enter(who)
        rows[who] = desk.client.get("/audit").text.partition("<tbody>")[2]
    assert "đợt 1aaa" in rows["chi"]
    assert "đợt" not in rows["yte"]


def test_what_somebody_looks_for(desk: Office) -> None:
    desk.enter("quan")
    page = desk.client.get("/audit?kind=account&object_id=chi").text.partition("<tbody>")[2]
    assert page.count("<tr>") == 1
    assert "lập tài khoản chi" in page
    assert "<tr>" not in desk.client.get("/audit?who=nobody").text.partition("<tbody>")[2]
    assert "<tr>" not in desk.client.get("/audit?since=1/1/2100").text.partition("<tbody>")[2]
    assert desk.client.get("/audit?before=99999999999999999999").status_code == 400


def test_the_older_ones_follow(desk: Office) -> None:
    for _ in range(60):
        desk.enter("quan")
        desk.register.sessions.end(
            desk.client.cookies["sohoa_session"], desk.register.accounts.named("quan").made_at
        )
    desk.enter("quan")
    seen: list[str] = []
    path = "/audit?who=quan"
    for _ in range(3):
        page = desk.client.get(path).text
        body, _, rest = page.partition("</tbody>")
        seen += [row.partition("</td>")[0] for row in body.split('<td class="number">')[1:]]
        if 'href="/audit?who=quan&amp;before=' not in rest:
            break
        path = rest.partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 121
    assert seen == sorted(seen, key=int, reverse=True)
