"""Tools that companies adopted or dropped: one change per row."""

from prospector.collect.profile import Profile, aliases, signature, when

_TOOL = "technology; technology name; tool; tool name; tech; technologie; outil; logiciel"
_CHANGE = (
    "change; change type; event; event type; action; status; type; changement; mouvement;"
    " évolution; type de changement; statut"
)

PROFILE = Profile(
    name="tool-changes",
    help="technology changes: a company, a tool, and whether it was adopted or dropped",
    signatures=(signature(_TOOL, _CHANGE),),
    aliases=aliases(
        subject=_TOOL,
        topic="category; categories; catégorie",
        occurred_at=(
            "date; changed at; detected at; detected on; first_seen_utc; first seen; first detected;"
            " date de détection; détecté le; date du changement; last_seen_utc; last seen"
        ),
        domain="domain; website; company domain; lookup; site web; domaine; site",
        attribute=_CHANGE,
    ),
    kinds=(
        when(
            "tool_dropped",
            _CHANGE,
            "dropped; removed; technology removed; technology_removed; uninstalled; churned; lost;"
            " abandonné; abandon; retiré; supprimé; désinstallé; remove; drop; -",
        ),
        when(
            "tool_adopted",
            _CHANGE,
            "adopted; added; technology added; technology_added; installed; new; started; detected;"
            " adopté; adoption; ajouté; ajout; installé; nouveau; add; +",
        ),
        when(None),
    ),
)
