"""Who should work with whom: suppliers and demand firms put together, in an order, with reasons."""
