"""Text: folding, formatting, links, emoji, SMS and mail bodies."""
