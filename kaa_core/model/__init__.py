"""The records of the activity responsibility and the one registry that describes them.

Importing anything of the model fills the registry: nobody ever sees it empty.
"""

from kaa_core.model import records as records
