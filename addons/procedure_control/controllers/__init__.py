from . import report
from . import compliance
