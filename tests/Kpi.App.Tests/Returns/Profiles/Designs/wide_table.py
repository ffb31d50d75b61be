# Labels above in joined headings of two lines, one line of values per department and a total. openpyxl.
from design import arguments, figures, tell
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

month, target, variant = arguments()
f = figures(month)
b = Workbook()
s = b.active
s.title = f"Tháng {month}"
s["B1"] = f"BẢNG TỔNG HỢP CHUYỂN ĐỔI SỐ CÁC KHOA - THÁNG {month}/2026"
s.merge_cells("B1:P1")
groups = [
    ("Viện phí (đồng)", [("Tổng thu", "fees_total_vnd"), ("Thu không dùng tiền mặt" if variant != "changed" else "Thu bằng tiền mặt", "fees_cashless_vnd")]),
    ("Triển khai TTKDTM (Có/Không)", [(None, "cashless_accepted")]),
    ("Bệnh án điện tử", [("Mức BAĐT", "emr_level")]),
    ("Khám bệnh không giấy", [(None, "paperless_exam")]),
    ("Cán bộ CNTT có chứng chỉ ATTT", [(None, "security_officers_certified")]),
    ("Hệ thống thông tin", [("Đang sử dụng", "systems_in_use"), ("Được phê duyệt hồ sơ cấp độ trước khi sử dụng", "systems_dossier_before_use")]),
    ("Ca bệnh truyền nhiễm", [("Phải báo cáo", "cases_notifiable"), ("Quản lý trên nền tảng số", "cases_on_platform"), ("Tỷ lệ (%)", None)]),
    ("Giấy chứng sinh", [("Đã cấp", "birth_papers_issued"), ("Đã liên thông", "birth_papers_sent")]),
    ("Giấy báo tử", [("Đã cấp", "death_papers_issued"), ("Đã liên thông", "death_papers_sent")]),
    ("Lượt KCB BHYT", [("Tổng số", "insured_visits"), ("Bằng CCCD gắn chip", "insured_visits_chip_id")]),
]
top = 3 if variant != "moved" else 5
s.cell(top, 1, "STT"); s.cell(top, 2, "Khoa/Phòng")
s.merge_cells(start_row=top, end_row=top + 1, start_column=1, end_column=1)
s.merge_cells(start_row=top, end_row=top + 1, start_column=2, end_column=2)
column, columns = 3, []
for group, parts in groups:
    s.cell(top, column, group)
    if parts[0][0] is None:
        s.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)
    elif len(parts) > 1:
        s.merge_cells(start_row=top, end_row=top, start_column=column, end_column=column + len(parts) - 1)
    for part, element in parts:
        if part: s.cell(top + 1, column, part)
        columns.append((column, element)); column += 1
for i in range(1, column): s.cell(top + 2, i, f"({i})")
departments = ["Khoa Khám bệnh", "Khoa Nội", "Khoa Sản"]
for i, d in enumerate(departments):
    s.cell(top + 3 + i, 1, i + 1); s.cell(top + 3 + i, 2, d)
    for c, element in columns:
        v = f[element] if element else None
        if isinstance(v, int): s.cell(top + 3 + i, c, v // 3)
total = top + 3 + len(departments)
s.cell(total, 2, "Tổng cộng")
cells, values = {}, {}
for c, element in columns:
    if element:
        s.cell(total, c, f[element])
        cells[element] = f"{s.title}!{get_column_letter(c)}{total}"
        values[element] = f[element]
    else: s.cell(total, c, 92.5)
b.save(target)
tell(target, "BV4", cells, values)
