"""Keep each account connected, monitored and within its budget."""
