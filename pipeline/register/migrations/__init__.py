"""The migrations of the register, run by Alembic when an archive is older than the program."""
