"""Understands registers that were kept elsewhere: encodings, columns, dates, rows."""
