"""The names under which the parts of the compliance file are chosen."""

from procedure_control.reporting import workbook
from procedure_control.reporting.sheet_names import sheet_names
from procedure_control.reporting.sheets import in_english


def test_every_part_of_the_file_has_a_name_of_its_own():
    names = sheet_names(in_english)
    keys = [kind.key for kind in workbook.KINDS]
    assert len(set(keys)) == len(keys)
    assert not set(keys) - set(names)
    assert len(set(names.values())) == len(names)
