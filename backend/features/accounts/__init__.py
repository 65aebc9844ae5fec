"""Who: users, sign-ins and what belongs to an account."""
