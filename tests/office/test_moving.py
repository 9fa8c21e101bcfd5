"""Moves of entries: by whom, with what reason, and back to where it was."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.errors import NotAllowed, NotFound, SettingsInvalid
from pipeline.model.entry import Entry, Status
from pipeline.office.arriving import Coming, arrive
from pipeline.office.changing import add_opinion, change
from pipeline.office.moving import advance, assign, steps
from pipeline.office.people import asker
from pipeline.office.registry import Registry
from pipeline.register.entries import ObjectKind
from tests.office.conftest import NOW, DeskOf


def entered(desk: Registry, book: str = "den") -> Entry:
    typed = {"subject": "Về việc thu hồi đất"}
    return arrive(desk, Coming(desk.settings.registers.book(book), NOW, typed=typed)).entry


def test_the_ordinary_way(desk: Registry) -> None:
    entry = entered(desk)
    entry = assign(desk, entry, "Phòng Một", "binh", date(2026, 3, 20))
    assert (entry.status, entry.unit, entry.assignee) == (Status.ASSIGNED, "Phòng Một", "binh")
    entry = advance(desk, entry)
    entry = advance(desk, entry)
    assert (entry.status, entry.done_on) == (Status.DONE, date(2026, 3, 5))
    assert desk.register.trail.audit().findings == ()


def test_what_is_handed_on_to_somebody_stays_with_its_unit(desk: Registry) -> None:
    entry = assign(desk, entered(desk), "Phòng Một", "binh")
    assert assign(desk, entry, "", "lan").unit == "Phòng Một"
    assert assign(desk, entry, "Phòng Hai").assignee == ""


def test_a_move_that_is_not_allowed_says_which_are(desk: Registry) -> None:
    with pytest.raises(NotAllowed) as caught:
        advance(desk, entered(desk), Status.IN_WORK)
    assert caught.value.code == "no_such_move"
    assert caught.value.params["statuses"] == "04 06 13"
    with pytest.raises(NotAllowed):
        advance(desk, entered(desk))


def test_some_moves_need_a_reason(desk: Registry) -> None:
    entry = entered(desk)
    with pytest.raises(NotAllowed) as caught:
        advance(desk, entry, Status.DONE, "  ")
    assert caught.value.code == "move_needs_reason"
    done = advance(desk, entry, Status.DONE, "Để biết")
    reasons = desk.register.history(ObjectKind.ENTRY, str(done.id))
    assert reasons[-1].new == "Để biết"


@pytest.mark.parametrize("answer", [Status.RECALLED, Status.RECALL_REFUSED])
def test_a_recall_is_answered(desk: Registry, answer: Status) -> None:
    entry = assign(desk, entered(desk), "Phòng Một")
    asked = advance(desk, entry, Status.RECALL_ASKED, "Bên gửi xin lấy lại")
    answered = advance(desk, asked, answer, "Đã giải quyết")
    if answer is Status.RECALLED:
        assert steps(desk, answered) == ()
        assert answered.done_on is not None
    else:
        assert advance(desk, answered).status is Status.ASSIGNED


def test_who_may_move_what(desk_of: DeskOf) -> None:
    lan, chi, binh = desk_of("lan"), desk_of("chi"), desk_of("binh")
    entry = entered(lan)
    with pytest.raises(NotAllowed) as caught:
        assign(binh, entry, "Phòng Một")
    assert caught.value.params["roles"] == "clerk manager"
    entry = assign(chi, entry, "Phòng Một")
    entry = advance(binh, entry)
    entry = advance(binh, entry)
    with pytest.raises(NotAllowed):
        advance(binh, entry, Status.IN_WORK, "Còn thiếu")
    assert advance(chi, entry, Status.IN_WORK, "Còn thiếu").done_on is None


def test_two_who_move_it_at_once(desk: Registry) -> None:
    entry = assign(desk, entered(desk), "Phòng Một")
    advance(desk, entry)
    with pytest.raises(NotAllowed) as caught:
        advance(desk, entry)
    assert caught.value.code == "entry_moved"


def test_only_keepers_see_what_is_secret(desk_of: DeskOf) -> None:
    keeper, clerk = desk_of("mat"), desk_of("lan")
    secret = entered(keeper, "den-mat")
    assert keeper.asker.entry(keeper.register, secret.key) == secret
    for name in (secret.key, str(secret.id)):
        with pytest.raises(NotFound) as caught:
            clerk.asker.entry(clerk.register, name)
        with pytest.raises(NotFound) as strange:
            clerk.asker.entry(clerk.register, "999")
        assert caught.value.code == strange.value.code
        assert caught.value.params == {"name": name}
    with pytest.raises(NotFound) as caught:
        clerk.asker.book("den-mat")
    assert caught.value.params["known"] == "den, di"


def test_a_stranger_may_do_nothing(desk_of: DeskOf) -> None:
    with pytest.raises(SettingsInvalid):
        asker(desk_of("lan").settings, "nobody")


def test_changes_and_opinions(desk_of: DeskOf) -> None:
    entry = entered(desk_of("lan"))
    with pytest.raises(NotAllowed):
        change(desk_of("binh"), entry, {"subject": "Khác"})
    entry = change(desk_of("lan"), entry, {"subject": "Khác", "paper_class": "invitation"})
    assert (entry.described.subject, entry.paper_class) == ("Khác", "invitation")
    with pytest.raises(SettingsInvalid):
        change(desk_of("lan"), entry, {"paper_class": "nothing"})
    add_opinion(desk_of("binh"), entry, "Kính trình lãnh đạo")
    history = desk_of("lan").register.history(ObjectKind.ENTRY, str(entry.id))
    assert (history[-1].who, history[-1].new) == ("binh", "Kính trình lãnh đạo")
