"""Leads and contacts of a Salesforce report, with English or French labels; reports end in a footer."""

from prospector.collect.profile import Profile, aliases, keys, signature, when
from prospector.tables import Relation, SourceRank

_EMAIL = "Email; E-mail; Adresse e-mail; Courriel"
_ID = "Lead ID; Contact ID; ID de la piste; ID du contact; ID de contact"
_OPT_OUT = (
    "Email Opt Out; HasOptedOutOfEmail; Désinscription des e-mails; Désinscription par e-mail;"
    " Refus d'e-mails; E-mail Opt Out"
)
_LAST = "Last Activity; Last Activity Date; Dernière activité; Date de la dernière activité"

PROFILE = Profile(
    name="salesforce",
    help="leads or contacts of a Salesforce report (English or French labels): owner, opt-out, last activity",
    signatures=(
        signature("Lead Source; Origine de la piste", "Lead Status; Statut de la piste", _EMAIL),
        signature(_ID, _EMAIL, "First Name; Prénom"),
        signature(
            "Mailing City; Ville (adresse postale); Ville postale",
            "Account Name; Nom du compte",
            _EMAIL,
        ),
    ),
    aliases=aliases(
        last_name="Last Name; Nom; Nom de famille",
        company="Company / Account; Company; Account Name; Société / Compte; Société; Nom du compte",
        owner="Lead Owner; Contact Owner; Account Owner; Propriétaire de la piste; Propriétaire du contact",
        city="City; Mailing City; Ville; Ville (adresse postale); Ville postale",
        region="State/Province; Mailing State/Province; État/Région",
        country="Country; Mailing Country; Pays; Pays (adresse postale)",
        lifecycle="Account Type; Type; Type de compte; Lead Status; Statut de la piste",
        attribute=f"{_ID}; Lead Source; Origine de la piste; Create Date; Date de création",
    ),
    ignored=keys(f"Rating; Évaluation; Street; Mailing Street; Rue; {_OPT_OUT}; {_LAST}"),
    also=(
        when("opted_out", _OPT_OUT, "1; true; vrai; yes; oui; x"),
        when("touched", _LAST, dated=_LAST),
    ),
    rank=SourceRank.CRM,
    relations={
        "customer": Relation.CUSTOMER,
        "client": Relation.CUSTOMER,
        "customer direct": Relation.CUSTOMER,
        "customer channel": Relation.CUSTOMER,
        "partner": Relation.PARTNER,
        "channel partner reseller": Relation.PARTNER,
        "partenaire": Relation.PARTNER,
        "competitor": Relation.COMPETITOR,
        "concurrent": Relation.COMPETITOR,
    },
)
