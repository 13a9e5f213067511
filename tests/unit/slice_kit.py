"""A release folder with invented allocations of several areas, years and kinds of text."""

from published_sample import allocation, record, table

from outputs.formats.csv_file import write_csv
from outputs.formats.json_file import write_json
from outputs.slices.files import write_slices
from outputs.slices.tree_file import write_tree

RECORDS = (
    record(1, area_code="610124", budget_year=2019, amount_yuan="100.00"),
    record(2, area_code="610102001", budget_year=2019, amount_yuan="20.50"),
    record(3, area_code="610102", budget_year=2020, amount_yuan="3.00"),
    record(4, area_code="610125", budget_year=2015, remark='他说"好",\r\n第二行'),
    record(5, area_code="610100", amount_yuan="-5.00"),
    record(6, unit_code="XA-01", unit_name="示例开发区", area_code="999999", budget_year=2019),
    record(7, area_code=None, budget_year=2020, amount_yuan="7.00"),
)


def sliced(folder, records=RECORDS):
    """Data, slices and tree of areas below the folder."""
    data = table(list(records)).sort_by("record_id")
    for name in ("data", "json"):
        (folder / name).mkdir(parents=True)
    write_csv(data, folder / "data" / "fund_allocation.csv")
    write_json(allocation(), data, folder / "json" / "fund_allocation.json")
    write_slices(folder, [allocation()])
    write_tree(folder, [allocation()])
    return data
