"""What people are asked about a document, and in which order, kept as data."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from pipeline.sections.file import read_section
from pipeline.sections.section import Section
from pipeline.settings import configs_dir

OTHER = "other"
"""The question of whatever no question names."""


class Question(Section):
    """See `configs/review.toml`."""

    name: str
    fields: tuple[str, ...] = Field(min_length=1)


class ReviewRules(Section):
    """The kinds of questions, worst consequence first."""

    question: tuple[Question, ...] = Field(min_length=1)
    unsure_word: float = Field(ge=0, le=1)

    @property
    def ranks(self) -> dict[str, int]:
        """Field, or code of a reason → its place, from 0; what is not named comes last."""
        return {
            field: rank for rank, question in enumerate(self.question) for field in question.fields
        }

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(question.name for question in self.question)

    def question_of(self, field: str) -> str:
        return next((one.name for one in self.question if field in one.fields), OTHER)

    def fields_of(self, question: str) -> tuple[str, ...]:
        return next((one.fields for one in self.question if one.name == question), ())


@cache
def default_review() -> ReviewRules:
    """Raises: SettingsInvalid."""
    return read_section(configs_dir() / "review.toml", ReviewRules)
