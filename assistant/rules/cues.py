"""Patterns by which the sense of a clause is read: who acts, what is past, defined, or about the code itself."""

from __future__ import annotations

import re

from assistant.caseless import caseless

LEADING = caseless(
    r"^[\s\"'*•-]*(?:(?:and|but|or|then|also|so|thus|however|in addition|as a rule|normally|usually|typically"
    r"|generally|please|moreover"
    r"|in any event|promptly|always|otherwise|again|yes(?=,)|no(?=,)|not)[\s,]+)*"
)
ORG_PRONOUN = caseless(r"\b(?:we|i)\b(?!\.)")
YOU_ALLOWED = caseless(
    r"\byou(?:\s(?:also|then|still|always|only|alone|just|simply))?\s(?:may|can|must|should|could|have to|need"
    r"|have (?:the right|until)|are (?:free|entitled|asked|welcome|required|expected|obliged)|might|ought)\b"
    r"|\byou have\s.{1,30}?\b(?:to|for)\s\w+"
)
DUTY = caseless(
    r"\b(?:you|customers?|members?|tenants?|guests?|patients?|passengers?) (?:\w+ )?(?:must|should|have to"
    r"|need to|ought to|are (?:asked|required|expected|obliged) to)\b"
)
YOU_BENEFIT = caseless(
    r"\byou(?:'ll| will| always| never| then| also)*\s(?:get|receive|wait|hear|have|be|enjoy|see|find|are|obtain"
    r"|pay|know|speak|talk|meet|reach)\b"
    r"|\byou can (?:rely|count|expect|depend|be sure|trust)\b|\byou (?:should|may) expect\b|\bexpect (?:us|our|a"
    r"|an|the)\b"
)
MAY_EXPECT = caseless(r"\b(?:expect|count on|rely on)\b")
EXPECTS_US = caseless(r"(?:expect|count on|rely on|look forward to) (?:us|our|a|an|the)\b")
CUSTOMER_PASSIVE = caseless(
    r"\b(?:can|may|must|should|have to|has to|need to|needs to) be (?:\w+ly )?(?:returned|cancelled|claimed"
    r"|exchanged|changed|reported|made|brought|sent|requested|collected|booked|paid|submitted|lodged|handed|given"
    r"|used|redeemed|spent|announced|notified|ordered|swapped|renewed|extended)\b"
    r"|\b(?:claims?|complaints?|applications?|appeals?|objections?|cancellations?|requests?|notices?|proofs?"
    r"|disputes?)\b"
    r"[^.;,]{0,30}\b(?:shall be|is to be|are to be|is|are) (?:lodged|submitted|filed|brought|presented|addressed"
    r"|made in writing)\b|\b(?:comes?|goes?|go) back (?:to|in|into) (?:us|the|our)\b|\b(?:reach|reaches|be with"
    r"|arrive at|get to|come to"
    r"|come in to) us\b"
    r"|\b(?:reach(?:es)?|go(?:es)? to|comes? to) (?:the |an? )?(?:tribunal|court|ombudsman|arbiter"
    r"|regulator)\b|\b(?:go|goes) to (?:the|our) (?:clerk|registrar|office)\b"
)
#: An act of the customer told as a noun: "Payment within 14 days", "A recall within 10 minutes of the order …".
CUSTOMERS_NOUN = caseless(
    r"^(?:an?\s|any\s|every\s|each\s|the\s)?(?:payments?|returns?|cancellations?|claims?|complaints?|recalls?"
    r"|withdrawals?|bookings?"
    r"|changes?|notice|appeals?|objections?|exchanges?|registrations?|applications?|check-?(?:in"
    r"|out))\s(?:(?:is|are)\s)?(?:within"
    r"|by(?! (?:the|our|an?) (?!end|first|last|close|due|date|same|following|next))|up to|until|before|no later than"
    r"|not later than)\b"
)
CUSTOMERS_DO = caseless(
    r"^(?:the|your) right to\b"
    r"|^(?:all\s|our\s|the\s|an?\s|any\s|each\s|every\s)?(?:customers?|clients?|guests?|tenants?|members?|passengers?"
    r"|patients?|visitors?|users?"
    r"|residents?|readers?|students?|pupils?|parents?|children|borrowers?|drivers of \w+|policyholders?"
    r"|subscribers?|cyclists?|walkers?|swimmers?|skiers?|diners?|shoppers?|holders?|travellers?|dogs?|pets?|owners?)"
    r"\s(?:under \d+\s|over \d+\s|who \w+ \w+\s)?(?:check|leave|pay|bring|return|arrive|come|go|send|report|use"
    r"|wear|keep|hand"
    r"|park|book|cancel|claim|apply|sign|vacate|show|carry|order|collect|pick|register|air|clean|lock|close"
    r"|switch|put|take|give"
    r"|choose|buy|agree|stay|sit|enter|board)s?\b"
)
ASKS_CUSTOMER = caseless(
    r"\b(?:you|customers?|members?|tenants?|passengers?|guests?|patients?) (?:\w+ )?(?:must|need|have to|should"
    r"|can|may|ought|agree|promise)\b|\bplease\b|\bask (?:of )?you\b|\bin return\b|\b(?:if|when|where|provided"
    r"|unless) you\b[^:]*:$|\bif\b[^:,]{0,20}:$"
)
WE_ANNOUNCE = caseless(r"\b(?:we|our|i|staff|team)\b|\bexpect (?:us|our)\b")
LEAVES_OPEN = re.compile(r"\b(?:may|might|could)\b(?! (?:take|need)\b)")
CUSTOMER_MODAL = caseless(r"^(?:\w+\s){1,5}?(?:may|can|must|should|have to|need to|are entitled|are asked)\b")
DEFINES = caseless(
    r"^[\"'“]?\w[\w\s-]{1,30}[\"'”]? (?:hours|times|days|season) (?:are|is|runs?)\b"
    r"(?! (?:not|given|paid|granted|sold|added))|\b(?:means|we mean"
    r"|stands? for|has the meaning|have the meaning|refers? to|is defined as|are defined as|counts? as"
    r"|in this (?:code|document|page"
    r"|charter),? (?:(?:an?|the) (?:[\w-]+ ){1,4})?(?:are|is|means?))\b"
    r"|^(?:an?|the) \w+(?: \w+)? is (?:an?|the) (?:right|duty|sum|share|part|word|way) (?:to|of|for|that|in|you)\b"
    r"|\b(?:is|are) short for\b|^[\w\s-]{3,40} is one (?:of|under|over|up to) [\w ]{0,20}\d"
    r"|^[\"'“]?[A-Z][\w\s-]{2,40}[\"'”]? is (?:our|the) (?:name|word|ticket|fare|card|plan|tariff|pass"
    r"|scheme) (?:for|of)\b"
    r"|^[\"'“]?[\w\s-]{3,40}[\"'”]?\s(?:are|is)\s(?:those|one that|a \w+ (?:that|who|which)|anyone"
    r"|any \w+ (?:that|who)|the days|monday|all \w+ (?:that|who))\b"
)
CODE_WORD = (
    r"\b(?:code|charter|policy|page|leaflet|booklet|(?:this|our|the) promise|these promises|our promises"
    r"|the promises|these standards"
    r"|our standards|the standards|document|sheet)\b"
)
RUNNING = caseless(
    r"\b(?:new|next|current|latest|earlier|older) versions?\b[^.;]*\b(?:website|door|wall|desk|board|archive)\b"
    r"|(?:CODE (?:is|are) (?:read|taught|explained) |\b(?:reviews?|reviewed|reads?(?: through)?|revises?|revised|tests?"
    r"|audits?|audited|amends?"
    r"|amended|adopts?|adopted|approves?"
    r"|approved|covers?|applies|apply|applied|responsible|accountable|owns?|answers? for|updates?|updated"
    r"|rereads?)\b.*CODE|CODE.*\b(?:reviewed|revised|audited|amended|adopted|approved|covers?|applies|apply"
    r"|updated|owned|is for|are for|available|hangs?|posted|published)\b)"
    r"|\b(?:publish|publishes|published|post|posts|posted|pin|pins|pinned|puts?|report|reports|reported|measure|measures"
    r"|measured|count|counts|counted|monitors?|record|records|recorded|survey|surveys"
    r"|discloses?)\b(?!.*\byour (?:\w+ )?results?\b).*"
    r"\b(?:results?|figures?|numbers|shares?|rates?|statistics|summary|performance|quarter"
    r"|quarterly|annual|yearly|how many|how often|satisf\w+|average|percentage|complaints we|in the annual report"
    r"|targets?)\b"
    r"|\b(?:results?|figures|numbers|statistics|shares)\b.*\b(?:published|posted|reported|go to|appear|hang"
    r"|displayed|printed|pinned)\b"
    r"|\b(?:train|trains|trained|training|refresher|induction|quiz|course|courses)\b.*\b(?:staff|clerks?|drivers?"
    r"|nurses|librarians?|employees|colleagues|advisers?|agents?|team|code|charter|standards|promises|everyone"
    r"|receptionists?|crew|handlers?)\b"
    r"|\b(?:train|trains|trained|training|refresher|induction)\b.*\bSTAFF\b"
    r"|\bSTAFF\b.*\b(?:trained|training|refresher|induction|quiz|half-day|(?:takes?|attends?|does|completes?)"
    r" (?:\w+ ){0,4}courses?)\b"
    r"|\b(?:staff|clerks?|drivers?|nurses|librarians?|employees|colleagues|advisers?|agents?|team|everyone"
    r"|receptionists?|crew|handlers?|librarian|clerk|driver|nurse|employee|adviser|agent|receptionist|handler"
    r"|i)\b.*\b(?:trained|training|refresher|induction|quiz|course|courses|half-day)\b".replace(
        "CODE", CODE_WORD
    ).replace(
        "STAFF",
        r"(?:carer|guide|guard|lifeguard|engineer|mechanic|teacher|tutor|cook|porter|steward|warden|instructor|plumber"
        r"|conductor|operator|doctor|manager|volunteer|assistant)s?",
    )
)
LEARNS = caseless(
    r"\b(?:discuss(?:es)?|analy[sz]es?|studies|study|evaluates?|go(?:es)? (?:through|over)|looks? (?:at"
    r"|through)|learns? from"
    r"|reviews?|reads?|draws?|sorts?)\b[^.;]{0,40}\b(?:complaints|feedback|suggestions|comments|surveys?|causes"
    r"|results|figures"
    r"|lessons)\b[^.;]{0,40}\b(?:meetings?|every|each|yearly|monthly|quarterly|annually|once|twice|times|together"
    r"|team|board)\b"
)
THIRD_PARTY = caseless(
    r"^(?:(?:(?:most|some|many|other|all|these)\s)?(?:insurance companies|insurers|banks|card (?:issuers"
    r"|providers|companies)"
    r"|airlines|couriers|carriers|manufacturers|suppliers|employers|courts|landlords|other (?:practices|shops|companies"
    r"|providers))|your (?:\w+ )?(?:bank|insurer|employer|landlord|lawyer|solicitor|card (?:issuer|provider"
    r"|company)|mobile"
    r" (?:network|provider))|the (?:manufacturer|courts?|police|tax office|post office|government|regulator|ombudsman"
    r"|customs|county))\s(?:(?:will|may|can|might|must|should)\b|\w+ly\b|\w+s\b|[a-z]+\s(?:you|it|them|within"
    r"|in|up to|at)\b)"
)
KEEPS_DATA = caseless(
    r"\b(?:keep|keeps|kept|store|stores|stored|retain|retains|delete|deletes|shred|shreds|erase|erases|destroy"
    r"|destroys|hold|holds)\b[^.;]{0,40}\b(?:files?|records?|data|details|notes?|recordings?|footage|copies|copy"
    r"|letters?|log|register|addresses|pictures?|images?|videos?|photos?|scans?|documents?|papers?|information)\b"
    r"|\b(?:files?|records?|data|details|notes?|recordings?|footage|copies|letters?)\b[^.;]{0,40}\b(?:kept|stored"
    r"|retained|deleted|shredded|erased|destroyed|wiped)\b"
)
LEVEL_OF_NATURE = caseless(r"\b\d+(?:[.,]\d+)?\s?(?:degrees|°c|decibels|db|bar|lux|mbit|megabits|mbps)\b")
WORKS = caseless(
    r"\b(?:planned|scheduled|maintenance|building|repair|track|engineering)\s(?:works?|outages?|interruptions?"
    r"|updates?)\b"
    r"|\b(?:maintenance|upgrades?|updates)\s(?:\w+\s)?(?:takes?|happens?|runs?|is|are)\b"
)
HANDLES_DATA = caseless(
    r"\b(?:process(?:es)?|collects?|uses?|handles?|treats?|protects?) (?:all |any |your |their |the |only )*"
    r"(?:personal |customer |patient |member )?(?:data|information|details)\b"
)
DUE = caseless(
    r"\b(?:bills?|payments?|rent|fees?|invoices?|instalments?|deposits?|balance|premiums?"
    r"|price)\b[^.;]{0,20}\b(?:(?:is|are|falls?|becomes?) due|(?:is|are) payable|must be paid)\b"
)
PAST = caseless(
    r"\b(?:last|previous|past) \w+ (?:months|years|weeks|quarters|days)\b|\b(?:last|previous|past) (?:year|month"
    r"|quarter|season|winter|summer|spring|autumn|week)\b|\bso far\b(?! as)|(?<!up )\bto date\b"
    r"|\b(?:in|during|since) (?:19|20)\d\d\b|\b(?:we|i|they|staff|team) (?:answered|replied|delivered|reached|met"
    r"|kept|repaired|resolved|had|were|was|did|paid|sent|took|needed|missed|received|handled|closed|restored)\b"
    r"|^\W*of (?:the|all|our) \d[\d,]* \w+"
    r"|\b(?:this|the|our) (?:code|charter|page|leaflet) (?:promised|said|gave|set|named|allowed|offered)\b"
    r"|\b(?:former|previous) (?:limit|promise|rule|fee|price|standard|target)\b"
    r"|\b\w+ (?<!who )(?<!that )(?:waited|lasted)\b|\b(?:we|i|they|it|calls|waits|answers) averaged\b"
    r"|\b(?:has|have) (?:come|averaged|amounted)\b"
    r"|\b(?:average|share|figure|wait) (?:\w+ )?(?:stood|lay)\b"
    r"|\bof (?:19|20)\d\d (?:took|lasted|had|came|stood|ran)\b"
    r"|\b(?:was|were|has been|have been|used to)\b"
)
#: What stands behind a name that begins a sentence: "Endeavour, our tug, …", "Endeavour Sailing School …".
NAMED = re.compile(
    r"(?i:, (?:our|my|the|an?) [^,.;]{2,40},|\W? is (?:(?:the|a) (?:name|title|brand)|our|my)\b)"
    r"| (?:[A-Z]\w+ ){1,4}[a-z]"
)
PRICE = caseless(
    r"\b(?:costs?|saves? you|price[ds]? (?:is|are)|fare is|fee is|charges? (?:is|are)|we charge|deposit is"
    r"|(?:fees?|fares?|prices?|rents?|tickets?|memberships?) (?:covers?|includes?|pays? for)"
    r"|(?:is|are|comes?) (?:included )?in (?:the|your) (?:price|fee|rent|fare|ticket|membership))\b"
)
OPENING = caseless(
    r"\b(?:open|opens|closed|closes|takes? (?:calls|orders|bookings|visitors) from"
    r"|opening hours|office hours|staffed|hours are|served (?:from|until|between"
    r"|daily))\b"
)
NEGATIVE_SUBJECT = caseless(r"^(?:no(?! (?:more|fewer|less|later|longer|earlier) than)|none|nothing|nobody|neither)\b")
PAYS_CLAIMS = caseless(
    r"\b(?:pay|pays|paid|credit|credits|credited|transfer|transfers|refund|refunds|return"
    r"|returns)\b[^.;]{0,30}\b(?:claims?|compensation"
    r"|credits?|remed\w+|delay money|automatic payments?|payments?|vouchers?|amends)\b|\b(?:compensation"
    r"|payments?|claims|credits) (?:is|are|reach|reaches) (?:paid|credited|you|your)\b"
)
NAMES_LOOK_ALIKE = frozenset(
    {"effort", "undefined-adjective", "average", "vague-time", "hedge", "vague-quality", "outcome-claim"}
)
ALWAYS = caseless(r"(?<!not )(?<!nearly )(?<!almost )\b(?P<word>always|never)\s(?P<after>(?:be\s)?\w+(?:\s\w+)?)")
#: An average that leads a sentence speaks of all that follows: "Averaged over a year, …".
AVERAGE_LEADS = caseless(
    r"^\W*(?:(?:taken|measured|counted|seen|over|across|as|in|on)\b[^,;]{0,40})?\b(?:averag(?:ed|ing)|averages?|mean"
    r"|median)\b[^,;]{0,40},"
)
QUOTA = caseless(
    r"\d\s?%|\bper ?cent\b|\b\d+ of (?:every )?\d+\b"
    r"|\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|[a-z]+teen|[a-z]+ty(?:-\w+)?)(?: \w+)?"
    r" (?:in|out of)(?: every)? (?:ten|twenty|hundred|five|four|three|\d+)\b|\bhalf of\b"
    r"|\bof every (?:ten|twenty|hundred|\d+)\b"
)
PUBLISHED = caseless(
    r"\b(?:publish|publishes|published|post|posts|posted|report|reports|reported|pin|pins|print|prints|printed"
    r"|display|displays|displayed|show|shows|shown|results?|hangs?|appears?)\b"
    r"|\b(?:stands?|lies?) (?:on|in|at) (?:our|the)\b"
)
