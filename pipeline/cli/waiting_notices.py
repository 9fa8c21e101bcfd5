"""What `sohoa doctor` says of announcements that wait, and of gateways that do not take them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pipeline.cli.printing import local_time
from pipeline.messages import Language, say
from pipeline.register.store import Register
from pipeline.settings import Settings


def waiting_notices(
    register: Register, settings: Settings, *, secrets: bool
) -> dict[str, Any] | None:
    """None where nobody is to be told of anything; of secrets only for whoever may know."""
    gateways = settings.announcements.gateways
    if not gateways:
        return None
    count, since = register.notices.count(secrets=secrets)
    missing = {one.name: one.url_env for one in gateways if not os.environ.get(one.url_env)}
    troubles = [
        {"gateway": one.gateway, "notices": one.notices, "tries": one.tries, "why": one.failure}
        for one in register.notices.troubles()
    ]
    return {
        "waiting": count,
        "since": since.isoformat() if since else None,
        "without_address": missing,
        "troubles": troubles,
    }


def waiting_lines(report: Mapping[str, Any] | None, language: Language) -> list[str]:
    """What is in order takes no line."""
    if report is None:
        return []
    lines = []
    if report["since"] is not None:
        params = {"count": report["waiting"]}
        params["since"] = local_time(datetime.fromisoformat(report["since"]))
        lines.append(say(language, "cli.announcements_wait", params))
    for gateway, variable in report["without_address"].items():
        told = {"gateway": gateway, "variable": variable}
        lines.append(f"✗ {say(language, 'error.gateway_variable', told)}")
    lines += [say(language, "cli.gateway_trouble", one) for one in report["troubles"]]
    return lines
