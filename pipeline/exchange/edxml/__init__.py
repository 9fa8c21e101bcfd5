"""edXML: the messages by which offices exchange documents (QCVN 102:2016/BTTTT, Sửa đổi 1:2022)."""
