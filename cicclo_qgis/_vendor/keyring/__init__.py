from .core import (
    delete_password,
    get_credential,
    get_keyring,
    get_password,
    set_keyring,
    set_password,
)

__all__ = (
    'set_keyring',
    'get_keyring',
    'set_password',
    'get_password',
    'delete_password',
    'get_credential',
)
