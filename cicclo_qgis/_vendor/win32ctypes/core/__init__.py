#
# (C) Copyright 2014-2024 Enthought, Inc., Austin, TX
# All right reserved.
#
# This file is open source software distributed according to the terms in
# LICENSE.txt
#
from . import _winerrors  # noqa
from .ctypes import _authentication, _common  # noqa

_backend = 'ctypes'
