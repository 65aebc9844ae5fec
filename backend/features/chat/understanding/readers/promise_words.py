"""What the words of a promise stand for, in five languages; mistyped ones are found by what they are near to. Pure."""

from enum import Enum, auto
from functools import lru_cache

from backend.features.chat.understanding.phrases.spelling import Spelling, nearest, slips


class PromiseWord(Enum):
    """What a word speaks of."""

    WHEN = auto()
    LOSS = auto()
    WIN = auto()
    TRADE = auto()
    STOPPED = auto()
    STOP = auto()
    TILT = auto()
    ROW = auto()
    PAUSE = auto()
    QUIT = auto()
    REDUCTION = auto()
    HALF = auto()
    SIZE = auto()
    PLEDGE = auto()
    ARTICLE = auto()
    QUALIFIER = auto()


_W = PromiseWord
_WORDS: dict[PromiseWord, str] = {
    _W.WHEN: """if when once whenever after following following every each moment soon next upon wenn sobald falls nach
        jedes si cuando después despues tras quand dès après se quando dopo appena depois após""",
    _W.LOSS: """loss losses loser losers lose loses losing lost red reds verlust verluste verlusten verliere verlierer
        pérdida pérdidas perdida perdidas pierdo perte pertes perds perdita perdite perdo perda perdas perco""",
    _W.WIN: """win wins winner winners winning green greens gewinn gewinner gewinne ganancia gano gagne gain vincita
        vinco ganho""",
    _W.TRADE: "trade trades entry entries positions operación operaciones operazione operazioni operações",
    _W.STOPPED: "stopped stopout stopouts ausgestoppt stoppato",
    _W.STOP: "stop stops stopp stopps",
    _W.TILT: "tilt tilted tilting tilty",
    _W.ROW: "row straight consecutive consecutively running hintereinander seguidas seguidos fila suite",
    _W.PAUSE: """pause break breather breathe off away wait cool cooldown rest walk timeout sit touch nothing time
        step descanso pausa""",
    _W.QUIT: """stop stopping quit quitting done finish finished out leave leaving home shut shutting close
        closed closing call dark enough over end ends log aufhören aufzuhören höre aufhöre sperre
        schluss feierabend parar paro pare paré arrêter arrête arrêtes fermo fermarmi smetto smettere
        chega encerro acabo walk bed""",
    _W.REDUCTION: """reduce reducing cut cutting drop dropping lower lowering less smaller halve halving halved shrink
        downsize trim scale reduziere reduzco réduis riduco reduzo fewer""",
    _W.HALF: "half halve halving halved halbe halbiere mitad moitié metà metade",
    _W.SIZE: "size sizes sizing position contracts lots größe tamaño taille tamanho",
    _W.PLEDGE: """promise promised promises commit commitment committed commitments swear sworn vow pledge pledged oath
        word deal contract bind bound agree agreed verspreche versprochen gelobe schwöre prometo juro promets jure
        prometto giuro""",
    _W.ARTICLE: "a an my the any each every one first 1st 1 single un uno una une um uma einem ein einen jedem each",
    _W.QUALIFIER: """full big small bad huge nice straight consecutive losing winning red green single in a row more
        total of""",
}
_SPOKEN_OF: dict[str, frozenset[PromiseWord]] = {}
for _of, _words in _WORDS.items():
    for _word in _words.split():
        _SPOKEN_OF[_word] = _SPOKEN_OF.get(_word, frozenset()) | {_of}
_PLAIN = frozenset(
    """could would should there their these those where which while until again never always today trading trader
    traders minutes minute hours hour percent screen platform laptop close closed course house mouse world words
    goes leaf bread great think thing things right write wrong please from have with this that
    what then take phone topped""".split()
)
_SPELLING = Spelling(word for word in _SPOKEN_OF if len(word) > 4)  # short ones have too many near
_NOTHING: frozenset[PromiseWord] = frozenset()


@lru_cache(maxsize=4096)
def promise_words_of(word: str) -> frozenset[PromiseWord]:
    """What a word in small letters speaks of; nothing where it is no word of a promise."""
    known = _SPOKEN_OF.get(word)
    if known is not None:
        return known
    if word in _PLAIN:
        return _NOTHING
    near = [known for known in nearest(word, _SPELLING) if slips(word, known) == 1]
    meanings = [_SPOKEN_OF[known] for known in near]
    return frozenset.intersection(*meanings) if meanings else _NOTHING
