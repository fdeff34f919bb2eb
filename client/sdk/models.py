"""The contract's models under the vendor's module name, for code that imports that module.

Every name comes from the contract; one that was defined here would be a second truth.
"""

from hubproof.contract.mesolive.models import *  # noqa: F403  # all of it, by its __all__
