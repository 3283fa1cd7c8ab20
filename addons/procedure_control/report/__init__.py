from . import (
    base_paper,
    case_paper,
    paper_comparison,
    paper_controlled,
    paper_cover,
    paper_extension,
    paper_handover,
    paper_receipt,
    paper_refusal,
    paper_revision,
    paper_stamp,
    paper_supplement,
)
