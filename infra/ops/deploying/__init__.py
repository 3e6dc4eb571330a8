"""`desk preflight` and `desk deploy`: what a deployment needs, what it would change, and the deployment itself."""
