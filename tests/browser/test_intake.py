"""A batch handed in through the browser, watched, and its pages put together anew."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Route, expect

from tests.browser.seat import PHONE, seated

FILES = Path(__file__).resolve().parents[2] / "samples" / "files"
HANDED_IN = ("03-thong-bao.jpg", "18-hong.pdf", "15-cong-van-dau-mat.pdf")
_WATCHED_MS = 120_000


def test_a_batch_is_handed_in_and_adds_up(browser: Browser, workbench_url: str) -> None:
    with seated(browser, workbench_url, "archivist") as seat:
        seat.goto("/intake")
        assert seat.violations() == []
        seat.page.set_input_files("#files", [FILES / name for name in HANDED_IN])
        seat.page.get_by_label("Tên lô").fill("hộp 1/2026")
        seat.shot("intake-chosen")
        seat.page.keyboard.press("Enter")
        job = seat.page.locator("#now .job")
        expect(job).to_contain_text("hộp 1/2026")
        expect(job).to_have_count(0, timeout=_WATCHED_MS)
        row = seat.page.locator("#batch-list tr", has_text="hộp 1/2026")
        expect(row).to_contain_text("3")
        row.get_by_role("link").click()
        tally = seat.page.get_by_role("status").filter(has_text="3 tệp")
        expect(tally).to_contain_text("1 từ chối")
        expect(tally).to_contain_text("2 trùng")
        expect(seat.page.get_by_role("row").filter(has_text="18-hong")).to_contain_text("chép lại")
        seat.shot("intake-batch")
        assert seat.violations() == []


def test_one_bad_file_does_not_keep_the_others(browser: Browser, workbench_url: str) -> None:
    def refuses(route: Route) -> None:
        body = {"type": "urn:sohoa:problem:intake_too_large", "detail": "Tệp lớn hơn mức cho phép."}
        route.fulfill(status=403, json=body)

    with seated(browser, workbench_url, "archivist") as seat:
        seat.goto("/intake")
        seat.page.route("**/intake/files?*18-hong*", refuses)
        seat.page.set_input_files("#files", [FILES / name for name in HANDED_IN])
        seat.page.get_by_label("Tên lô").fill("hộp 2")
        rows = seat.page.locator("#chosen li")
        seat.page.get_by_role("button", name=f"Bỏ tệp này: {HANDED_IN[2]}").press("Enter")
        expect(rows).to_have_count(2)
        seat.page.get_by_role("button", name="Số hóa", exact=True).press("Enter")
        bad = rows.filter(has_text="18-hong")
        expect(bad).to_contain_text("Tệp lớn hơn mức cho phép.")
        expect(rows.filter(has_text=HANDED_IN[0])).to_contain_text("đã có trong kho")
        expect(seat.page.locator("#hand-in-state")).to_contain_text("không gửi được")
        assert all("403" in one for one in seat.trouble)
        seat.trouble.clear()
        seat.shot("intake-bad-row")
        assert seat.violations() == []
        # Another window shows what was sent; here the bad one is left out.
        bad.get_by_role("button").press("Enter")
        expect(rows).to_have_count(1)
        seat.page.get_by_role("button", name="Số hóa", exact=True).press("Enter")
        expect(seat.page.locator("#batch-list tr", has_text="hộp 2")).to_contain_text(
            "1", timeout=_WATCHED_MS
        )


def test_a_sending_that_was_broken_off_is_dropped(browser: Browser, workbench_url: str) -> None:
    with seated(browser, workbench_url, "archivist") as seat:
        seat.goto("/intake")
        seat.page.route("**/intake/files?*18-hong*", lambda route: route.abort())
        seat.page.set_input_files("#files", [FILES / name for name in HANDED_IN[:2]])
        seat.page.get_by_label("Tên lô").fill("hộp 3")
        seat.page.get_by_role("button", name="Số hóa", exact=True).press("Enter")
        expect(seat.page.locator("#hand-in-state")).to_contain_text("Mất kết nối")
        seat.trouble.clear()
        seat.goto("/intake")
        job = seat.page.locator("#now .job", has_text="hộp 3")
        expect(job.get_by_role("button", name="Số hóa phần đã gửi")).to_be_visible()
        seat.shot("intake-broken-off")
        assert seat.violations() == []
        seat.page.on("dialog", lambda dialog: dialog.accept())
        job.get_by_role("button", name="Bỏ", exact=True).press("Enter")
        expect(job).to_have_count(0)


def test_pages_are_put_together_by_keys(browser: Browser, workbench_url: str) -> None:
    with seated(browser, workbench_url, "archivist") as seat:
        seat.goto("/intake/batches/mẫu")
        row = seat.page.get_by_role("row").filter(has_text="13-hai-van-ban")
        row.get_by_role("link", name="Tách, ghép trang").click()
        groups = seat.page.locator(".group")
        expect(groups).to_have_count(2)
        seat.page.locator(".sheet[data-page='2'] button").focus()
        seat.page.keyboard.press("m")
        expect(groups).to_have_count(1)
        seat.page.locator(".sheet[data-page='3'] button").focus()
        seat.page.keyboard.press("s")
        expect(groups).to_have_count(2)
        seat.shot("arrange")
        assert seat.violations() == []
        seat.page.get_by_role("button", name="Lưu cách tách").press("Enter")
        expect(seat.page.locator(".group").first.locator(".sheet")).to_have_count(2)
        expect(seat.page.locator("#save")).to_be_disabled()


def test_a_page_is_dragged_to_the_document_before_it(browser: Browser, workbench_url: str) -> None:
    with seated(browser, workbench_url, "archivist") as seat:
        seat.goto("/intake/batches/mẫu")
        row = seat.page.get_by_role("row").filter(has_text="04-ke-hoach")
        row.get_by_role("link", name="Tách, ghép trang").click()
        seat.page.locator(".sheet[data-page='2'] button").click()
        groups = seat.page.locator(".group")
        expect(groups).to_have_count(2)
        seat.page.locator(".sheet[data-page='2']").drag_to(groups.first.locator("h2"))
        expect(groups.first.locator(".sheet")).to_have_count(2)
        expect(groups).to_have_count(2)
        seat.page.get_by_role("button", name="Lùi lại").click()
        expect(groups.first.locator(".sheet")).to_have_count(1)


def test_the_intake_page_on_a_phone(browser: Browser, workbench_url: str) -> None:
    with seated(browser, workbench_url, "archivist", size=PHONE, scheme="dark") as seat:
        seat.goto("/intake")
        seat.shot("intake-phone")
        assert seat.violations() == []
        wide = seat.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
