from . import procedure_task_completion
from . import procedure_task_completion_choice
from . import procedure_task_completion_check
from . import procedure_task_completion_assignment
from . import procedure_case_intake
from . import procedure_case_intake_component
from . import procedure_case_act
