"""What runs outside a request: queue, worker, clock."""
