"""Contacts exported from HubSpot, with English or French labels: who people are, not what they did."""

from prospector.collect.profile import Profile, aliases, signature
from prospector.tables import Relation, SourceRank

_STAGE = (
    "Lifecycle Stage; Phase du cycle de vie; Phase de cycle de vie; Étape du cycle de vie;"
    " Étape de cycle de vie"
)
_EMAIL = "Email; E-mail; Adresse e-mail; Adresse email; Courriel"
_ID = "Record ID; Record ID - Contact; Contact ID; ID d'enregistrement; ID de l'enregistrement; ID fiche d'informations; ID de la fiche d'informations"

PROFILE = Profile(
    name="hubspot",
    help="contacts exported from HubSpot (English or French labels); the lifecycle stage says what the account is to us",
    signatures=(
        signature(_STAGE, _EMAIL, "First Name; Prénom"),
        signature(_ID, _EMAIL, "First Name; Prénom"),
    ),
    aliases=aliases(
        email=_EMAIL,
        lifecycle=_STAGE,
        last_name="Last Name; Nom; Nom de famille",
        company="Company Name; Nom de l'entreprise; Nom de la société; Entreprise; Company; Associated Company; Entreprise associée",
        domain="Website URL; Company Domain Name; URL du site web; Nom de domaine de l'entreprise; Site web",
        attribute=(
            f"{_ID}; Create Date; Date de création; Lead Status; Statut du lead; Last Activity Date;"
            " Date de la dernière activité; Original Source; Source d'origine; Message; Date"
        ),
    ),
    rank=SourceRank.CRM,
    relations={
        "customer": Relation.CUSTOMER,
        "client": Relation.CUSTOMER,
        "evangelist": Relation.CUSTOMER,
        "evangeliste": Relation.CUSTOMER,
        "ambassadeur": Relation.CUSTOMER,
        "promoteur": Relation.CUSTOMER,
        "opportunity": Relation.OPEN_OPPORTUNITY,
        "opportunite": Relation.OPEN_OPPORTUNITY,
    },
)
