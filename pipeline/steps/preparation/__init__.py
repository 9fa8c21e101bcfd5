"""Makes the picture that is read of a page: what the page is decides what is done to it."""
