"""What each source says, parsed without I/O: bytes, text or decoded JSON in, a `facts.Delivery` out."""
