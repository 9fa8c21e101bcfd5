"""What on a page is not printed text: seals, stamps, signatures, handwriting, rules."""

from pipeline.steps.regions.page import NOT_TEXT, find_regions, printed_only, stamped_doubted

__all__ = ["NOT_TEXT", "find_regions", "printed_only", "stamped_doubted"]
