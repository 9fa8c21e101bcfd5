"""The archive folder on disk: masters by hash, page readings, archival files, quarantine."""
