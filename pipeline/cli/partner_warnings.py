"""What `sohoa doctor` and `sohoa exchange` say of partners whose address anybody can listen to."""

from __future__ import annotations

from pipeline.messages import Language, say
from pipeline.partner_rules import partner_rules
from pipeline.settings import Settings


def without_tls(settings: Settings) -> dict[str, str]:
    """Name → address of partners whom messages reach readable. Raises: SettingsInvalid."""
    rules = partner_rules(settings)
    partners = (*rules.partners, rules.default)
    return {one.name: one.url for one in partners if one.readable_on_the_way}


def partner_warnings(settings: Settings, language: Language) -> list[str]:
    return [
        f"! {say(language, 'cli.without_tls', {'partner': name, 'url': url})}"
        for name, url in without_tls(settings).items()
    ]
