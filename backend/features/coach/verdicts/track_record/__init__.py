"""How the forecasts did through time, and which of them missed."""
