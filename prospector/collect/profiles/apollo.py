"""Contacts exported from Apollo: who people are and where they work."""

from prospector.collect.profile import Profile, aliases, keys, signature

PROFILE = Profile(
    name="apollo",
    help="contacts exported from Apollo: who people are, not what they did",
    signatures=(
        signature("Person Linkedin Url", "# Employees", "First Name", "Email"),
        signature("Company Name for Emails", "Email Status", "First Name", "Email"),
    ),
    aliases=aliases(
        linkedin_url="Person Linkedin Url",
        phone="Work Direct Phone; Mobile Phone; Corporate Phone; Other Phone; Home Phone",
        company="Company; Company Name; Company Name for Emails",
        domain="Website",
        employees="# Employees",
        function="Departments",
        revenue="Annual Revenue",
        owner="Contact Owner",
        city="Company City; City",
        region="Company State; State",
        attribute="Email Status; Email Confidence; Stage; Lists; Keywords; Technologies; Total Funding; Latest Funding; Latest Funding Amount; Last Raised At",
    ),
    ignored=keys(
        "Company Linkedin Url; Facebook Url; Twitter Url; Company Address; Company Phone; SEO Description;"
        " Apollo Contact Id; Apollo Account Id; Secondary Email; Tertiary Email; Email Sent; Email Open;"
        " Email Bounced; Replied; Demoed; Do Not Call; Account Owner; Last Contacted"
    ),
)
