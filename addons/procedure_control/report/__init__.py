from . import (
    base_paper,
    case_paper,
    paper_receipt,
    paper_refusal,
    paper_revision,
    paper_supplement,
)
