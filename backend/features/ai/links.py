"""What leads elsewhere: links, and addresses that are written without a scheme but are opened all the same.

Prose is no address: behind a full stop without a space it goes on with a capital ("the stop.Then", "MES.The"), tickers
such as `SAP.DE` are capitals too, and `record.net` is the id of a fact.
"""

import re

LINK = re.compile(
    r"!?\[([^\]\n]{0,300}+)\]\([^)\s]{1,2000}+\)|\b(?:https?|ftp|data|javascript):[^\s<>\"')]{2,2000}"
    r"|\b[a-z][a-z0-9+-]{1,20}://[^\s<>\"')]{1,2000}",
    re.I,
)

_DOT = r"[.\u3002\uff0e\uff61]"
_LABEL = r"[^\W_](?:[^\W_]|-){0,62}"
_LABELS = rf"(?:{_LABEL}{_DOT})"
# Where nothing but the ending says that it is an address: the usual ones, without those that end a sentence as well
# ("it", "is", "in", "at", "no", "so", "me").
_ENDING = (
    r"(?:(?i:com|org|example|onion|xyz)|net|NET|info|INFO|biz|BIZ|io|ai|co|app|dev|gg|ly|cc|tv|ws|site|online|shop|store"
    r"|club|live|pro|top|link|click|page|web|tech|cloud|space|website|trade|trading|finance|money|fund|markets?|broker"
    r"|forex|capital|exchange|news|blog|bid|vip|icu|wiki|zone|world|today|chat|email|host|test|local|localhost|invalid"
    r"|ru|cn|de|uk|fr|es|nl|eu|ca|au|ch|se|pl|br|jp|kr|tk|ml|ga|cf|gq|su|ua|by|kz|ir|tr|hk|sg|tw|za|nz|dk|fi|cz|hu|ro"
    r"|gr|pt|ar|mx|cl|vn|th|ph|id|pk|ng|ke|il|ae|sa|lu|li|lt|lv|ee|bg|hr|rs|sk|si|xn--[a-z0-9-]{2,59})"
)
_ENDED = r"(?![^\W_]|-|_\w)"
_PORT, _PATH = r"(?::\d{2,5}\b)?", r"[/?#][^\s<>\"')]{0,2000}"
_BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_TRADERS_WORD = r"(?:entry|stop|target|risk|reward|size|long|short|the|and|or)\b"
ADDRESS = re.compile(
    r"(?<![^\W_])(?<![^\W_][.-])(?!record\.(?:net|today)\b(?![/:@]))"
    r"(?:[\w.+-]{1,64}@)?"
    r"(?:"
    rf"(?i:www){_DOT}{_LABELS}{{0,8}}{_LABEL}{_PORT}(?:{_PATH})?"
    rf"|{_LABELS}{{1,8}}(?!{_TRADERS_WORD})(?:[a-z]{{2,24}}|(?<=[A-Z][.])[A-Z]{{2,24}}){_PORT}{_PATH}"
    rf"|{_LABELS}{{1,7}}(?=[^\W\d_]{{2}}){_LABELS}[a-z]{{2,24}}{_ENDED}{_PORT}"
    rf"|{_LABELS}{{1,8}}{_ENDING}{_ENDED}{_PORT}(?:{_PATH})?"
    rf"|(?:{_BYTE}\.){{3}}{_BYTE}(?![\d.,]){_PORT}(?:{_PATH})?"
    r")"
)
