"""What the product is built on: licences, known flaws, and calls that can be unsafe."""
