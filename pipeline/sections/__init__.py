"""Sections of the settings that have a file each; `pipeline.settings` puts them together."""
