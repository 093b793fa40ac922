"""The client's portal: its own published reports and nothing else."""
