"""The structure of a page: tables, columns, paragraphs, in reading order."""
