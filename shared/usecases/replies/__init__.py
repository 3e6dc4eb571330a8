"""Write, send, settle and cancel replies."""
