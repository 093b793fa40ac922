"""The product itself: one package a stage of the data's way, strangers to HTTP and to the queue."""
