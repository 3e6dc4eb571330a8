"""A network for the tests, unlike the others: ids with every character, no handles, no webhook, one public channel, a window in
which it takes answers, and a key that makes it post once. `tests/toy_server.py` is the network itself."""
