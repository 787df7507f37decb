"""The words that questions begin with, are wrapped in, or only pretend to be; nine languages.

Each is the inside of a pattern; `_` stands for a blank inside a word.
"""

from __future__ import annotations


def _any_of(words: str) -> str:
    return "|".join(word.replace("_", r"\s+") for word in words.split())


# Polish "i" and "a", Dutch "of": in English they join nothing.
_POLISH_OR_DUTCH = (
    r"(?:[ai](?=\s+(?:czy|kiedy|gdzie|ile|jak|co|kto|dlaczego|jaki\w*|któr\w+)\b)"
    r"|of(?=\s+(?:kan|mag|is|zijn|wordt|moet|hoe|wat|waar|wanneer)\s+(?:ik|het|u|je|er|de|dit)\b))"
)
AND = _any_of(
    r"""and(?:_also|_then)? also plus & \+ / or or_else und(?:_auch|_außerdem)? außerdem oder et
    (?:et_)?aussi ou y(?:_también)? o e(?:_também|_anche)? ed en(?:_ook)? oraz och"""
)
AND = f"{AND}|{_POLISH_OR_DUTCH}"
LEAD_INS = _any_of(
    r"""hi hello hey ok okay so oh well and also but or just then now yes no ps great thanks
    (?:one|a)_(?:more_)?(?:quick_)?(?:question|thing) (?:quick|my|another)_question(?:_is)?
    by_the_way
    btw please hallo hej hoi ciao moin olá hola bonjour salut und auch aber oder also dann ja
    noch_eine_frage
    guten_tag et aussi mais alors y también pero además e ed anche mas também en ook maar
    oraz och men
    if_(?:so|not|yes)"""
)
LEAD_INS = f"{LEAD_INS}|{_POLISH_OR_DUTCH}"
PREPOSITIONS = _any_of(
    r"""for from at in on to by with until till since up_to of under about bis ab seit für mit in
    von zu an auf nach bei à de en pour dans depuis jusqu'à_partir_de jusqu' d' par con para
    desde hasta por
    da di per tot van voor met vanaf do od dla na w z em até till från för på"""
)
WH = _any_of(
    r"""who whom whose what what['’]?s when when['’]?s where where['’]?s which why how how['’]?s
    wer wen wem was wann wo wohin woher welche[rsnm]? warum wieso weshalb wie wieviele? womit wofür
    qui quoi quand où comment combien pourquoi quel(?:le)?s? qu['’]est-ce
    qué cuál(?:es)? quién(?:es)? cuándo dónde adónde cómo cuánt[oa]s? por_qué
    quant[oaie] quando dove come quale quali cosa perché
    onde como qual quais quem por_que o_que
    wat waar wanneer hoe hoeveel welke? waarom
    kto gdzie kiedy jak jaki\w* ile dlaczego czy któr\w+ vem vad när hur vilken vilket vilka
    varför"""
)
WHETHER = _any_of(r"whether if ob si se of om czy")
ABOUT = _any_of(r"about über regarding concerning nach wegen")
_BE = r"(?:is|are|was|were|will|do|does|did|can|could|would|should|has|have|must|am)"
_NOUNS_FIRST = (
    r"(?!not\b|be\b|been\b|do\b|love\b|like\b|never\b|only\b|just\b|also\b|still\s+not\b|have\b"
    r"|great\b|nice\b|no\b|\w+(?:ed|ing)\b(?!\s+\w))"
)
ASKING = "|".join(
    [
        # English: what no statement begins with
        rf"how(?:['’]?s)?\s+(?:much|many|long|to|big|heavy|late|soon|often|come|far|old|quick|"
        rf"fast|high|"
        rf"tall|wide|thick|about|strong|warm|{_BE})\b",
        rf"what(?:['’]?s)?\s+(?:{_BE}|time|sizes?|colou?rs?|about|if|kinds?|happens?|else|now)\b",
        r"(?:what|where|when|who|how)(?:['’]s|s)\b",
        r"what\s+(?!a\b|an\b|i\b|you\b|we\b|they\b|he\b|she\b|the\b|my\b|your\b)\w+\s+"
        rf"(?:{_BE}|i|you|we)\b",
        rf"(?:when|where|who|whose)\s+{_BE}\b|where\s+to\b|who\s+(?:pays|makes|made|delivers)\b",
        r"which\s+(?!is\s+why|was\b|were\b|i\b|we\b|has\b|had\b|means\b)\w+",
        rf"why\s+(?:{_BE}|not|can['’]?t|won['’]?t|isn['’]?t|doesn['’]?t|don['’]?t|didn['’]?t|"
        rf"wasn['’]?t)\b",
        rf"(?:is|are|do|does|did|can|could|will|would|should|has|was|"
        rf"were)(?!['’]t)\s+{_NOUNS_FIRST}\w+",
        r"(?:may|have|am|shall|might)\s+(?:i|you|we|they|it|he|she)\b|any\s+(?:idea|chance|"
        r"news|discount)\b",
        r"u\s+(?:guys\s+)?(?:got|have|ship|do|sell|take)\b",
        # German
        r"(?:wer|wen|wem|was|wann|wo|wohin|woher|warum|wieso|weshalb|womit|wofür)\s+(?!ich\b|"
        r"wir\b|sie\s+mir\b)\w+",
        r"wie\s*(?:viele?|lange?|teuer|hoch|groß|schwer|breit|oft|weit|schnell|kann|können|komm\w*|"
        r"ist|sind|wird|werden|funktioniert|geht|läuft|bekomm\w*|stell\w*|mach\w*|sieht|gro\w*|"
        r"alt)\b",
        r"welche[rsnm]?\s+\w+",
        r"(?:kann|kannst|können|könnt|könnte[nt]?|darf|dürfen|ist|sind|gibt|gibt['’]s|hat|"
        r"haben|habt|wird|werden|"
        r"muss|müssen|soll|sollte|lässt|passt|passen|liefert|liefern|nehmen|nehmt|verkauf\w+|"
        r"bieten|bietet|"
        r"kostet|kosten|dauert|bekomme|wäre|würde[nt]?|hätte[nt]?|geht|reicht|stimmt|bleibt|"
        r"gilt|gelten|versend\w+|"
        r"verschick\w+|schick\w+)\s+(?:ich|du|er|sie|es|man|wir|ihr|der|die|das|den|ein\w*|"
        r"mein\w*|euer|eure|auch|"
        r"denn|noch|schon|jemand|hier|dort|(?-i:[A-ZÄÖÜ]\w+))\b",
        # French
        r"(?:où|comment|combien|pourquoi|quel(?:le)?s?|qu['’]est-ce|est-ce|qui|quoi)\b",
        r"quand\s+(?:est|sera|arriv\w+|serai\w*|vais|pourrai\w*|aurai\w*)\b",
        r"(?:y\s+a-t-il|\w+-(?:vous|je|on|il|elle|ils|elles|tu|t-il|t-elle|t-on))\b",
        # Spanish
        r"¿|(?:qué|cuál(?:es)?|quién(?:es)?|cuándo|dónde|adónde|cómo|cuánt[oa]s?|por\s+qué)\b",
        r"(?:puedo|pueden|podría[ns]?|podemos|hay|tienen|tenéis|se\s+puede|hacen|envían)\b",
        # Italian, Portuguese
        r"(?:quant[oaie]|dove|quale|quali|qual|quais|onde|quem|por\s+que|o\s+que)\s+\w+",
        r"quando\s+(?:arriv\w+|sarà|sar[áà]|cheg\w+|volta|ser[áa]|ricev\w+|receb[oe]\w*|posso|"
        r"é|è)\b",
        r"com[eo]\s+(?:posso|faccio|si|funzion\w*|faço|é|va|mi|me|devo)\b",
        r"(?:posso|possiamo|potete|podem|podemos|si\s+può|c['’]è|ci\s+sono|avete|vocês?|têm|há|"
        r"fate|spedite|"
        r"é\s+possível|è\s+possibile)\b",
        # Dutch
        r"(?:wat|waar|wanneer|hoeveel|welke?|waarom|hoe\s+(?:lang|kan|maak|werkt|duur|groot|"
        r"snel|zwaar|vaak|moet))\b",
        r"(?:kan|kunnen|kunt|mag|mogen|is|zijn|heeft|hebben|wordt|worden|moet|leveren|levert|"
        r"zit|past)\s+"
        r"(?:ik|je|jij|u|hij|zij|ze|het|we|wij|jullie|er|de|een|mijn|dat|dit)\b",
        # Polish
        r"(?:czy|gdzie|kiedy|dlaczego|ile|kto|jak\s+(?:długo|mogę|można|zwrócić|się|wygląda|"
        r"to)|jaki\w*|któr\w+)\b",
        # Swedish
        r"(?:vem|vad|när|hur|vilken|vilket|vilka|varför|var\s+(?:är|finns|kan))\s+\w+",
        r"(?:kan|får|finns|har|är|ska|går|kommer|skickar|ingår|måste|passar)\s+"
        r"(?:jag|du|ni|vi|man|det|den|de|han|hon|mitt|min|mina)\b",
    ]
)
INDIRECT = "|".join(
    [
        r"i(?:['’]?d|\s+would|\s+should)?\s+(?:also\s+)?(?:like|love|want|wanted|need|"
        r"wish)(?:\s+also)?"
        r"\s+to\s+(?:know|ask|find\s+out|check|understand|hear|be\s+told)",
        r"(?:need|want|like|keen|good)\s+to\s+(?:know|find\s+out|ask)",
        r"i\s*(?:['’]?m|am|was|were)?\s*(?:also\s+|just\s+)?(?:wonder(?:ed|ing)?|curious|"
        r"not\s+sure|unsure)",
        r"(?:he|she|they|wife|husband|mother|father|son|daughter|friend|colleague|boss)\s+"
        r"(?:also\s+)?(?:asks?|wants?\s+to\s+know|wonders?)",
        r"(?:please\s+|to\s+)?(?:tell|let|inform|advise|show)\s+(?:me|us)(?:\s+know)?",
        r"(?:the|my|our)\s+(?:main\s+|other\s+)?questions?\s+(?:is|are)",
        r"(?:just\s+)?(?:checking|asking)(?!\s+out)|(?:any|no)\s+idea|do\s+you\s+know|"
        r"can\s+you\s+say",
        r"(?:wüsste|möchte|wollte|würde|"
        r"hätte)\s+(?:ich\s+)?(?:auch\s+)?(?:noch\s+)?gerne?(?:\s+(?:wissen|gewusst|fragen))?",
        r"(?:möchte|wollte|will|würde)\s+(?:ich\s+)?(?:nur\s+|gerne?\s+|noch\s+)*(?:wissen|"
        r"fragen|nachfragen)",
        r"ich\s+frage\s+mich|mich\s+interessiert|(?:sagen|teilen|sagt|sag|"
        r"gebt?)\s+(?:sie\s+)?(?:mir|uns)",
        r"(?:voudrais|souhaite(?:rais)?|veux|aimerais|voulais|demande)\s+(?:bien\s+)?(?:savoir)?",
        r"(?:me|nous)\s+(?:dire|indiquer)|dites-moi|je\s+me\s+demande",
        r"(?:quisiera|quiero|querría|quería|gustaría|necesito)\s+saber|me\s+pregunto|"
        r"(?:decirme|díganme)",
        r"(?:vorrei|volevo|vorremmo)\s+sapere|mi\s+chiedo|dirmi",
        r"(?:gostaria\s+de|queria|quero|gostava\s+de)\s+saber|dizer-me",
        r"(?:wil|wilde|zou)\s+(?:ik\s+)?(?:graag\s+)?(?:willen\s+)?weten|vraag\s+me\s+af|"
        r"(?:zeggen|vertellen)",
        r"(?:chciał(?:bym|abym)|chcę|chciałem|chciałam)\s+(?:się\s+)?(?:wiedzieć|zapytać|"
        r"spytać|dowiedzieć)",
        r"(?:jag\s+)?undrar|(?:vill|skulle\s+vilja)\s+(?:gärna\s+)?veta",
    ]
)
PLEASE = _any_of(
    "please pls plz kindly bitte s['’]il_vous_plaît veuillez por_favor per_favore proszę "
    "prosím alstublieft"
)
EMPTY_PLEAS = (
    r"(?:advise|help|hurry|reply|respond|answer|explain|confirm\W*$|confirm\s+receipt|find|see|"
    r"note|excuse|"
    r"forgive|bear|believe|understand|get\s+back|contact|call\s+me|don|do\s+not|accept|be\b|"
    r"look\s+into|"
    r"let\s+(?:me|us)\s+know\W*$|check\W*$|assist|um\b|melde\w*|antwort\w*|helf\w*|"
    r"entschuldig\w*|beacht\w*|"
    r"dringend|geben\s+sie\s+mir\s+bescheid|o\s+(?:pilną|odpowiedź)|aider|ayuda|aiuto)"
)
WISHES = _any_of(
    r"""please pls plz i(?:['’]?d|_would)?_(?:also_)?(?:like|want|need|wish) i_never
    i_(?:can['’]?t|cannot|don['’]?t_know) i(?:['’]m|_am)_(?:looking|trying|waiting|wondering|asking)
    (?:tell|let|send|give|help|show)_(?:me|us) is_missing does_?n['’]?t_work
    bitte ich_(?:möchte|will|brauche|würde|hätte) s['’]il_vous je_(?:voudrais|veux|souhaite)
    quiero quisiera necesito por_favor vorrei graag ik_wil gostaria chciał(?:bym|abym)?
    jag_(?:vill|behöver)
    skulle_vilja proszę"""
)
_HELP_WITH = (
    r"(?:\s+(?:please|pls|out|here|today|quickly|bitte|kurz|svp|por\s+favor|"
    r"with\s+(?:this|that|something|it)|damit|dabei)){0,3}"
)
COURTESY = "|".join(
    [
        r"how\s+(?:are|r)\s+(?:you|u|things)(?:\s+(?:today|doing|all|guys|keeping))*|"
        r"how\s+is\s+it\s+going|how\s+do\s+you\s+do",
        rf"(?:could|can|would|will)\s+(?:you|u|someone|anyone|somebody|anybody)\s+(?:please\s+|"
        rf"kindly\s+)?help(?:\s+(?:me|us))?{_HELP_WITH}",
        rf"can\s+(?:i|we)\s+(?:get|have)\s+(?:some\s+)?help{_HELP_WITH}",
        r"(?:can|may|could)\s+i\s+(?:just\s+|quickly\s+)?ask\s+(?:you\s+)?(?:something|"
        r"a\s+(?:quick\s+)?question|one\s+thing)",
        r"(?:is\s+)?(?:anyone|anybody|someone|somebody)\s+(?:there|here|available|online)|"
        r"are\s+you\s+(?:still\s+)?there",
        r"(?:do\s+)?you\s+know(?:\s+what\s+i\s+mean)?|know\s+what\s+i\s+mean|"
        r"what\s+do\s+you\s+think",
        r"(?:any|some)\s+(?:ideas?|help|news|thoughts|advice|suggestions)|what\s+can\s+(?:you|"
        r"we|i)\s+do(?:\s+about\s+(?:it|this|that))?$",
        r"(?:nice|lovely|great|awful|terrible)\s+(?:weather|day)\b.*|"
        r"that\s+would\s+be\s+\w+(?:,?\s+(?:ok|okay|right|no))?",
        r"(?:all\s+)?(?:right|ok|okay|yes|no|really|seriously|sorry|pardon)(?:\s+(?:then|now))?",
        r"(?:is|are)n['’]?t\s+(?:it|they|that)|did\s+you\s+get\s+my\s+(?:e-?mail|message)",
        r"wie\s+geht(?:['’]?s|\s+es)(?:\s+(?:ihnen|dir|euch|so|heute))*",
        rf"(?:können|könnten|kann|könnt|könntet)\s+(?:sie|ihr|man|jemand)\s+(?:mir|"
        rf"uns)\s+(?:bitte\s+)?(?:weiter)?helfen{_HELP_WITH}",
        r"(?:darf|kann)\s+ich\s+(?:kurz\s+|mal\s+)?(?:etwas|was|eine\s+frage)\s+(?:fragen|"
        r"stellen)|ist\s+(?:da\s+)?jemand\s+da",
        r"(?:comment\s+)?(?:allez-vous|ça\s+va|vas-tu)(?:\s+bien)?|(?:pouvez|"
        r"pourriez)-vous\s+m['’]aider(?:\s+svp)?",
        r"¿?(?:cómo\s+est[áa][ns]?|qué\s+tal)|¿?(?:me\s+)?(?:pueden?|podría[ns]?)\s+ayudar(?:me)?",
        r"come\s+(?:state|stai|va)|(?:mi\s+)?(?:potete|potreste|puoi|può)\s+aiutar(?:e|mi)",
        r"(?:como\s+está(?:s|o)?|tudo\s+bem)|(?:podem?|poderiam?)(?:-me)?\s+ajudar(?:-me)?",
        r"hoe\s+gaat\s+het(?:\s+\w+)?|(?:kunt|kun|kunnen)\s+(?:u|je|jullie)\s+(?:mij|"
        r"me)\s+(?:even\s+)?helpen",
        r"(?:czy\s+)?(?:może(?:cie)?|mogą|mogliby)(?:\s+\w+)?\s+mi\s+pomóc|jak\s+się\s+(?:masz|"
        r"macie)|co\s+słychać",
        r"hur\s+mår\s+(?:du|ni)|(?:kan|skulle)\s+(?:ni|du)\s+(?:kunna\s+)?hjälpa\s+(?:mig|till)",
    ]
)
RHETORIC = "|".join(
    [
        r"(?:is|was)\s+(?:that|this)\s+(?:what\s+you\s+call|a\s+joke|how\s+you\s+treat|"
        r"too\s+much\s+to\s+ask|your\s+idea\s+of)",
        r"(?:are|r)\s+you\s+(?:serious|kidding|joking|having\s+a\s+laugh|mad|blind)|"
        r"you(?:['’]re|\s+are)\s+(?:kidding|joking)",
        r"how\s+(?:is|can|could)\s+(?:that|this|it)\s+(?:even\s+)?(?:be\s+)?(?:possible|"
        r"acceptable|be|happen)\b",
        r"how\s+(?:hard|difficult)\s+can\s+(?:it|that|this)\s+be|how\s+dare|"
        r"who\s+(?:on\s+earth|the\s+hell|do\s+you\s+think|designs?\s+(?:this|that))",
        r"(?:why|what|how)\s+(?:the\s+(?:hell|heck|f\w*)|on\s+earth)|why\s+(?:do|did|"
        r"should)\s+i\s+(?:even|ever)\s+(?:bother|buy|try)",
        r"(?:in\s+which|what)\s+century|by\s+whom\b|do\s+you\s+(?:even|actually)\s+(?:care|"
        r"read)|can\s+you\s+(?:believe|imagine)\b",
        r"what\s+(?:is|['’]s)\s+(?:wrong\s+with\s+you|going\s+on|the\s+matter\s+with)|"
        r"what\s+kind\s+of\s+(?:service|company|shop)",
        r"(?:ist\s+das|das\s+ist\s+doch)\s+(?:ihr|euer|dein|nicht\s+ihr)\s+ernst|"
        r"soll\s+das\s+ein\s+witz|was\s+soll\s+das|wie\s+kann\s+(?:das|so\s+etwas|"
        r"so\s+was)\s+sein",
        r"(?:c['’]est|est-ce)\s+(?:une\s+blague|sérieux)|vous\s+vous\s+moquez|"
        r"¿?(?:es\s+una\s+broma|están?\s+de\s+broma)|state\s+scherzando|è\s+uno\s+scherzo|"
        r"isso\s+é\s+uma\s+piada",
    ]
)
STATEMENT_STARTS = _any_of(
    r"""i i['’]\w+ we we['’]\w+ my our it he she they this these those the a an as when if
    because since
    before after received ich wir mein\w* unser\w* es der die das dies\w* ein\w* wenn als da
    weil je j['’]\w* nous mon ma
    mes notre le la les il elle yo mi mis el los las un una un['’]\w* il lo gli ik we mijn het
    de een
    eu o os meu minha ja mam jag vi det den min mitt"""
)
IF_SO = (
    r"(?:if|when)\s+(?:so|not|yes|no|possible)|(?:falls|wenn)\s+(?:ja|nein|nicht)|"
    r"si\s+(?:oui|non|no|sí)|se\s+(?:sì|no|sim|não)|zo\s+ja"
)
