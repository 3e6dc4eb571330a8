"""The demo's customers: invented people who write to the brand's two accounts on the stand-in for X.

`python -m infra.local.customers [--outputs .local/outputs.json]` runs until it is stopped. Three write at once, so that
the demo's short deadlines lapse soon; after that one more every 20 to 40 seconds. A customer who waits too long asks
again, and some say thanks once they are answered.
"""
