"""Which language a question is in, where it is not English. Pure."""

from collections.abc import Sequence

from backend.features.chat.understanding.phrases.words import Word, words_of

MOST_READ = 60  # words

ANSWERED_IN_ENGLISH = {
    "de": "Verstanden; ich antworte auf Englisch.",
    "es": "Entendido; respondo en ingl\u00e9s.",
    "fr": "Compris ; je r\u00e9ponds en anglais.",
    "it": "Capito; rispondo in inglese.",
    "pt": "Entendi; respondo em ingl\u00eas.",
}
"""What is said before an English answer, by the language of the question."""
_SIGNS = {
    "de": """wie wieviel viel ist sind war waren mein meine meinen meiner meinem ich habe hab hatte bin und oder der die
    das den dem ein eine mit ohne nur am im auf bei fur diesen dieses diese dieser letzte letzten letztes jahr monat
    woche trefferquote gewinn verlust gewonnen verloren verdient gemacht welche welcher welches warum wann seit montag
    dienstag mittwoch donnerstag freitag durchschnittlich durchschnittlicher nach pro was lauft laufen meines handel""",
    "es": """cual cuales cuanto cuanta cuantos cuantas como es son fue mi mis yo he gane gano ganado perdi perdido hice he
    tengo tuve el la los las un una y o con sin solo en este esta ultimo ultima mes semana ano aciertos tasa ganancia
    perdida por que donde cuando desde lunes martes miercoles jueves viernes operaciones mejor peor del de al lunes""",
    "fr": """quel quelle quels quelles combien comment est sont etait mon ma mes je suis j ai gagne perdu fait le la les un
    une et ou avec sans seulement ce cette dernier derniere mois semaine annee taux reussite gain perte pourquoi quand
    depuis lundi mardi mercredi jeudi vendredi moyenne du des au sur en""",
    "it": """qual quale quali quanto quanta quanti quante come e sono era mio mia miei mie io ho guadagnato perso fatto il
    lo la i gli le un una con senza solo questo questa ultimo ultima mese settimana anno tasso successo guadagno perdita
    perche quando da lunedi martedi mercoledi giovedi venerdi media del nel sul di""",
    "pt": """qual quais quanto quanta quantos quantas como e sao foi meu minha meus minhas eu ganhei perdi fiz tenho o a os
    as um uma com sem so somente este esta ultimo ultima mes semana ano taxa acerto acertos ganho perda por porque
    quando desde segunda terca quarta quinta sexta media do da no na de""",
}
_ENGLISH = frozenset(
    """the what whats how much many did do does my i is are was were on in of for and or with without this last year
    month week win rate when which best worst me show long longs short shorts trades trade average to from since
    a am an at he she his her as by""".split()
)
_FEWEST = 2
_WORDS = {language: frozenset(signs.split()) for language, signs in _SIGNS.items()}


def language_of(text: str) -> str | None:
    """`de`, `es`, `fr`, `it` or `pt` where most words that tell a language are of it; null for English and in doubt."""
    return language_of_words(words_of(text, MOST_READ))


def language_of_words(words: Sequence[Word]) -> str | None:
    """The same of words that were read already."""
    plain = [word.plain for word in words[:MOST_READ] if word.plain.isalpha()]
    english = sum(word in _ENGLISH for word in plain)
    counts = {language: sum(word in signs for word in plain) for language, signs in _WORDS.items()}
    language = max(counts, key=lambda name: counts[name])
    is_clear = counts[language] >= _FEWEST and counts[language] > 2 * english
    return language if is_clear and counts[language] * 2 >= len(plain) else None
