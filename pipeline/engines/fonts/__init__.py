"""The embedded files that every PDF/A carries, and the program that made them."""
