"""The brand's accounts on the networks: their connection, incidents, allowances and charges."""
