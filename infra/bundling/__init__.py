"""The asset of all functions: locked dependencies, `functions/` and `shared/`. Built without Docker."""
