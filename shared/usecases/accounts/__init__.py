"""Keep each account connected, heard and within its budget."""
