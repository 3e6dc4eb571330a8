"""Protocols of everything outside that use cases rely on, by topic. Each fake of the tests passes the same contract tests as its adapter."""
