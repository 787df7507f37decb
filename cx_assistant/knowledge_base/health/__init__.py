"""What is wrong with the knowledge base: contradictions, expiry, copies, orphans, dead links."""
