"""The search page: what is shown to whom, in every state that somebody may meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from pipeline.register.entries import IndexOp
from pipeline.register.store import open_register
from tests.stack_archive import NOW
from tests.web.shelf import Paper, fill
from tests.web.workbench.desk import sign_in, workbench
from tests.web.workbench.search_desk import EVERYBODY, PAPERS, get

HX = {"hx-request": "true"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    archive = fill(tmp_path / "archive", PAPERS)
    with workbench(archive, tmp_path, *EVERYBODY) as client:
        yield client


def test_a_reader_begins_here(client: TestClient) -> None:
    sign_in(client, "dung")
    assert client.get("/").headers["location"] == "/search"


def test_with_nothing_asked_one_sees_what_came_last(client: TestClient) -> None:
    html = get(client, "/search")
    assert html.index("/documents/2aaa") < html.index("/documents/1aaa")
    assert "Mới vào kho" in html
    assert "/documents/2aaa" not in get(client, "/search", "binh")


def test_words_are_marked_and_what_was_typed_is_escaped(client: TestClient) -> None:
    html = get(client, "/search?q=thu+hoi+dat")
    assert "1 văn bản" in html
    assert "<mark>thu</mark> <mark>hồi</mark> <mark>đất</mark>" in html
    assert "lịch họp &lt;b&gt;tháng&lt;/b&gt;" in html
    assert "gõ không dấu nên khớp mọi dấu" in html
    assert "<script>alert" not in get(client, "/search?q=%3Cscript%3Ealert(1)%3C/script%3E")


def test_the_subject_is_marked_where_it_answers(client: TestClient) -> None:
    html = get(client, "/search?q=lịch")
    assert "<mark>lịch</mark> họp &lt;b&gt;" in html


def test_a_link_leads_to_the_page_with_the_question(client: TestClient) -> None:
    html = get(client, "/search?q=đất&only=type:Thông+báo")
    assert (
        'href="/documents/1aaa?q=%C4%91%E1%BA%A5t&amp;only=type%3ATh%C3%B4ng+b%C3%A1o'
        '&amp;page=1&amp;at=1"' in html
    )


def test_facets_come_by_themselves_or_with_the_page(client: TestClient) -> None:
    html = get(client, "/search?q=thu")
    assert 'hx-get="/search/facets?q=thu"' in html
    assert 'value="issuer:Sở Nội vụ"' not in html
    for path in ("/search/facets?q=thu", "/search?q=thu&counts=1"):
        assert 'value="issuer:Sở Nội vụ"' in unescape(get(client, path))


def test_what_is_chosen_is_checked_and_can_be_dropped(client: TestClient) -> None:
    html = unescape(get(client, "/search?q=thu&only=issuer:Sở Nội vụ&from=2016"))
    assert re.search(r'value="issuer:Sở Nội vụ"[^>]* checked', html)
    assert "Cơ quan ban hành: Sở Nội vụ" in html
    assert "từ 2016" in html
    assert 'href="/search?q=thu&from=2016"' in html


def test_a_choice_that_nothing_has_stays_to_be_unchosen(client: TestClient) -> None:
    html = unescape(get(client, "/search/facets?q=thu&only=year:1999"))
    assert re.search(r'value="year:1999"[^>]* checked', html)


@pytest.mark.parametrize("path", ["/search", "/search/facets", "/search/complete"])
@pytest.mark.parametrize("question", ["", "thu", "nghoeo", "ngho", "7 tb", "tb nghoẹoo vụ họp"])
def test_nothing_tells_of_what_one_may_not_see(
    client: TestClient, path: str, question: str
) -> None:
    for mode in ("", "&counts=1", "&sort=newest", "&only=type:Thông báo"):
        html = get(client, f"{path}?q={question}{mode}", "binh")
        shown = html.replace(question, "")
        assert "nghoẹo" not in shown.lower()
        assert "2aaa" not in shown
        if path == "/search/facets":
            assert 'value="issuer:Sở Nghoẹo"' not in shown


def test_a_choice_of_what_is_hidden_is_like_one_that_is_nothing(client: TestClient) -> None:
    hidden = get(client, "/search?only=issuer:Sở Nghoẹo", "binh")
    nothing = get(client, "/search?only=issuer:Sở Ngoằng", "binh")
    assert "Không tìm thấy" in hidden
    assert "Không tìm thấy" in nothing
    assert hidden.replace("Nghoẹo", "X").count("X") == nothing.replace("Ngoằng", "X").count("X")


def test_only_whoever_may_search_comes_in(client: TestClient) -> None:
    for path in ("/search", "/search/facets", "/search/complete?q=so", "/api/v1/searches"):
        sign_in(client, "quan")
        assert client.get(path).status_code == 403
        client.cookies.clear()
        assert client.get(path).status_code in (303, 401)


def test_nothing_found_leads_on(client: TestClient) -> None:
    html = get(client, '/search?q="vắng mặt"&from=2016')
    assert "Không tìm thấy văn bản nào" in html
    assert "bỏ hết các điều kiện" in html
    assert "bỏ dấu ngoặc kép" in html


def test_a_question_that_was_meant_is_a_link(client: TestClient) -> None:
    html = unescape(get(client, "/search?q=thu+hoi"))
    assert 'href="/search?q=thu+h%E1%BB%93i">thu hồi</a>' in html


def test_most_of_the_words_are_told(client: TestClient) -> None:
    assert "phần lớn các từ" in get(client, "/search?q=thu hồi đất vắng")


@pytest.mark.parametrize(("name", "words"), [("from", "Từ ngày"), ("to", "Đến ngày")])
def test_a_wrong_date_is_told_beside_the_form(client: TestClient, name: str, words: str) -> None:
    sign_in(client, "dung")
    for headers, status in (({}, 422), (HX, 200)):
        answer = client.get(f"/search?q=thu&{name}=32/13", headers=headers)
        assert answer.status_code == status
        assert f"{words}: &#34;32/13&#34; không phải là ngày" in answer.text
    assert 'value="thu"' in client.get(f"/search?q=thu&{name}=32/13").text


def test_a_wrong_limit_is_refused(client: TestClient) -> None:
    sign_in(client, "dung")
    answer = client.get("/search?only=color:red")
    assert answer.status_code == 400
    assert "color:red" in answer.text


def test_a_list_that_is_none_any_more_begins_anew(client: TestClient) -> None:
    sign_in(client, "dung")
    answer = client.get("/search?q=thu&cursor=abc&start=20")
    assert (answer.status_code, answer.headers["location"]) == (303, "/search?q=thu")


def test_an_empty_archive_tells_the_way_on(tmp_path: Path) -> None:
    archive = fill(tmp_path / "archive", ())
    with workbench(archive, tmp_path, *EVERYBODY) as client:
        assert 'href="/intake">Nhập liệu</a></p>' in get(client, "/search", "lan")
        assert "hãy hỏi văn thư" in get(client, "/search", "dung")
        assert "Không tìm thấy" in get(client, "/search?q=thu")


def test_an_index_that_is_behind_or_missing_is_told(tmp_path: Path) -> None:
    archive = fill(tmp_path / "archive", PAPERS)
    with open_register(archive.root) as register:
        register.promise("1aaa", IndexOp.INDEX, NOW)
    with workbench(archive, tmp_path, *EVERYBODY) as client:
        assert "Đang cập nhật chỉ mục" in get(client, "/search?q=thu")
    for path in sorted(archive.index.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    with workbench(archive, tmp_path, *EVERYBODY) as client:
        assert "đang được dựng" in get(client, "/search?q=thu")
        assert get(client, "/search/facets?q=thu").strip() == ""
        assert get(client, "/search/complete?q=thu").strip() == ""


def test_what_is_typed_goes_on(client: TestClient) -> None:
    html = unescape(get(client, "/search/complete?q=so"))
    assert 'data-question="cơ_quan:"Sở Nội vụ""' in html
    assert 'data-question="5/TB-SNV"' in unescape(get(client, "/search/complete?q=5tb"))
    assert get(client, "/search/complete?q=s").strip() == ""


def test_in_english_too(client: TestClient) -> None:
    client.cookies.set("sohoa_language", "en")
    html = get(client, "/search?q=thu+hoi")
    assert "2 documents" in html
    assert "typed without diacritics" in html


def test_long_lists_go_on(tmp_path: Path) -> None:
    papers = tuple(Paper(f"{n:03}aaa", "thu hồi", code=f"{n}/TB") for n in range(1, 46))
    archive = fill(tmp_path / "archive", papers)
    with workbench(archive, tmp_path, *EVERYBODY) as client:
        html = get(client, "/search?q=thu&sort=number")
        seen = shown(html)
        assert len(seen) == 20
        assert 'href="/search?q=thu&amp;sort=number&amp;shown=40"' in html
        sign_in(client, "dung")
        while following := re.search(r'hx-get="(/search\?[^"]*cursor[^"]*)"', html):
            answer = client.get(unescape(following[1]), headers=HX)
            html = answer.text
            seen += shown(html)
            assert "<h1" not in html
            assert answer.headers["hx-push-url"] == (
                f"/search?q=thu&sort=number&shown={20 * -(-len(seen) // 20)}"
            )
        assert sorted(seen) == [paper.id for paper in papers]
        assert "at=45" in html
        assert shown(get(client, "/search?q=thu&sort=number&shown=40")) == seen[:40]


def shown(html: str) -> list[str]:
    return re.findall(r'<h3><a class="clip" href="/documents/(\w+)', html)
