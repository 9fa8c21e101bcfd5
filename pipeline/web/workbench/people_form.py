"""What somebody types into the form of an account."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi.datastructures import FormData

from pipeline.errors import SettingsInvalid
from pipeline.messages import LANGUAGES
from pipeline.model.access import Access, Rights, unit_name
from pipeline.model.account import AccountRole, KnownAccount, NewAccount, account_name

_LONGEST = 200
_MOST_UNITS = 200


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields as they were typed, to be shown again where something is wrong."""

    name: str = ""
    full_name: str = ""
    roles: tuple[str, ...] = ()
    access: tuple[str, ...] = tuple(level.value for level in Access)
    units: str = ""
    """One a line; empty is every unit."""
    unit: str = ""
    language: str = "vi"
    version: int = 0
    """Of the account that was shown; 0: it is new."""

    @classmethod
    def of(cls, known: KnownAccount) -> Typed:
        one = known.account
        return cls(
            name=one.name,
            full_name=one.full_name,
            roles=tuple(role.value for role in one.roles),
            access=tuple(level.value for level in one.rights.access),
            units="\n".join(sorted(one.rights.units or ())),
            unit=one.unit,
            language=one.language,
            version=known.version,
        )

    def account(self) -> NewAccount:
        """Raises: SettingsInvalid when the name or a role is none."""
        name = account_name(self.name)
        if name is None:
            raise SettingsInvalid("account_name", {"name": self.name})
        if not self.roles:
            raise SettingsInvalid("account_no_role")
        units = frozenset(unit_name(line) for line in self.units.splitlines() if line.strip())
        return NewAccount(
            name=name,
            full_name=unit_name(self.full_name) or name,
            roles=frozenset(AccountRole(role) for role in self.roles),
            rights=Rights(frozenset(Access(level) for level in self.access), units or None),
            unit=unit_name(self.unit),
            language=self.language,
        )


def typed(form: FormData, name: str = "") -> Typed:
    """`name`: of the account that is changed. What is no role or level is left out."""

    def said(field: str) -> str:
        return str(form.get(field, ""))[:_LONGEST]

    version = said("version")
    language = said("language")
    roles, levels = form.getlist("role"), form.getlist("access")
    return Typed(
        name=name or said("name"),
        full_name=said("full_name"),
        roles=tuple(role.value for role in AccountRole if role.value in roles),
        access=tuple(level.value for level in Access if level.value in levels),
        units="\n".join(
            line[:_LONGEST] for line in str(form.get("units", "")).splitlines()[:_MOST_UNITS]
        ),
        unit=said("unit"),
        language=language if language in LANGUAGES else "vi",
        version=int(version) if version.isdecimal() and len(version) < 10 else 0,
    )
