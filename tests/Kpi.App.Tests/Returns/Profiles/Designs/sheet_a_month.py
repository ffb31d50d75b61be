# A sheet for each month, groups joined down the left, labels joined over two columns; saved by LibreOffice.
from design import arguments, figures, tell
import os, subprocess, tempfile
from openpyxl import Workbook

month, target, variant = arguments()
b = Workbook()
b.remove(b.active)
cells, values = {}, {}
for m in (month - 1, month):
    f = figures(m)
    s = b.create_sheet(f"T{m}")
    s["A1"] = f"SỐ LIỆU CNTT THÁNG {m:02d}/2026"
    heads = ["Nhóm", "Nội dung", None, "ĐVT", "Số lượng", "Người phụ trách"]
    start = 3 if variant != "moved" else 4
    for c, t in enumerate(heads):
        if t: s.cell(start, c + 1, t)
    s.merge_cells(start_row=start, end_row=start, start_column=2, end_column=3)
    groups = [
        ("Viện phí", [("Tổng số tiền thanh toán", "đồng", "fees_total_vnd"), ("Số tiền thanh toán không dùng tiền mặt", "đồng", "fees_cashless_vnd"),
                      ("Triển khai thanh toán không dùng tiền mặt", "Có/Không", "cashless_accepted")]),
        ("Hồ sơ bệnh án điện tử", [("Mức triển khai", "mức", "emr_level"), ("Khám bệnh không giấy toàn viện", "Có/Không", "paperless_exam")]),
        ("An toàn thông tin", [("Số người có chứng chỉ an toàn thông tin", "người", "security_officers_certified"), ("Số hệ thống thông tin của đơn vị", "HT", "systems_in_use"),
                               ("Số hệ thống được phê duyệt cấp độ ATTT trước khi sử dụng", "HT", "systems_dossier_before_use")]),
        ("Bệnh truyền nhiễm", [("Tổng số ca", "ca", "cases_notifiable"), ("Số ca quản lý trên nền tảng số", "ca", "cases_on_platform")]),
        ("Giấy chứng sinh", [("Đã cấp", "giấy", "birth_papers_issued"), ("Đã gửi dữ liệu", "giấy", "birth_papers_sent")]),
        ("Giấy báo tử", [("Đã cấp", "giấy", "death_papers_issued"), ("Đã gửi dữ liệu", "giấy", "death_papers_sent")]),
    ]
    r = start
    for group, lines in groups:
        first = r + 1
        for label, unit, element in lines:
            r += 1
            if variant == "changed" and element == "emr_level": label = "Số hồ sơ"
            s.cell(r, 2, label)
            s.merge_cells(start_row=r, end_row=r, start_column=2, end_column=3)
            s.cell(r, 4, unit); s.cell(r, 5, f[element]); s.cell(r, 6, "Nguyễn A")
            if m == month:
                cells[element] = f"T{m}!E{r}"
                values[element] = f[element]
        s.cell(first, 1, group)
        if r > first: s.merge_cells(start_row=first, end_row=r, start_column=1, end_column=1)
with tempfile.TemporaryDirectory() as folder:
    raw = os.path.join(folder, "raw.xlsx"); out = os.path.join(folder, "out")
    b.save(raw)
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx", "--outdir", out, raw],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.replace(os.path.join(out, "raw.xlsx"), target)
tell(target, "BV1", cells, values)
