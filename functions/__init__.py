"""The desk's functions, a module or package a Lambda.

What a cold start makes stays, and Python's collector would go through it a hundred times meanwhile, at a quarter of the whole CPU,
to free nothing. What a warm function drops is freed by its count of references; cycles wait for their turn.
"""

import gc

from shared import precompiled

precompiled.use()

gc.set_threshold(100_000, 20, 20)
"""Net new objects before the collector looks at the young ones: some 10 MB; Python's own is 700."""
