"""How the metrics of trades are made, each with the unit of what it makes."""

from backend.quant.metric import Formula, MetricUnit

NET_RESULT = Formula("sum of net results", MetricUnit.MONEY)
NET_REALISED = Formula(
    "sum of what exits, dividends and financing brought on these days, after fees", MetricUnit.MONEY
)
WIN_RATE = Formula("wins / (wins + losses)", MetricUnit.SHARE)
EXPECTANCY = Formula(
    "mean(R), the same as p * average winning R - (1 - p) * |average losing R| when no trade is break-even",
    MetricUnit.R,
)
AVERAGE_WIN = Formula("sum of wins / number of wins", MetricUnit.MONEY)
AVERAGE_LOSS = Formula("sum of losses / number of losses", MetricUnit.MONEY)
PAYOFF = Formula("average win / |average loss|", MetricUnit.RATIO)
PROFIT_FACTOR = Formula("sum of wins / |sum of losses|", MetricUnit.RATIO)
SQN = Formula("sqrt(min(N, 100)) * mean(R) / sample standard deviation(R)", MetricUnit.RATIO)
KELLY = Formula("max(0, p - (1 - p) / b), p = win rate, b = payoff", MetricUnit.SHARE)
CAUTIOUS_KELLY = Formula(
    "max(0, p - (1 - p) / b), with the lower ends of the intervals of p and b", MetricUnit.SHARE
)
HALF_KELLY = Formula("half of the cautious Kelly fraction", MetricUnit.SHARE)
DIFFERENCE = Formula("mean(R) of the first - mean(R) of the second", MetricUnit.R)
