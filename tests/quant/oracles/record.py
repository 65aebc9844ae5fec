# /// script
# requires-python = ">=3.11"
# dependencies = ["empyrical-reloaded==0.7.1", "jquantstats==0.13.1", "bokeh-sampledata==2026.1"]
# ///
"""Write down what two libraries that are not ours say about real returns: `uv run tests/quant/oracles/record.py`.

The figures are kept in `figures.json` and the libraries are not installed with the product: one brings 200 MB and the
other a source distribution, and both would lengthen the first minute of everybody who runs `make run`.
"""

import json
from importlib.metadata import version
from pathlib import Path

import empyrical
import jquantstats
import numpy as np
import pandas as pd
import polars as pl
from bokeh_sampledata import stocks

HERE = Path(__file__).parent
TICKERS = ("AAPL", "FB", "GOOG", "IBM", "MSFT")


def returns_of(ticker: str) -> pd.Series:
    prices = getattr(stocks, ticker)
    closes = pd.Series(prices["adj_close"], index=pd.to_datetime(prices["date"]))
    return closes.pct_change().iloc[1:]


def figures_of(returns: pd.Series) -> dict[str, dict[str, float]]:
    frame = pl.DataFrame({"date": returns.index.to_numpy(), "returns": returns.to_numpy()})
    quant = jquantstats.Data.from_returns(returns=frame, date_col="date").stats
    return {
        "empyrical": {
            "max_drawdown": empyrical.max_drawdown(returns),
            "sharpe": empyrical.sharpe_ratio(returns),
            "sortino": empyrical.sortino_ratio(returns),
            "profit_factor": empyrical.omega_ratio(
                returns
            ),  # at threshold 0 it is gains over losses
        },
        "jquantstats": {
            "max_drawdown": quant.max_drawdown()["returns"],
            "sharpe": quant.sharpe(periods=252)["returns"],
            "sortino": quant.sortino(periods=252)["returns"],
            "profit_factor": quant.profit_factor()["returns"],
            "ulcer_index": quant.ulcer_index()["returns"],
        },
    }


def main() -> None:
    recorded: dict[str, object] = {
        name: version(name) for name in ("empyrical-reloaded", "jquantstats", "bokeh-sampledata")
    }
    series = {}
    for ticker in TICKERS:
        returns = returns_of(ticker)
        series[f"{ticker} all"] = figures_of(returns)
        for year, within in returns.groupby(returns.index.year):
            series[f"{ticker} {year}"] = figures_of(within)
    plain = json.loads(json.dumps({"libraries": recorded, "series": series}, default=float))
    assert all(
        np.isfinite(value)
        for s in plain["series"].values()
        for lib in s.values()
        for value in lib.values()
    )
    (HERE / "figures.json").write_text(json.dumps(plain, indent=1) + "\n")


if __name__ == "__main__":
    main()
