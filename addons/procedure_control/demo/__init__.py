"""What a demonstration database is filled with; imported only when it is loaded."""
