"""Letters, plans and reports as documents."""
