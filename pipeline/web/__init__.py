"""The HTTP door to one archive: read-only, and nobody sees through it what is not for them."""
