"""Keys of what the desk keeps as a whole: settings, people, addresses, leases, the page, requests for erasure."""

from shared.domain.text.fingerprint import fingerprint

SETTINGS = "settings"
CURRENT = "current#"

NOTED = "noted#"
COLLECTED = "collected#"
RESTING = "resting"

ADDRESSES = "addresses"
STATUS = "status#"
TRANSIENT = "transient#"
"""Sorts behind `STATUS`: a reader of the partition knows which addresses were cleared before it counts failures."""

ERASURES = "erasures"
OUTCOME = "outcome"

CONTENT = "content"
KEPT = "kept"
LEASES = "leases"
INCIDENTS = "incidents"
CHECKPOINTS = "checkpoints"


def document_versions(kind: str, ident: str) -> str:
    """Return the prefix of the sort keys of all versions of a document."""
    return f"version#{kind}#{ident}#"


def document_version(kind: str, ident: str, version: int) -> str:
    return f"{document_versions(kind, ident)}{version:08d}"


def person(person_id: str) -> str:
    """Return the partition of a person's alerts."""
    return f"person#{person_id}"


def delivered(batch: str) -> str:
    """Return the partition of the messages of a batch that were sent; hashed, since the batch's name holds ids of any
    length."""
    return f"delivered#{fingerprint(batch)}"


def chunk(name: str) -> str:
    """Return the partition of a chunk of the page."""
    return f"chunk#{name}"


def page_build(build: str) -> str:
    """Return the partition of a build of the page."""
    return f"build#{build}"


def erased(code: str) -> str:
    """Return the partition of what became of a request for erasure."""
    return f"erasure#{code}"


def places(sweep: str) -> str:
    """Return the beginning of the sort keys of the places at which the sweep resumes."""
    return f"{sweep}#"


def place(sweep: str, part: str) -> str:
    return places(sweep) + part
