from . import report
from . import compliance
from . import case_sheet
from . import health
from . import reading
from . import trail
from . import revision_page
from . import register
