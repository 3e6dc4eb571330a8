"""What a network brings to the pure half of the desk: its measures, links, prices, and rules on who may be answered (N1)."""
