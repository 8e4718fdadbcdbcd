"""What the money induces: output, value added and employment by industry, in the region and the nation."""
