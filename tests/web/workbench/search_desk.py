"""Two documents, one of which not everybody may see, and people who search."""

from __future__ import annotations

from fastapi.testclient import TestClient

from pipeline.model.access import Access, Holding, Rights
from pipeline.model.account import AccountRole
from tests.web.shelf import Paper
from tests.web.workbench.desk import account, sign_in

OPEN_ONLY = Rights(frozenset({Access.OPEN}))
PAPERS = (
    Paper(
        "1aaa",
        "thu hồi đất tại xã\nđất ở",
        Holding(Access.OPEN),
        code="5/TB-SNV",
        issuer="Sở Nội vụ",
        subject="lịch họp <b>tháng</b>",
    ),
    Paper(
        "2aaa",
        "thu hồi giấy phép nghoẹo",
        Holding(Access.CONDITIONAL),
        code="7/TB-NGHOẸO",
        issuer="Sở Nghoẹo",
        subject="việc nghoẹo",
    ),
)
READER = account("dung", AccountRole.READER)
PUBLIC = account("binh", AccountRole.READER, rights=OPEN_ONLY)
CLERK = account("lan", AccountRole.ARCHIVIST)
ADMIN = account("quan", AccountRole.ADMIN)
EVERYBODY = (READER, PUBLIC, CLERK, ADMIN)


def get(client: TestClient, path: str, who: str = "dung", **headers: str) -> str:
    sign_in(client, who)
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, (path, answer.status_code, answer.text)
    return str(answer.text)
