"""What the words of a setting stand for, in five languages; mistyped ones are found by what they are near to. Pure."""

from enum import Enum, auto
from functools import lru_cache

from backend.features.chat.understanding.phrases.spelling import Spelling, nearest, slips


class SettingWord(Enum):
    """What a word speaks of."""

    ACCOUNT = auto()
    RISK = auto()
    LOSS = auto()
    LOSSES = auto()
    DOWN = auto()
    UP = auto()
    DAY = auto()
    WEEK = auto()
    TRADE = auto()
    ROW = auto()
    SIZE = auto()
    SIZE_UNIT = auto()
    ENTRY = auto()
    LIMIT = auto()
    LARGEST = auto()
    ORDER = auto()
    NOT = auto()
    ONLY = auto()
    END = auto()
    BEGIN = auto()
    AFTER = auto()
    BEFORE = auto()
    AT = auto()
    ZONE = auto()
    MOOD = auto()
    SLEEP = auto()


_W = SettingWord
_WORDS: dict[SettingWord, str] = {
    _W.ACCOUNT: """account balance capital equity bankroll portfolio acct konto kontostand kontogröße
        depot kapital cuenta saldo
        compte solde conto conta topped funded deposit deposited withdrawal withdrew payout combine""",
    _W.RISK: "risk risking riskiere risiko riesgo arriesgo risque rischio risco arrisco",
    _W.LOSS: """loss lose drawdown losing verlust verliere verlieren pérdida perdida perder perte perdre perdita
        perdere perda stop""",
    _W.LOSSES: "losses losers loser reds verluste pérdidas perdidas pertes perdite perdas",
    _W.DOWN: "down minus negative lost bleed drop red",
    _W.UP: "up made gained won profit profits green",
    _W.DAY: """day daily days today today's todays session sessions tag täglich tages día dia diaria diario diarias
        jour journalière quotidienne journée giorno giornaliera giornaliero diária""",
    _W.WEEK: """week weekly weeks woche wöchentlich semana semanal semaine hebdomadaire settimana settimanale""",
    _W.TRADE: """trade trades trading positions entries operaciones operación operar opero operazioni operazione
        operações operação operar handeln handle transaktionen""",
    _W.ROW: "row consecutive straight streak consecutively hintereinander seguidas seguidos consecutivas fila suite",
    _W.SIZE: "size sizes position positions größe positionsgröße tamaño taille dimensione tamanho posición",
    _W.SIZE_UNIT: """contracts contract lots lot shares share cars minis micros coins kontrakte contratos contrats
        contratti lotes aktien""",
    _W.ENTRY: "entry entries trade",
    _W.LIMIT: """limit limits max maximum most cap ceiling threshold limite límite máximo maximo maxima máxima
        massimo massima höchstens maximal""",
    _W.LARGEST: "biggest bigger largest larger above over",
    _W.ORDER: """set change update put make rule rules rulebook raise lower reduce enforce lock block allow allowed let
        limit check switch move add cap give log setze stell pon cambia mets imposta define""",
    _W.NOT: """no not never nothing don't dont none block blocked lock ban forbid refuse stop keine kein nicht nichts
        nada nunca pas rien jamais niente non mai não nao""",
    _W.ONLY: "only just nur solo sólo seulement solamente apenas",
    _W.END: "cut cutoff done quit finish finished last end ends over stop close out schluss off",
    _W.BEGIN: "start begin first earliest open starts begins",
    _W.AFTER: "after past later beyond once from nach ab después despues après dopo depois since",
    _W.BEFORE: "before until till til earlier prior vor bis antes hasta avant jusqu'à prima fino até",
    _W.AT: "at by um a las alle às",
    _W.ZONE: "timezone zone tz zeitzone clock",
    _W.MOOD: "mood feeling feel laune stimmung ánimo animo humeur umore humor",
    _W.SLEEP: "sleep slept sleeping geschlafen schlaf dormí dormi dormido dormir sommeil sonno dormito",
}
_SPOKEN_OF: dict[str, frozenset[SettingWord]] = {}
for _of, _words in _WORDS.items():
    for _word in _words.split():
        _SPOKEN_OF[_word] = _SPOKEN_OF.get(_word, frozenset()) | {_of}
_PLAIN = frozenset(
    """please account's there their they them then this that with when want lost less loose best rest have here more
    than like night rough will would could should much many time times week weekend good morning under other
    about every each what which where while still today tired right wrong yesterday tomorrow really feels hours
    stopped corto corta sono later trader traders stopping
    minutes month months year years percent dollars euro euros bucks grand thousand noon lunch later great grade""".split()
)
_SPELLING = Spelling(word for word in _SPOKEN_OF if len(word) > 4)
_NOTHING: frozenset[SettingWord] = frozenset()


@lru_cache(maxsize=4096)
def spoken_of(word: str) -> frozenset[SettingWord]:
    """What a word in small letters speaks of; nothing where it is no word of a setting."""
    word = word.removesuffix("'s")
    known = _SPOKEN_OF.get(word)
    if known is not None:
        return known
    if word in _PLAIN or word.endswith(("day", "days")):
        return _NOTHING
    near = [known for known in nearest(word, _SPELLING) if slips(word, known) == 1]
    meanings = [_SPOKEN_OF[known] for known in near]
    return frozenset.intersection(*meanings) if meanings else _NOTHING
