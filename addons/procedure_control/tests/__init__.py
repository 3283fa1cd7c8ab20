from . import test_case_deadlines
from . import test_print
from . import test_revision_content
from . import test_revision_life
