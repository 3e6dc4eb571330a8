"""The scenarios that every network has to pass (N8), and each network's side of them.

How a network joins, in a minute: write `tests/plugs/<name>.py` with

    @contextmanager
    def harness(folder: Path, now: Callable[[], datetime]) -> Iterator[Harness]:
        with receiving("<name>") as inbox, running(folder, now=now) as url:
            yield <Name>Harness(url, inbox)

`running` is the network's stand-in, which takes the time from `now`: the clock of the desk under test, so that days pass
in no time. `receiving` is the desk's webhook, for a network that has one; it answers challenges with the plug's own code and
keeps what is delivered. `harness.py` says what each member of a `Harness` does, and `x.py` is an example. Nothing else has
to be written: `tests/contracts/networks` runs every scenario, and `tests/faults` its sweep, for each network in the registry,
and a test fails for one that has no harness.

What a network does not have is read from the plug itself (`webhook`, `timelines`, `lookups`, `quotas`, `takes_key`, the rules),
never from the harness: there the scenario looks at what the desk tells people instead.
"""
