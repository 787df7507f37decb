"""What could be done about a customer's orders: recognised, checked, proposed, and done once."""
