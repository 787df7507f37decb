"""How commitments and claims of finished actions are worded, by language."""

from __future__ import annotations

import re
from typing import NamedTuple

_IGNORE = re.IGNORECASE


class Wording(NamedTuple):
    """A pattern, and words of which a sentence must hold one for it to be worth trying."""

    pattern: re.Pattern[str]
    signs: frozenset[str]


_EN_DO = (
    r"refund|reimburse|replace|resend|re-send|send|ship|dispatch|cancel|credit|compensate|waive|"
    r"extend|expedite|upgrade|deliver|exchange|repair|cover|pay|offer|grant|give|issue|arrange|"
    r"book|process|reserve|change|update|forward|pass|escalate|call|contact|get\sback|"
    r"look\sinto|investigate|fix|redirect|add|apply|transfer|return|make|prioriti[sz]e|remove|"
    r"block|delete|close|open|confirm|register|organi[sz]e|collect|ask|inform|notify|check"
)
_EN_DONE = (
    r"refunded|reimbursed|replaced|resent|sent|shipped|dispatched|cancell?ed|credited|"
    r"compensated|waived|extended|expedited|upgraded|arranged|booked|processed|reserved|changed|"
    r"updated|forwarded|passed|escalated|contacted|asked|informed|issued|initiated|started|added|"
    r"applied|transferred|approved|registered|created|opened|closed|blocked|deleted|removed|"
    r"scheduled|redirected|attached|notified|completed|placed|ordered|given|organi[sz]ed|"
    r"activated|renewed|unlocked|reset|submitted|requested|triggered|returned|fixed"
)
_FAR = r".{0,120}?"  # bounded, so that a draft that babbles cannot stall the check
_NOW = r"(?:\s(?:just|already|now|also|gladly|personally|immediately|then|hereby))*"
_BEEN = r"(?:\s(?:now|been|already|being|successfully|just))*"
_OF = r"(?:\s(?:of|for|with|to|over)\s\S+(?:\s\S+){0,3}?)?"
_DE_DO = (
    r"erstatte\w*|ersetze\w*|schicke\w*|sende\w*|versende\w*|verschicke\w*|storniere\w*|"
    r"gutschreibe\w*|schreibe\w*|überweise\w*|verlängere\w*|liefere\w*|tausche\w*|repariere\w*|"
    r"zahle\w*|gewähre\w*|gebe\w*|veranlasse\w*|kümmere\w*|rufe\w*|melde\w*|leite\w*|ändere\w*|"
    r"reserviere\w*|buche\w*|entschädige\w*|übernehme\w*|verzichte\w*|mache\w*|prüfe\w*|"
    r"kontaktiere\w*|informiere\w*|hole\w*|lösche\w*|sperre\w*"
)
_DE_INFINITIVE = (
    r"\w*erstatten|ersetzen|\w*schicken|\w*senden|stornieren|gutschreiben|überweisen|verlängern|"
    r"\w*liefern|\w*tauschen|reparieren|\w*zahlen|gewähren|geben|veranlassen|kümmern|anrufen|"
    r"melden|weiterleiten|ändern|reservieren|buchen|entschädigen|übernehmen|machen|prüfen|"
    r"kontaktieren|informieren|löschen|sperren"
)
_DE_DONE = (
    r"\w*erstattet|ersetzt|\w*geschickt|\w*schickt|\w*gesendet|\w*sendet|storniert|gutgeschrieben|"
    r"überwiesen|verlängert|geliefert|zugestellt|\w*getauscht|repariert|bezahlt|gewährt|veranlasst|"
    r"eingeleitet|\w*geleitet|geändert|reserviert|gebucht|übernommen|\w*gegeben|angelegt|"
    r"beauftragt|informiert|gelöscht|gesperrt|freigeschaltet|aktiviert|genehmigt|bearbeitet|"
    r"abgeschlossen|angehängt|beigefügt|kontaktiert|angestoßen|ausgelöst|notiert|vermerkt"
)
_THINGS = (
    r"order|orders|refund|parcel|package|replacement|return|request|case|ticket|account|money|"
    r"payment|address|subscription|exchange|complaint|credit|voucher|item|items|shipment"
)
_DE_THINGS = (
    r"bestellung|erstattung|rückerstattung|paket|sendung|ersatz|ersatzlieferung|rückgabe|anfrage|"
    r"anliegen|fall|konto|geld|zahlung|adresse|lieferung|umtausch|gutschrift|gutschein|artikel"
)

# "I will refund you": what one person takes upon themselves, no article can decide.
PERSONAL = Wording(
    re.compile(
        rf"\bI(?:'ll|'m\sgoing\sto|\swill|\sam\sgoing\sto|\sshall|\scan){_NOW}\s(?:be\s)?(?:{_EN_DO})"
        r"(?:ing)?\b|\b(?:let\sme|allow\sme\sto)\s"
        r"(?:refund|send|cancel|replace|arrange|issue|process)\b"
        rf"|\bich\s(?:{_DE_DO})\b|\b(?:{_DE_DO})\sich\b|\bich\swerde\b{_FAR}\b(?:{_DE_INFINITIVE})\b"
        rf"|\bwerde\sich\b{_FAR}\b(?:{_DE_INFINITIVE})\b"
        r"|\bje\s(?:vais\s|vous\s)+\w*(?:rembours|envo|annul|remplac)\w*|\bvoy\sa\s(?:\w+\s)?(?:reembols|"
        r"envia|cancela|devolv)\w*|\b(?:le|te)\s(?:reembolso|env[ií]o)\b|\b(?:ti|le)\s(?:rimborso|invier[oò])\b|\bvou\s(?:\w+\s)?"
        r"(?:reembols|envia|cancela)\w*|\bik\s(?:zal|stuur|betaal|annuleer|vergoed)\b|\b(?:zwrócę|"
        r"wyślę|anuluję)\b",
        _IGNORE,
    ),
    frozenset("i let allow ich je voy le te ti vou ik zwrócę wyślę anuluję".split()),
)
ASSURANCE = Wording(
    re.compile(
        r"\b(?:I|we)(?:\scan)?(?:'ll|\swill)?\s(?:\w+\s)?(?:promise|guarantee|assure|swear)\b(?!\s+cards?)|\bguaranteed\b|"
        r"\bmake\san\sexception\b|\bgesture\sof\sgoodwill\b|\bon\sthe\shouse\b|\bas\sa\sgoodwill\b|"
        r"\b(?:wir|ich)\s(?:versprech\w*|garantier\w*|versicher\w*|sicher\w*\s\w+\szu)\b|\bgarantiert\b|"
        r"\bausnahme\smachen\b|\bmach\w*\s(?:\w+\s){0,4}ausnahme\b|\baus\skulanz\b|\bkulanterweise\b|"
        r"\b(?:je|nous)\s(?:vous\s)?(?:promet\w*|garanti\w*)|\bexception\spour\svous\b|"
        r"\b(?:le|te|les)?\s?(?:prometemos|garantizamos|prometo|garantizo)\b|\b(?:vi\s|ti\s|le\s)?"
        r"(?:garantiamo|promettiamo|prometto)\b|\b(?:beloven|beloof|garanderen)\b|\b(?:garantimos|"
        r"prometemos|prometo)\b|\b(?:obiecujemy|gwarantujemy|obiecuję)\b",
        _IGNORE,
    ),
    frozenset(
        "i we guaranteed exception goodwill house wir ich garantiert ausnahme kulanz "
        "kulanterweise je nous prometemos garantizamos prometo garantizo garantiamo promettiamo "
        "prometto beloven beloof garanderen garantimos obiecujemy gwarantujemy obiecuję".split()
    ),
)
COMMITMENT = Wording(
    re.compile(
        rf"\b(?:we|our\s(?:team|colleagues|support)|a\scolleague|someone|the\steam)"
        rf"(?:'ll|'re\sgoing\sto|\swill|\sare\sgoing\sto|\sshall){_NOW}\s(?:be\s)?(?:{_EN_DO})(?:ing)?\b"
        rf"|\bwe\s(?:are|'re)\s(?:now\s)?(?:refunding|sending|replacing|cancelling|processing|arranging)\b"
        rf"|\bwir\s(?:{_DE_DO})\b|\b(?:{_DE_DO})\swir\b|\b(?:wir\swerden|werden\swir)\b{_FAR}"
        rf"\b(?:{_DE_INFINITIVE})\b|\b(?:kollege|kollegin|team)\b{_FAR}\b(?:meldet|ruft|wird)\b"
        r"|\bnous\s(?:allons\s)?(?:vous\s)?(?:rembours|enverr|envoy|annul|remplac)\w*"
        r"|\b(?:vamos\sa\s)(?:\w+\s)?(?:reembols|envia|cancela|devolv)\w*|\b(?:le|te)?\s?"
        r"(?:reembolsaremos|enviaremos|cancelaremos|devolveremos|reembolsamos)\b"
        r"|\b(?:vi\s|ti\s|le\s)?(?:rimborseremo|invieremo|annulleremo|sostituiremo|rimborsiamo)\b"
        r"|\b(?:iremos|vamos)\s(?:\w+\s)?(?:reembols|envia|cancela|devolv)\w*"
        r"|\b(?:we|wij)\s(?:zullen|sturen|betalen|annuleren|vergoeden|storten)\b"
        r"|\b(?:zwrócimy|wyślemy|anulujemy|wymienimy)\b",
        _IGNORE,
    ),
    frozenset(
        "we our colleague someone team wir kollege kollegin nous vamos reembolsaremos "
        "enviaremos cancelaremos devolveremos reembolsamos rimborseremo invieremo annulleremo "
        "sostituiremo rimborsiamo iremos wij zwrócimy wyślemy anulujemy wymienimy".split()
    ),
)
ENTITLEMENT = Wording(
    re.compile(
        r"\byou(?:'ll|\swill|\sare\sgoing\sto)\s(?:\w+\s)?(?:get|receive|have|be\s(?:refunded|"
        r"reimbursed|compensated|credited))\b.{0,120}?(?:refund\w*|replacement|voucher|discount|credit\w*|"
        r"compensat\w*|money|reimburse\w*|new\s\w+|free\s\w+|full\s\w+|parcel|order)"
        r"|\byou(?:'ll|\swill)\sbe\s(?:refunded|reimbursed|compensated|credited)\b"
        r"|\byour\s(?:refund|replacement|parcel|order|money|voucher)\s(?:will|is\sgoing\sto)\s"
        r"(?:be\s\w+|arrive|come)\b"
        r"|\b(?:du|sie)\s(?:bekomm\w*|erhält\w*|erhalten|kriegst)\b.{0,120}?(?:erstattung|ersatz\w*|"
        r"gutschein|rabatt|gutschrift|entschädigung|geld|neue\w*)"
        r"|\b(?:bekommst|erhältst|erhalten|bekommen)\s(?:du|sie)\b.{0,120}?(?:erstattung|ersatz\w*|"
        r"gutschein|rabatt|gutschrift|entschädigung|geld|neue\w*)"
        r"|\bvous\s(?:recevrez|serez\srembours\w*)\b|\b(?:recibirá|recibirás)\b|\b(?:riceverà|riceverai)\b"
        r"|\b(?:receberá|receberás)\b|\b(?:u|je)\s(?:ontvangt|krijgt?)\b.{0,120}?(?:geld|terugbetaling|bon|"
        r"korting)|\botrzyma(?:sz|\span)\b",
        _IGNORE,
    ),
    frozenset(
        "you your du sie vous recibirá recibirás riceverà riceverai receberá receberás u je "
        "otrzymasz otrzyma".split()
    ),
)
DONE_BY_US = Wording(
    re.compile(
        rf"\b(?:I|we)(?:'ve|\shave){_NOW}\s(?P<action>{_EN_DONE})\b"
        rf"|\b(?:I){_NOW}\s(?P<action_past>{_EN_DONE})\b"
        rf"|\b(?:ich\shabe|wir\shaben|habe\sich|haben\swir)\b{_FAR}\b(?P<action_de>{_DE_DONE})\b"
        r"|\b(?:j'ai|nous\savons)\s(?:\w+\s)?(?P<action_fr>rembours\w+|annul\w+|envoy\w+|trait\w+)"
        r"|\b(?:he|hemos)\s(?P<action_es>reembolsado|cancelado|enviado|tramitado|devuelto)"
        r"|\b(?:ho|abbiamo)\s(?P<action_it>rimborsato|annullato|inviato|spedito)"
        r"|\b(?:heb|hebben)\b.{0,120}?\b(?P<action_nl>geannuleerd|verzonden|terugbetaald|vergoed)"
        r"|\b(?P<action_pt>reembolsei|cancelei|enviei|reembolsámos|cancelámos|cancelamos)\b"
        r"|\b(?P<action_pl>zwróciliśmy|anulowaliśmy|wysłaliśmy|anulowałem|anulowałam)\b",
        _IGNORE,
    ),
    frozenset(
        "i we ich wir j nous he hemos ho abbiamo heb hebben reembolsei cancelei enviei "
        "reembolsámos cancelámos cancelamos zwróciliśmy anulowaliśmy wysłaliśmy anulowałem "
        "anulowałam".split()
    ),
)
DONE_TO_ORDER = Wording(
    re.compile(
        rf"\byour\s(?:\w+\s){{0,2}}(?:{_THINGS}){_OF}\s(?:has|have|was|were|is|are){_BEEN}\s"
        rf"(?P<action>{_EN_DONE}|delivered|received)\b"
        rf"|\bthe\s(?:\w+\s)?(?:{_THINGS})\s(?:has|have)\s(?:\w+\s)?been{_BEEN}\s"
        rf"(?P<action_the>{_EN_DONE}|delivered|received)\b"
        rf"|\b(?:deine?|ihre?|die|das|der)\s(?:\w+\s)?(?:{_DE_THINGS})\s(?:wurde|ist|wird)\b{_FAR}\b(?P<action_de>{_DE_DONE})\b"
        r"|\bvotre\s\w+\sa\sété\s(?P<action_fr>\w+)|\bsu\s\w+\sha\ssido\s(?P<action_es>\w+)"
        r"|\bè\sstat[oa]\s(?P<action_it>(?:rimborsat|annullat|spedit|inviat)\w)"
        r"|\bfoi\s(?P<action_pt>(?:reembolsad|cancelad|enviad)\w)"
        r"|\bis\s(?P<action_nl>geannuleerd|verzonden|terugbetaald)\b"
        r"|\bzostał[oa]?\s(?P<action_pl>\w+)",
        _IGNORE,
    ),
    frozenset(
        "your the dein deine ihr ihre die das der votre su è foi is został została zostało".split()
    ),
)
CONDITIONAL_LEAD = re.compile(
    r"\b(?:if|once|when|after|until|as\ssoon\sas|before|the\sday|date|moment|that|since|whether|unless|wenn|sobald|nachdem|falls|"
    r"bis|ob|bevor|si|quand|lorsque|dès\sque|cuando|se|quando|als|zodra|jeśli|gdy)\b[^.!?]*$",
    _IGNORE,
)
# Offers of help are no commitments.
HARMLESS = re.compile(
    r"\b(?:I|we)(?:'ll|\swill|'d|\swould|'m|\sam|'re|\sare)?\s(?:be\s)?(?:glad|happy|pleased)\s(?:to|"
    r"if)\s(?:help|assist|answer|explain)\w*|\b(?:wir|ich)\s(?:helfe\w*|beantworte\w*)\b|"
    r"\bif\s(?:I|we)\scan\s\w+|\bI\scan\s(?:check|confirm|see)\b|\bI\s(?:have\s)?checked\b",
    _IGNORE,
)
