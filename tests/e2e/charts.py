"""A chart of real prices: AAPL daily, from the data set inside the package bokeh_sampledata (BSD-3-Clause)."""

import io
from functools import lru_cache

SENTENCE = "Long AAPL 588.10 stop 576 target 615, 20 shares, daily chart: back into the gap after the earnings jump"


@lru_cache(maxsize=1)
def chart_png() -> bytes:
    """Sixty trading days of AAPL until 2012-05-02, as candles, drawn by mplfinance."""
    import matplotlib as mpl

    mpl.use("Agg")
    import mplfinance  # its styles reset matplotlib's settings of the whole process
    import pandas as pd
    from bokeh_sampledata.stocks import AAPL

    prices = pd.DataFrame(AAPL)
    prices.index = pd.DatetimeIndex(pd.to_datetime(prices.pop("date")))
    prices = prices.rename(columns=str.capitalize).loc["2012-02-01":"2012-05-02"]
    out = io.BytesIO()
    with mpl.rc_context():
        mplfinance.plot(
            prices,
            type="candle",
            mav=20,
            style="yahoo",
            title="AAPL, daily",
            figsize=(10, 6),
            savefig={"fname": out, "dpi": 100},
        )
    return out.getvalue()
