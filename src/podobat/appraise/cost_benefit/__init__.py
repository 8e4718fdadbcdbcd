"""Benefits against costs: net present value, benefit-cost ratio, rate of return, for region and nation."""
