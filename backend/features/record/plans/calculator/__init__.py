"""What a trade would risk and bring, reckoned as plans are and kept nowhere."""
