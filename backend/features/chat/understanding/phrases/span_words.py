"""What spans of days and their parts are called. Pure."""

MONTHS: dict[str, int] = {
    name: month
    for month, names in enumerate(
        (
            "jan january januar janner enero janvier gennaio janeiro",
            "feb february febuary febr februar febrero fevrier febbraio fevereiro",
            "mar march marz maerz marzo mars marco",
            "apr april abril avril aprile",
            "may mai mayo maggio maio",
            "jun june juni junio juin giugno junho",
            "jul july juli julio juillet luglio julho",
            "aug august agosto aout",
            "sep sept september septiembre septembre settembre setembro",
            "oct october oktober octubre octobre ottobre outubro okt",
            "nov november noviembre novembre novembro",
            "dec december dez dezember diciembre decembre dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
MONTHS |= {
    f"{name}s": MONTHS[name]
    for name in """january february april july august september october november december""".split()
}  # "octobers win rate"
WEEKDAYS: dict[str, int] = {
    name: day
    for day, names in enumerate(
        (
            "monday mon montag",
            "tuesday tue tues dienstag",
            "wednesday wed weds mittwoch",
            "thursday thu thur thurs donnerstag",
            "friday fri freitag",
            "saturday sat samstag",
            "sunday sun sonntag",
        )
    )
    for name in names.split()
}
UNITS = {
    name: unit
    for unit, names in (
        ("day", "day days d tag tage tagen dia dias jour jours giorno giorni"),
        (
            "week",
            "week weeks wk wks w woche wochen semana semanas semaine semaines settimana settimane",
        ),
        ("month", "month months mo mos mth mths monat monate monaten mes meses mois mese mesi"),
        ("quarter", "quarter quarters qtr qtrs quartal quartale trimestre trimestres"),
        ("year", "year years yr yrs jahr jahre jahren ano anos annee annees an ans anno anni"),
    )
    for name in names.split()
}
LAST = frozenset(
    "last past previous prior trailing latest recent letzten letzte vergangenen ultimos ultimas "
    "derniers dernieres ultimi ultime".split()
)
SINCE = frozenset("since seit desde depuis dal dalla".split())
UNTIL = frozenset("until till til thru through bis hasta jusqu fino ate".split())
TO = frozenset(
    "to until till til thru through and - \u2013 \u2014 bis y et e al a hasta und".split()
)
_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty""".split()
NUMBERS: dict[str, int] = {word: worth for worth, word in enumerate(_SMALL)} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
    "couple": 2,
    "dozen": 12,
    "zwei": 2,
    "drei": 3,
    "dos": 2,
    "tres": 3,
    "deux": 2,
    "trois": 3,
    "due": 2,
    "tre": 3,
}
TENS = frozenset("twenty thirty forty fifty sixty seventy eighty ninety".split())
ORDINALS: dict[str, int] = {
    word: place
    for place, word in enumerate(
        """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
        fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""".split(),
        start=1,
    )
} | {"thirtieth": 30}
ENGLISH_TIME = frozenset(
    """january february march april may june july august september october november december jan feb mar apr jun jul aug sep
    sept oct nov dec day days week weeks wk month months quarter quarters year years today yesterday tonight this last past
    previous since until before after between from date half zero one two three four five six seven eight nine ten eleven
    twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty
    ninety hundred couple dozen single morning afternoon evening trailing ytd mtd wtd qtd ttm ago""".split()
)
"""Words of time that a mistyped one can have been."""
