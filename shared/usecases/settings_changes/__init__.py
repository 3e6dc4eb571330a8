"""Plan, preview and save changes of the settings."""
