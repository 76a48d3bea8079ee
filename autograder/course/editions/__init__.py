"""What the course is packed into for other platforms."""
