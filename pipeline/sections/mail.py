"""The section `[mail]`: where letters come in by e-mail, and what is taken of them."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from pipeline.sections.partner import is_loopback
from pipeline.sections.section import Section


class MailLimits(Section):
    """What of a message is looked at."""

    max_bytes: int = Field(ge=1_000)
    max_parts: int = Field(ge=1, le=100_000)
    max_depth: int = Field(ge=1, le=100)
    inline_pixels: int = Field(ge=0)


class MailSettings(MailLimits):
    book: str
    host: str
    """Empty: there is no mailbox on a server."""
    port: int = Field(ge=1, le=65_535)
    security: Literal["tls", "starttls", "none"]
    unencrypted: bool
    ca_file: str
    user: str
    password_env: str = Field(pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$")
    mailbox: str = Field(min_length=1)
    since: date | Literal[""]
    timeout_s: float = Field(gt=0, le=600)
    after: Literal["seen", "move", "leave"]
    move_to: str

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.host and not (self.user and self.password_env):
            raise ValueError("a host needs a user and password_env")
        open_to_all = self.security == "none" and not is_loopback(self.host)
        if self.host and open_to_all and not self.unencrypted:
            raise ValueError(
                f"the password would go to {self.host} in the clear: use tls or starttls,"
                " or say unencrypted = true"
            )
        if self.after == "move" and self.move_to in ("", self.mailbox):
            raise ValueError('after = "move" needs another mailbox in move_to')
        return self

    @property
    def box(self) -> str:
        """The mailbox by a name that no other has."""
        return f"{self.user}@{self.host}/{self.mailbox}"
