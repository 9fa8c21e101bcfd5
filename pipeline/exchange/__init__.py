"""Messages to and from other offices: edXML, mail, announcements."""
