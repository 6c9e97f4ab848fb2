"""Contacts exported from HubSpot, with English or French labels: who people are, not what they did."""

from prospector.collect.profile import Profile, aliases, keys, signature, when
from prospector.tables import Relation, SourceRank

_STAGE = (
    "Lifecycle Stage; Phase du cycle de vie; Phase de cycle de vie; Étape du cycle de vie;"
    " Étape de cycle de vie"
)
_EMAIL = "Email; E-mail; Adresse e-mail; Adresse email; Courriel"
_ID = "Record ID; Record ID - Contact; Contact ID; ID d'enregistrement; ID de l'enregistrement; ID fiche d'informations; ID de la fiche d'informations"

_OPT_OUT = (
    "Unsubscribed from all email; Opted out of all email; Opted out of email; Email opt out;"
    " Désabonné de tous les e-mails; Désinscrit de tous les e-mails; Désinscription de tous les e-mails;"
    " A refusé tous les e-mails"
)
_LAST = "Last Contacted; Last Contacted Date; Date du dernier contact; Dernier contact; Dernière prise de contact"

PROFILE = Profile(
    name="hubspot",
    help="contacts exported from HubSpot (English or French labels); the lifecycle stage says what the account is to us; opt-outs and last contacts are taken too",
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
    ignored=keys(f"{_OPT_OUT}; {_LAST}"),
    also=(
        when("opted_out", _OPT_OUT, "true; yes; oui; vrai; 1; x"),
        when("touched", _LAST, dated=_LAST),
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
