__all__ = ['properties']


from . import properties
