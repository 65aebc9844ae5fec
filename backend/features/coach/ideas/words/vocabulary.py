"""What traders' words mean to the reader of ideas: one meaning for a word or a phrase, in six languages lightly."""

from enum import StrEnum


class Meaning(StrEnum):
    """What a word does for the numbers and words around it."""

    LONG = "long"
    SHORT = "short"
    FADE = "fade"  # against the move, whichever way that went
    STOP = "stop"
    TARGET = "target"
    ENTRY = "entry"
    AT = "at"
    EDGE = "edge"  # above, below: leads to a number of any label, or to a trigger
    EXIT = "exit"  # it is over
    OUT = "out"  # over, or to be left there
    STOPPED = "stopped"  # stopped out
    HIT = "hit"
    MOVE = "move"
    MOVED = "moved"
    BREAK_EVEN = "break_even"
    PART = "part"  # half, a third
    REST = "rest"
    SIZE = "size"
    UNIT = "unit"  # contracts, lots
    RISK = "risk"
    LEVERAGE = "leverage"
    NOTIONAL = "notional"
    MARGIN = "margin"
    RATIO = "ratio"
    LIMIT = "limit"
    MARKET = "market"
    STOP_ORDER_LONG = "stop_order_long"
    STOP_ORDER_SHORT = "stop_order_short"
    LEVEL = "level"  # of the market: a number beside it is no order
    ACCOUNT = "account"
    CALL = "call"
    PUT = "put"
    STRIKE = "strike"
    EXPIRY = "expiry"
    PREMIUM = "premium"
    CURRENCY = "currency"
    DENIAL = "denial"
    IF = "if"
    JOIN = "join"
    TO = "to"
    GLUE = "glue"  # may stand between a label and its number
    NOISE = "noise"  # looks like another word and is none


_WORDS = {
    Meaning.LONG: """
        long longs longing longed buy buying bought bto buys go_long going_long went_long got_long
        kaufe kaufen kauf gekauft long_gehen compro comprar compra comprado largo larga achete
        acheter achat achète acheté acquisto comprare comprato comprei comprando lang bull bullish
        bid_for scooped scoop grabbed grab buyer_of resting_bid gehe_long bin_long en_largo
        buyside long_side to_the_upside from_the_bull_side bull_side
    """,
    Meaning.SHORT: """
        short shorts shorting shorted sell selling sold sto sells go_short going_short went_short
        got_short verkaufe verkaufen verkauf verkauft leerverkauf vendo vender venta vendido corto
        vends vendre vente vendu vendere vendita venduto vendi venda gehe_short bin_short en_corto
        à_découvert shorteo bearish resting_offer seller_of sellside short_side to_the_downside bear_side
    """,
    Meaning.FADE: "fade fading faded",
    Meaning.STOP: """
        stop stops stoploss stop_loss sl s/l stp stop_price stopp stopkurs stopps invalidation
        invalid inv protective_stop hard_stop stop_at stop-loss perdida pérdida stop_perdita arrêt
        stoploses stoplos stopp_loss invalidated invalidates invalidation_level stoploss_at
        mental_stop out_if wrong_above wrong_below wrong_at wrong_if cut_it cut_it_at cut_at
        risk_level line_in_the_sand if_wrong if_it_fails if_i'm_wrong if_im_wrong out_if_wrong
        kill_it_at if_i_am_wrong if_it_breaks_down bail_at bail_if if_that_fails when_wrong
        stop_loss_price bail_below bail_above if_not wrong_under wrong_over out_below out_above
        risk_to risking_to
        out_under out_over get_out_if getting_out_if i'm_out_if im_out_if pull_the_plug_at pare
        stop_verlust
    """,
    Meaning.TARGET: """
        target targets targeting tp tps t/p tgt tgts pt profit profits objective objectives
        take_profit takeprofit take_profits profit_target price_target ziel ziele kursziel
        objetivo objetivos objectif objectifs obiettivo obiettivi alvo alvos looking_for
        aiming_for aiming aim looking_towards take_profit_at cible gewinnziel runner_to goal
        shooting_for going_for take_gains if_right if_it_works if_i'm_right if_im_right
        out_if_right to_make holding_for measured_move reward moon moon_at take_profit_price
        the_take my_take if_i_am_right hoping_for eyeing gunning_for reward_of with_a_target
        hold_for take_it_off take_it_off_at take_off_at get_paid_at first_scale scale_out_at
        scaling_out_at trim_at trimming_at partials_at lighten_up_at
    """,
    Meaning.ENTRY: """
        entry entries enter entering entered filled fill fills trigger triggered from seit desde
        depuis da_quota entry_price between getting_in getting_in_at buy_zone anywhere_from
        anywhere_between entrada einstieg entrée entrata eingang in_at got_in get_in in_from
        entry_at avg average cost_basis basis price preis precio prix prezzo preço entry_zone
        got_filled filled_at einstiegskurs entré entrado entrato aus
    """,
    Meaning.AT: "at @ zu bei für à a_precio um im_bereich por alle al auf",
    Meaning.EDGE: """
        above below over under beneath breaks break breaking broke reclaims reclaim unter über
        oberhalb unterhalb sopra sotto sobre sous bajo through past crosses loses holds hold
    """,
    Meaning.EXIT: """
        exited closed covered flattened liquidated bailed scratched got_out took_profit
        took_profits took_the_loss took_my_loss took_a_loss took_the_profit took_my_profit
        took_my_profits took_it_off closed_out bought_back bought_it_back sold_out geschlossen
        verkauft_bei cerrado cerré cerrada fermé clôturé chiuso fechei fechado trimmed scaled_out
        took_off took_gains cashed_out cashed booked unloaded peeled closed_it dumped out_of_it
        dumped_it took_loss ausgestiegen sold_it covered_it got_me_out rolled_off killed puked
        sold_everything sold_all sold_it_all banked uscito sorti salido saí coupé sali sono_uscito
        zugemacht rausgegangen raus vendí_todo cut_my cut_the salí exited_at shaken_out kicked_out
        taken_out
    """,
    Meaning.OUT: """
        out exit exits exiting flat ausstieg salida sortie uscita saída get_out close closing
        getting_out bail cover cover_at covering_at
    """,
    Meaning.STOPPED: """
        stopped_out stopped ausgestoppt stopped_me_out got_stopped stop_out was_stopped
        got_stopped_out stoppedout stop_hit hit_my_stop hit_the_stop hit_stop stop_got_hit
        stop_was_hit stop_loss_hit sl_hit stop_triggered
    """,
    Meaning.HIT: "hit hits reached tagged",
    Meaning.MOVE: """
        move moving trail trailing tighten raise lower drag bring widen shift change
        adjust
    """,
    Meaning.MOVED: """
        subí bajé subiu baixei hochgesetzt loosened amended lifted moved trailed tightened raised
        lowered dragged brought widened shifted slid changed adjusted pulled bumped movido moví
        subido bajado remonté descendu nachgezogen verschoben spostato alzato movi pulled_in
        ratcheted slid_up
    """,
    Meaning.BREAK_EVEN: """
        breakeven break_even be b/e bep einstand entry_level my_entry the_entry where_i_got_in
        where_i_entered my_fill_price my_price my_fill pareggio
    """,
    Meaning.PART: """
        other_half last_half second_half half partial partials some most halves a_third a_quarter
        one_third one_quarter hälfte mitad moitié metà two_thirds
    """,
    Meaning.REST: """
        everything all_of_it whole_thing whole_position rest remainder remaining runner runners
        balance_of_it last_piece the_last last_one
    """,
    Meaning.SIZE: """
        size qty quantity position_size größe groesse menge tamaño cantidad taille quantité
        quantità amount sizing pos_size posi_size sz
    """,
    Meaning.UNIT: """
        lot lots contract contracts cons cts ct car cars share shares mini minis micro micros coin
        coins unit units kontrakt kontrakte lotes contratos contrats contratti stück stueck aktien
        sh acciones actions azioni ações contrato lotto lotti emini eminis mes_contracts shs shrs
        contrct contracs cntrcts konrakte minilots mini_lots micro_lots pieces total
    """,
    Meaning.RISK: """
        risk risking risked riskiere risiko riesgo arriesgo risque rischio risco max_risk max_loss
        risk_per_trade riesgando willing_to_lose can_lose want_to_lose ok_losing fine_losing
    """,
    Meaning.LEVERAGE: "leverage lev hebel apalancamiento levier leva alavancagem",
    Meaning.NOTIONAL: "notional worth_of worth exposure position_value",
    Meaning.MARGIN: "margin collateral margen",
    Meaning.RATIO: """
        rr r:r r/r risk_reward reward_risk risk_to_reward rrr crv r2r
    """,
    Meaning.LIMIT: "limit lmt limit_order limite límite on_a_limit resting",
    Meaning.MARKET: """
        market mkt at_market at_the_market market_order now_at_market zum_markt a_mercado
        al_mercato au_marché
    """,
    Meaning.STOP_ORDER_LONG: "buy_stop buystop buy_stop_order stop_buy",
    Meaning.STOP_ORDER_SHORT: "sell_stop sellstop sell_stop_order stop_sell",
    Meaning.LEVEL: """
        vwap avwap support resistance high low highs lows hod lod pdh pdl poc vah val ema sma ma
        open opened close_yesterday trading_at trades_at trades trading sits is_at currently
        last_price spot spot_price pivot gap gap_fill fib fibs demand supply orb onh onl
        pre_market premarket unterstützung widerstand soporte resistencia mid midpoint range_high
        range_low ath prior_high prior_low swing_high swing_low overnight_high overnight_low
        day_high day_low rsi cpi ppi vix dxy adx macd level levels day_moving ma_at looks_heavy
        bounced_off rejected rejection
    """,
    Meaning.ACCOUNT: """
        account balance equity capital bankroll konto cuenta compte conto portfolio funded
        account_size buying_power pnl p&l p/l profit_of up_by down_by
    """,
    Meaning.CALL: "call calls",
    Meaning.PUT: "put puts",
    Meaning.STRIKE: "strike strikes",
    Meaning.EXPIRY: """
        exp expiry expiration expiring expires weekly weeklies dte verfall
    """,
    Meaning.PREMIUM: "premium debit credit prem",
    Meaning.CURRENCY: """
        usd dollar dollars bucks usdt usdc eur euros quid gbp buck euro_worth
    """,
    Meaning.DENIAL: """
        not no never dont don't without isn't instead rather didn't wasn't won't aren't kein keine
        keinen nicht ohne sin ningún pas sans senza non não sem haven't hasn't can't didnt wasnt
        havent ain't nor
    """,
    Meaning.IF: """
        if when until unless once before should wenn falls si quando se
    """,
    Meaning.JOIN: "and & then und y et e o or plus",
    Meaning.TO: "to bis hasta jusqu'à fino_a até till hacia through_to",
    Meaning.GLUE: """
        for near around the = : is my would be will goes with a an of was just right then about
        roughly approx ~ set set_at on it's its placed sitting still first second third_target
        final initial auf der die das mein meine ist bei el la mi los en de le il mon ma un una
        une i'm im am i been have had has all in here price_of level_of up down ok lets let's into
        like another goin got it me take maybe now again tight we he she they ein eine einen als
        as were loss gonna going orders order only
    """,
    Meaning.NOISE: """
        double_size half_size full_size normal_size usual_size regular_size same_size
        no_longer as_long_as how_long so_long too_long long_time long_term long_run long_day
        all_day_long long_story long_weekend long_enough before_long long_since long_way
        short_term short_squeeze long_squeeze short_covering short_of short_on_time short_story
        long_shot short_version fall_short_of in_short_time cut_short stop_trading stop_being
        stop_doing stop_it stop_this stop_revenge stop_chasing can't_stop non_stop long_as
        a_long_while been_long_time stop_losing stop_limit profit_factor sell_off selloff sell-off
        buy_side sell_side buyers sellers long_candle trade_of_the_day short_sellers non-stop
        long_covid long_and_short how_short long_list in_the_long_run stop_overtrading
        stop_for_the_day stop_after in_profit at_least at_all at_first at_once at_work at_home
        at_night at_this_point at_the_moment for_profit
    """,
}


def _table() -> dict[tuple[str, ...], Meaning]:
    """The meaning of each word or phrase; a phrase is the tuple of its words."""
    table: dict[tuple[str, ...], Meaning] = {}
    for meaning, words in _WORDS.items():
        for word in words.split():
            table.setdefault(tuple(word.replace("-", "_").split("_")), meaning)
    return table


PHRASES = _table()
LONGEST_PHRASE = max(len(phrase) for phrase in PHRASES)
FIRST_WORDS = frozenset(phrase[0] for phrase in PHRASES if len(phrase) > 1)

PAST = frozenset(
    """bought sold shorted longed entered filled got_filled filled_at gekauft
    verkauft comprado vendido acheté vendu comprato venduto comprei vendi grabbed scooped got_in comprado_a""".split()
) | {
    "went long",
    "went short",
    "got long",
    "got short",
    "got filled",
    "got in",
    "filled at",
}  # the trade is made
TRADED = frozenset("bought sold gekauft verkauft sell buy sold_it selling buying".split())
SHARES = {
    "half": "0.5",
    "other half": "0.5",
    "last half": "0.5",
    "second half": "0.5",
    "halves": "0.5",
    "hälfte": "0.5",
    "mitad": "0.5",
    "moitié": "0.5",
    "metà": "0.5",
}
DISTANCE_WORDS = {
    "tick": "tick",
    "ticks": "tick",
    "t": "tick",
    "tck": "tick",
    "tix": "tick",
    "tiks": "tick",
    "pip": "pip",
    "pips": "pip",
    "pippen": "pip",
    "pipes": "pip",
    "point": "point",
    "points": "point",
    "pt": "point",
    "pts": "point",
    "punkte": "point",
    "punkten": "point",
    "puntos": "point",
    "punti": "point",
    "pontos": "point",
    "poin": "point",
    "pionts": "point",
    "handle": "point",
    "handles": "point",
    "cent": "cent",
    "cents": "cent",
    "%": "%",
    "percent": "%",
    "pct": "%",
    "prozent": "%",
    "r": "r",
    "rs": "r",
    "atr": "atr",
    "atrs": "atr",
    "bp": "pip",
    "figure": "figure",
    "figures": "figure",
}
ONE_LETTER_UNITS = frozenset("t r".split())  # behind a space they may be something else
TIME_WORDS = {
    "m": "m",
    "min": "m",
    "mins": "m",
    "minute": "m",
    "minutes": "m",
    "h": "h",
    "hr": "h",
    "hrs": "h",
    "hour": "h",
    "hours": "h",
    "d": "d",
    "day": "d",
    "days": "d",
    "w": "w",
    "week": "w",
    "weeks": "w",
    "sec": "s",
    "secs": "s",
    "seconds": "s",
    "months": "mo",
    "years": "y",
    "year": "y",
}
TIMEFRAMES = {"daily": "1d", "hourly": "1h", "monthly": "1mo"}
COUNTED = frozenset(
    """times trades trade losses loss wins win row tries setups setup st nd rd th dte am pm o'clock losers winners nds ths
    candles bars years days legs attempts ema sma ma period et est gmt utc""".split()
)  # what is counted so is no price and no size
