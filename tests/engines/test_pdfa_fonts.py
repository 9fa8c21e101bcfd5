from __future__ import annotations

from importlib import resources

import pytest

from pipeline.engines.fonts.build import glyphless_font, srgb_profile


@pytest.mark.parametrize(
    ("name", "made"), [("glyphless.ttf", glyphless_font), ("srgb.icc", srgb_profile)]
)
def test_the_shipped_file_is_what_the_program_makes(name: str, made: object) -> None:
    assert callable(made)
    shipped = resources.files("pipeline.engines.fonts").joinpath(name).read_bytes()
    assert shipped == made()
