from . import paper
from . import case_paper
from . import paper_receipt
from . import paper_supplement
from . import paper_refusal
