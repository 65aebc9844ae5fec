"""What held a trader back before."""
