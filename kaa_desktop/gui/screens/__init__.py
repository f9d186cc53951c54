"""The screens: Min dag, the lists of youths, a youth's page, today's visits, and synchronisation."""
