"""The rules of an office for its registers: pure, from values to verdicts."""
