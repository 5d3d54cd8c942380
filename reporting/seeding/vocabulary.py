"""Names and sentences. Everybody and everything is invented; likeness is chance."""

WOMEN = (
    *("Lotte", "Emma", "Marie", "Ann", "Els", "Katrien", "Griet", "Sofie", "Leen", "Ilse"),
    *("Hilde", "Veerle", "Nele", "Joke", "Tine", "Liesbet", "Anke", "Femke", "Zoë", "Noémie"),
    *("Fatima", "Amina", "Yasmina", "Samira", "Naima", "Khadija", "Nour", "Meryem", "Salma"),
    *("Elif", "Ayşe", "Zeynep", "Fatma", "Emine", "Ewa", "Agnieszka", "Małgorzata", "Ioana"),
    *("Elena", "Desislava", "Mariya", "Chantal", "Céline", "Aurélie", "Isabelle", "Grace"),
    *("Blessing", "Esther", "Precious", "Aminata", "Fatoumata", "Mariam", "Priya", "Li"),
    *("Hawa", "Zahra", "Shirin", "Rosa", "Carmen", "Giulia", "Olena", "Nadia", "Rita", "Godelieve"),
)
MEN = (
    *("Jan", "Pieter", "Wouter", "Tom", "Bart", "Koen", "Dirk", "Luc", "Joris", "Stijn"),
    *("Wim", "Geert", "Jef", "Thibault", "Arne", "Lars", "Senne", "Daan", "Kobe", "Noël"),
    *("Mohamed", "Karim", "Youssef", "Rachid", "Bilal", "Hamza", "Said", "Mustafa", "Emre"),
    *("Mehmet", "Serkan", "Murat", "Piotr", "Łukasz", "Tomasz", "Andrei", "Mihai", "Georgi"),
    *("Dimitar", "Jean-Pierre", "François", "Olivier", "Cédric", "Emmanuel", "Samuel"),
    *("Kofi", "Ibrahim", "Mamadou", "Ousmane", "Rajesh", "Wei", "Ahmad", "Reza", "Farid"),
    *("Diego", "Marco", "Oleksandr", "Stefan", "Jozef", "Raymond", "André", "Ivan", "Nabil"),
)
FAMILIES = (
    *("Peeters", "Janssens", "Maes", "Jacobs", "Mertens", "Willems", "Claes", "Goossens"),
    *("Wouters", "De Smet", "Dubois", "Lambrecht", "Van den Broeck", "De Backer", "Vermeulen"),
    *("Van Damme", "Hermans", "Desmet", "Aerts", "Michiels", "Van de Velde", "Martens"),
    *("De Clercq", "Verhoeven", "Thijs", "Cools", "Segers", "Baert", "Coppens", "Declercq"),
    *("Verstraete", "Moens", "Smets", "Bogaert", "Lemmens", "Pauwels", "D'Hondt", "Vanhoutte"),
    *("El Amrani", "Benali", "Bouzid", "El Idrissi", "Ouali", "Haddad", "Ziani", "Chaoui"),
    *("Yılmaz", "Kaya", "Demir", "Çelik", "Şahin", "Öztürk", "Arslan", "Kowalski", "Nowak"),
    *("Wiśniewska", "Popescu", "Ionescu", "Petrov", "Dimitrova", "Dupont", "Lefèvre"),
    *("Rousseau", "Mbeki", "Okafor", "Mensah", "Diallo", "Traoré", "Nkurunziza", "Singh"),
    *("Chen", "Hosseini", "Rahimi", "García", "Rossi", "Kovalenko", "Nguyen", "Da Silva"),
)

# What happened, per form of violence: {who} acted, {whom} underwent it.
OFFENCES: dict[str, tuple[str, ...]] = {
    "physical": (
        "Duwde {whom} tegen de keukenkast; blauwe plekken op de arm, geen arts gezien.",
        "Sloeg met vlakke hand tijdens een ruzie over geld. De buren belden de politie.",
        "Greep {whom} bij de keel in de gang. Medisch attest van de spoeddienst.",
        "Gooide een stoel en raakte de schouder. Het jongste kind was erbij.",
    ),
    "psychological": (
        "Vernedert {whom} dagelijks waar de kinderen bij zijn en controleert de telefoon.",
        "Roept, breekt voorwerpen en dreigt met weggaan zonder geld achter te laten.",
        "Zwijgt wekenlang en sluit {whom} buiten van elk gesprek in huis.",
    ),
    "sexual": (
        "Dwong {whom} tot seks na een avond met drank. {whom} wil nog geen klacht indienen.",
    ),
    "economic": (
        "Houdt het loon en de kinderbijslag achter; {whom} krijgt leefgeld per week.",
        "Sloot leningen af op naam van {whom} zonder het te zeggen.",
    ),
    "neglect": (
        "Maaltijden en medicatie bleven dagen achter; thuiszorg stond voor een gesloten deur.",
        "De kinderen waren meermaals alleen thuis in de avond.",
    ),
    "stalking": (
        "Wacht {whom} op aan het werk en aan de schoolpoort, belt tientallen keren per dag.",
        "Stuurt berichten via valse profielen en rijdt 's nachts langs het huis.",
        "Blijft na de breuk opduiken op plaatsen waar {whom} komt; een tracker lag in de auto.",
    ),
    "coercive_control": (
        "Bepaalt wie {whom} mag zien, houdt sleutels en papieren bij en volgt de gsm.",
    ),
    "threat": (
        "Dreigde {whom} iets aan te doen als die met de kinderen vertrekt.",
        "Stuurde een foto van een mes met de tekst dat het nog niet voorbij is.",
    ),
    "digital": ("Leest mee in de mailbox en verspreidde privéfoto's onder vrienden.",),
    "honour": ("De familie legde {whom} op het contact te verbreken om de eer te redden.",),
}
SUMMARIES = (
    (
        "Politie kwam {times} ter plaatse. {Whom} wil dat het stopt en vraagt begeleiding. "
        "De school merkte dat de kinderen stiller zijn."
    ),
    (
        "Spanningen sinds de {event}. Beide partijen spraken met de casusregisseur; "
        "afspraken over de overdracht van de kinderen liggen vast."
    ),
    (
        "Aanmelding na een tussenkomst. {Whom} verblijft voorlopig bij familie. "
        "CAW en politie stemmen af over veiligheid op korte termijn."
    ),
    (
        "Langer lopende situatie, opnieuw opgevlamd na de {event}. Het netwerk is klein; "
        "de huisarts volgt mee op."
    ),
)
TIMES = ("één keer", "twee keer", "drie keer", "meermaals")
EVENTS = ("breuk", "verhuizing", "geboorte", "ontslag op het werk", "echtscheiding", "zitting")
STORIES = (
    "Melding na een oproep bij de politie: {what}",
    "De dienst kent het gezin sinds kort en maakt zich zorgen. {what}",
    "Op huisbezoek verteld, met toestemming om door te geven. {what}",
)
MOTIVATIONS = {
    "yes": (
        "Meerdere feiten op korte tijd, telkens zwaarder.",
        "De veiligheid van de kinderen is in het gedrang; er is angst voor herhaling.",
        "Vier diensten zijn betrokken zonder gezamenlijke afspraken.",
    ),
    "no": (
        "Eén feit, met inzicht en hulp die al gestart is.",
        "De betrokken diensten stemmen zelf af; een traject voegt niets toe.",
    ),
    "unclear": ("Nog te weinig bekend; opnieuw bekijken na het gesprek met de politie.",),
}
CLOSING_NOTES = (
    "Geen nieuwe feiten sinds drie maanden; de afspraken worden nageleefd.",
    "De laatste partner neemt de opvolging over en is aanspreekpunt.",
    "Gesprek gevoerd over wat te doen bij herval; nummer van de politie meegegeven.",
)
OUTCOME_MOTIVATIONS = (
    "Besproken aan de triagetafel.",
    "Na overleg met de aanmelder en de politie.",
    "Na een gesprek met de aanmelder.",
)
CONTACT_WARNINGS = (
    "Niet bellen na 16 u.",
    "Alleen via de maatschappelijk werker.",
    "Geen voicemail.",
)
