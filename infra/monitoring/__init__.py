"""What watches a desk: alarms, their topic, and a dashboard."""
