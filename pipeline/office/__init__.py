"""What an office does with its registers: receives, refuses, assigns, matches, reports."""
