"""The desk's settings as the domain reads them."""
