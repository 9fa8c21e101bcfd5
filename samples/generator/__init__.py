"""Draws the project's sample scans, with the truth of what stands on them."""
