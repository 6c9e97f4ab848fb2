"""A list of sites that use one technology, exported from BuiltWith. Which one it is stands in no column."""

from prospector.collect.profile import Profile, aliases, keys, signature, when

PROFILE = Profile(
    name="builtwith",
    help="sites that use one technology (BuiltWith list); say which with --set subject=…",
    signatures=(
        signature("Domain", "Location on Site", "Tech Spend USD", "First Detected"),
        signature("Domain", "First Detected", "Last Found", "Vertical; Tranco"),
    ),
    aliases=aliases(
        domain="Domain",
        revenue="Sales Revenue USD",
        industry="Vertical",
        region="State",
        attribute="Tech Spend USD; Location on Site; Last Found; Tranco; First Indexed",
    ),
    # Addresses and names of people nobody asked stay out.
    ignored=keys(
        "Telephones; Emails; People; Twitter; Facebook; LinkedIn; Google; Pinterest; GitHub; Instagram;"
        " Vk; Vimeo; Youtube; TikTok; Social; Zip; Page Rank; Majestic; Umbrella; Exclusion; Compliance;"
        " Last Indexed; First Detected"
    ),
    kinds=(when("tool_adopted", dated="First Detected"),),
    wants={"subject": "which technology the list is of: --set subject=Shopify"},
)
