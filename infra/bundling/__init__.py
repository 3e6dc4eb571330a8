"""The one asset that all functions share: locked dependencies, `functions/` and `shared/`. Made without Docker."""

from infra.bundling.bundle import bundled

__all__ = ["bundled"]
