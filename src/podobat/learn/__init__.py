"""What we now see: records of what was counted, learning from them, and forecasts scored on what came later."""
