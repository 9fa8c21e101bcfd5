"""The outside world of one page or one file: programs and libraries behind small functions."""
