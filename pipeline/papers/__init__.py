"""Papers for people: tables and letters as XLSX, DOCX and PDF."""
