"""What can be traded, and when."""
