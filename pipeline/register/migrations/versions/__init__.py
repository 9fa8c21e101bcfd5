"""One file per revision of the register's schema; none is ever changed once released."""
