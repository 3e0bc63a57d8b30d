"""Required officers to authorised posts, under ceilings."""

from staffalloc.establishment.establish import (
    Establishment,
    Post,
    build_establishment,
    check_ceilings,
    establish,
)

__all__ = ["Establishment", "Post", "build_establishment", "check_ceilings", "establish"]
