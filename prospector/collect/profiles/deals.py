"""Deals of a CRM (HubSpot deals, Salesforce opportunities): opened, won, lost, by their stage."""

from prospector.collect.profile import Profile, aliases, keys, signature, when
from prospector.tables import SourceRank

_NAME = (
    "Deal Name; Opportunity Name; Nom de la transaction; Nom de l'opportunité; Nom de l'affaire;"
    " Transaction; Affaire"
)
_STAGE = (
    "Deal Stage; Stage; Étape; Étape de la transaction; Phase de la transaction; Étape de l'affaire;"
    " Phase"
)
_CLOSED = "Close Date; Closed Date; Date de fermeture; Date de clôture; Date de signature"
_OPENED = "Create Date; Created Date; Date de création; Created; Open Date; Date d'ouverture"

PROFILE = Profile(
    name="deals",
    help="deals of a CRM with their stage (HubSpot deals, Salesforce opportunities, English or French): opened, won or lost",
    signatures=(signature(_NAME, _STAGE), signature(_NAME, _STAGE, _CLOSED)),
    aliases=aliases(
        external_id="Record ID; Deal ID; Opportunity ID; ID d'enregistrement; ID de la transaction; ID de l'opportunité",
        subject=_NAME,
        amount="Amount; Amount in company currency; Montant; Montant dans la devise de l'entreprise",
        company="Associated Company; Account Name; Company; Entreprise associée; Nom du compte; Entreprise; Société",
        domain="Company Domain Name; Associated Company Domain; Website; Nom de domaine de l'entreprise",
        email="Associated Contact Email; Contact Email; Primary Contact Email; E-mail du contact",
        owner="Deal Owner; Opportunity Owner; Propriétaire de la transaction; Propriétaire de l'opportunité",
        attribute=f"{_STAGE}; Pipeline; Probability (%); Deal Type; Type de transaction",
    ),
    ignored=keys(f"{_CLOSED}; {_OPENED}; Associated Contact; Contact associé"),
    kinds=(
        when(
            "deal_won",
            _STAGE,
            "closed won; closedwon; won; gagnée; gagné; fermée gagnée; fermé gagné; conclue; conclu;"
            " signée; signé; clôturée gagnée; transaction conclue",
            dated=_CLOSED,
        ),
        when(
            "deal_lost",
            _STAGE,
            "closed lost; closedlost; lost; perdue; perdu; fermée perdue; fermé perdu;"
            " clôturée perdue; transaction perdue",
            dated=_CLOSED,
        ),
        when("opportunity_opened", _STAGE, dated=_OPENED),
        when(None),
    ),
    rank=SourceRank.CRM,
    id_per_kind=True,
)
