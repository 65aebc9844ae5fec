"""One form of each name that somebody is known by, so that what the database compares is what Python compares.

Names are folded here, in Python, and stored folded beside what was written; SQL only ever compares for equality. So
no collation, locale or version of PostgreSQL has a say in who somebody is. Names of code points that Unicode has not
assigned are refused where accounts are made (`is_email`), because only for the assigned ones both normalisation and
case folding are promised never to change.
"""

import re
import unicodedata

import idna

from backend.core.visible_text import is_storable, is_unseen

LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3, and the erratum
LONGEST_LOCAL_PART = 64
LONGEST_DOMAIN = LONGEST_EMAIL - 2  # a letter and the @ before it
_ROUNDS = 8  # a fold that has not settled by then is one that Unicode does not have
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_TOP_LABEL = re.compile(r"[a-z]{2,24}|xn--[a-z0-9-]{1,59}", re.ASCII)


class NotADomain(ValueError):
    """No mail can be sent to such a name."""


def fold(name: str) -> str:
    """A name without what case and compatibility make different: NFKC and full case folding, to their fixed point.

    Names that Unicode calls caseless or compatibility matches of each other have the same fold, and `fold(fold(name))`
    is `fold(name)`. Decomposed first: only so a Greek iota below is found wherever it stands among other marks.
    """
    decomposed = unicodedata.normalize("NFKD", name)
    folded = unicodedata.normalize("NFKC", decomposed.casefold())
    for _ in range(_ROUNDS):
        again = unicodedata.normalize("NFKC", folded.casefold())
        if again == folded:
            break
        folded = again
    return folded


def fold_login(login: str) -> str:
    """The one form of what somebody signs in with: an email has an @, a username never; space around it is nothing."""
    name = trimmed(login)
    if "@" in unicodedata.normalize("NFKC", name):
        folded = fold_email(name)
    else:
        folded = fold(name)
    return trimmed(folded)  # an iota below that stands alone is folded to a space and a letter


def trimmed(name: str) -> str:
    """A name without the space around it, which keyboards and clipboards add.

    A space that carries a mark is a letter: some that are written as one code point are folded to it.
    """
    inner = name.strip()
    space = name.removesuffix(name.lstrip())
    if space and inner and unicodedata.combining(inner[0]):
        return space[-1] + inner
    return inner


def fold_email(email: str) -> str:
    """The one form of an email: its local part folded, its domain as the network has it (the A-labels of IDNA)."""
    local, _, domain = unicodedata.normalize("NFKC", email).rpartition("@")
    try:
        return f"{fold(local)}@{network_domain(domain)}"
    except NotADomain:  # nobody can register it, and whoever had it before there were domains of all scripts keeps it
        return f"{fold(local)}@{fold(domain)}"


def network_domain(domain: str) -> str:
    """A domain as the network has it: lower case, every label in ASCII.

    Raises:
        NotADomain: it is not a domain that mail can be sent to.
    """
    if len(domain) > LONGEST_EMAIL:
        raise NotADomain("A domain has 252 letters at the most.")
    try:
        if _needs_idna(domain):
            encoded = idna.encode(domain, uts46=True, std3_rules=True).decode()
        else:
            encoded = domain.lower()
    except UnicodeError as error:
        raise NotADomain(str(error)) from None
    labels = encoded.split(".")
    top = labels[-1]
    if len(labels) < 2 or len(encoded) > LONGEST_DOMAIN or not _TOP_LABEL.fullmatch(top):
        raise NotADomain("A domain has two labels or more, and letters in the last one.")
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise NotADomain("A label has letters, digits and hyphens between them, 63 at the most.")
    return encoded


def _needs_idna(domain: str) -> bool:
    """Plain ASCII is what it is: IDNA's own rules are for labels of other scripts, in either form."""
    return not domain.isascii() or "xn--" in domain.lower()


def network_email(email: str) -> str:
    """An email as mail servers take it: the local part as it was written, the domain in ASCII."""
    local, _, domain = email.rpartition("@")
    try:
        return f"{local}@{network_domain(unicodedata.normalize('NFKC', domain))}"
    except NotADomain:
        return email


def is_email(email: str) -> bool:
    """Whether an account can be known by this address and mail can be sent to it.

    Every letter of it can be seen and is assigned, so nobody else's address can be made to look the same by what does
    not show, and its fold never changes.
    """
    local, at, domain = email.rpartition("@")
    plain = unicodedata.normalize("NFKC", email)
    if not at or plain.count("@") != 1:
        return False
    if not 1 <= len(local) <= LONGEST_LOCAL_PART:
        return False
    if not is_storable(email) or not _can_be_seen(email):
        return False
    try:
        name = network_domain(unicodedata.normalize("NFKC", domain))
    except NotADomain:
        return False
    length = len(local.encode()) + 1 + len(name)
    return length <= LONGEST_EMAIL


def _can_be_seen(name: str) -> bool:
    """Whether every letter of it shows, and is one that Unicode has assigned."""
    return not any(is_unseen(letter) or unicodedata.category(letter) == "Cn" for letter in name)
