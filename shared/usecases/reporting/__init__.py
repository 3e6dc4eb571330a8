"""Measure response times and costs."""
