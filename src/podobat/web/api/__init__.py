"""The HTTP interface: records, forecasts, scenarios and answers as JSON, with keys; told by an OpenAPI document."""
