"""What the public may see: an extract by an allow-list, looked through, and the static site made of it."""
