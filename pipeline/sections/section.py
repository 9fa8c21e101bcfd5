"""What every section of the settings and of a file of rules is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A table of a settings or rules file; a key that it does not know is refused by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")
