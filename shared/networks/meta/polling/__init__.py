"""What Meta's lists show, written down as its webhook would have delivered it, so that one reader reads both."""
