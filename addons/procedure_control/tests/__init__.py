from . import test_attacks_content
from . import test_attacks_life
from . import test_case_deadlines
from . import test_escalation
from . import test_event_trail
from . import test_print
from . import test_revision_content
from . import test_revision_life
