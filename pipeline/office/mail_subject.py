"""What a message says it is about, where its bytes say no encoding too."""

from __future__ import annotations

from pipeline.exchange.mail_message import Mail
from pipeline.steps.unlabelled_text import unlabelled_text

UNSURE = " [?]"
"""Behind a subject that is shown as it came: nobody knows its encoding."""


def subject_of(mail: Mail) -> str:
    """Converted from TCVN3, VNI, VISCII or windows-1258 where that is sure."""
    if mail.unlabelled is None:
        return mail.subject
    read = unlabelled_text(mail.unlabelled)
    return mail.subject + UNSURE if read is None else " ".join(read.split())
