"""What sources call the fields of the record: English and French headers, folded, without spaces.

A profile's own aliases win over these. A header that is nobody's alias stays an attribute.
"""

from prospector.collect.record import FIELDS, key_of

_SPELLINGS: dict[str, str] = {
    "kind": "signal kind; signal type; type de signal",
    "occurred_at": (
        "date; timestamp; occurred on; event date; happened at; time; seen at; date du signal;"
        " date de l'événement; horodatage; horodateur; le"
    ),
    "external_id": "signal id; event id; row id; identifiant externe",
    "subject": "sujet; objet; job; offre; event; event name; événement; nom de l'événement; post",
    "subject_of": "sujet de",
    "topic": "thème; theme",
    "text": "comment; comments; commentaire; commentaires; commentary; texte; message",
    "url": "link; lien; source url; page",
    "amount": "montant; montant ht; montant ttc; total; price; prix; total paid; value; valeur",
    "currency": "devise; monnaie",
    "confidence": "confiance; score de confiance; confidence score",
    "email": (
        "e-mail; mail; email address; e-mail address; adresse e-mail; adresse email; adresse mail;"
        " adresse électronique; courriel; work email; professional email; pro email;"
        " business email; email pro; email professionnel; e-mail professionnel; primary email;"
        " contact email; user email; mail pro"
    ),
    "phone": (
        "phone number; telephone; telephone number; mobile; mobile phone; mobile phone number;"
        " téléphone; numéro de téléphone; tel; tél; portable; téléphone portable;"
        " téléphone mobile; work direct phone; corporate phone; numéro de téléphone portable"
    ),
    "linkedin_url": (
        "linkedin; linkedin profile; linkedin profile url; profile url; profile link; profile;"
        " person linkedin url; linkedin link; profil; profil linkedin; url linkedin;"
        " lien linkedin; url du profil; url profile; url profil; public profile url;"
        " what is your linkedin profile; quel est votre profil linkedin"
    ),
    "first_name": "prénom; given name; firstname; forename",
    "last_name": "surname; family name; nom de famille; lastname",
    "name": (
        "full name; contact name; nom complet; nom et prénom; prénom nom; nom prénom;"
        " prénom et nom; person; personne; contact; user name; attendee name"
    ),
    "civility": "civilité; salutation; titre de civilité",
    "title": (
        "job title; position; headline; occupation; role; poste; intitulé du poste; fonction;"
        " titre; titre du poste; poste actuel; current title; intitulé de poste"
    ),
    "function": "department; job function; service; département",
    "seniority": "seniority level; niveau hiérarchique; séniorité",
    "language": "langue; preferred language; langue préférée; lang; locale",
    "time_zone": "timezone; fuseau horaire",
    "country": "pays; country/region; pays/région; country region name; home country",
    "postal_address": "address; adresse; adresse postale; street address; mailing address",
    "posture": "profil de poste",
    "decision_style": "style de décision",
    "preferred_channel": "canal préféré; channel; canal",
    "lifecycle": "lifecycle stage; phase du cycle de vie; phase de cycle de vie; étape du cycle de vie",
    "owner": (
        "account owner; contact owner; lead owner; propriétaire; propriétaire du contact;"
        " responsable; commercial; propriétaire de l'entreprise; company owner; owner email"
    ),
    "domain": (
        "company domain; company domain name; website; web site; site; site web; site internet;"
        " company website; company url; website url; url du site web; nom de domaine;"
        " domaine; domaine de l'entreprise; nom de domaine de l'entreprise; account domain;"
        " website domain; url de l'entreprise; account.domain; company.domain"
    ),
    "company": (
        "company name; organization; organisation; organization name; account; account name;"
        " société; entreprise; nom de l'entreprise; nom de la société; raison sociale;"
        " employer; employeur; company / account; associated company; entreprise associée;"
        " établissement; account.name; company.name"
    ),
    "industry": "sector; secteur; secteur d'activité; industrie; vertical; activité; branche",
    "naf_code": "naf; code naf; ape; code ape; naf ape",
    "employees": (
        "number of employees; employee count; # employees; headcount; company size; size;"
        " effectif; effectifs; nombre d'employés; nombre de salariés; salariés; taille;"
        " taille de l'entreprise; tranche d'effectif; employees range; company headcount"
    ),
    "revenue": (
        "annual revenue; turnover; sales revenue; chiffre d'affaires; ca; ca annuel;"
        " revenu annuel; estimate revenue"
    ),
    "sites": "number of sites; nombre de sites; nb sites; implantations; locations count",
    "city": "ville; town; home city; commune; mailing city",
    "region": "state; state/region; state/province; province; home state",
    "crm_in_place": "crm; has crm; crm en place; uses a crm",
    "sales_structure": "structure commerciale; équipe commerciale; sales team structure",
    "tools": "technologies; tech stack; stack; outils; outils utilisés; logiciels; technologies used",
    "relation": "relationship; account relation; relation commerciale; type de compte; statut client",
}


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for name in FIELDS:
        for spelling in (name, *_SPELLINGS.get(name, "").split(";")):
            key = key_of(spelling)
            if key and table.setdefault(key, name) != name:
                raise ValueError(f"{spelling!r} is an alias of both {table[key]} and {name}")
    return table


#: Folded header → field.
ALIASES: dict[str, str] = _table()

#: Headers nobody but a French file has: its dates are day first, its decimals have a comma.
FRENCH = frozenset(
    key_of(word)
    for word in [
        "prénom",
        "nom",
        "société",
        "entreprise",
        "courriel",
        "adresse e-mail",
        "téléphone",
        "poste",
        "ville",
        "pays",
        "raison sociale",
        "effectif",
        "effectifs",
        "secteur",
        "secteur d'activité",
        "chiffre d'affaires",
        "montant",
        "montant ht",
        "devise",
        "civilité",
        "nom de l'entreprise",
        "intitulé du poste",
        "numéro de téléphone",
        "pays/région",
        "phase du cycle de vie",
        "date de création",
        "site web",
        "propriétaire du contact",
        "nom et prénom",
        "nom complet",
        "commentaire",
        "événement",
        "sujet",
        "date d'achat",
        "date de commande",
        "fonction",
        "propriétaire",
        "nom de la société",
        "nombre de salariés",
        "nombre d'employés",
        "domaine",
        "code naf",
        "langue",
        "offre",
        "lien",
        "profil",
    ]
)

#: Headers that hold what people write under their name, a title and often an employer.
HEADLINES = frozenset(map(key_of, ("headline", "occupation", "actor.position", "reactor.headline")))
