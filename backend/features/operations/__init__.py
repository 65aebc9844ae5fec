"""What the operator and the founder see."""
