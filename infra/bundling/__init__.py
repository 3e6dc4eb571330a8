"""The one asset that all functions share: locked dependencies, `functions/` and `shared/`. Made without Docker."""
