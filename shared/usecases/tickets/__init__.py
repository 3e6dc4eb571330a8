"""List, read and change tickets."""
