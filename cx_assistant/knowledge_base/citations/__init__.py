"""Citations that can still be opened after their article has changed."""
