# Several tables on one sheet, one of them with papers down and what became of them across; values typed as texts. openpyxl.
from design import arguments, figures, tell
from openpyxl import Workbook

month, target, variant = arguments()
f = figures(month)
b = Workbook()
s = b.active
s.title = "Phu luc"
cells, values, percentages = {}, {}, {}


def put(row, column, element, shown=None):
    s.cell(row, column, f[element] if shown is None else shown)
    cells[element] = f"{s.title}!{s.cell(row, column).coordinate}"
    values[element] = f[element]


def dotted(n): return f"{n:,}".replace(",", ".")


s["A1"] = "BỆNH VIỆN TƯ NHÂN HỒNG HÀ"
s["A2"] = f"Phụ lục số liệu chuyển đổi số kỳ báo cáo tháng {month}/2026"
r = 4
if variant == "moved":
    s.cell(r, 1, "Kính gửi: Sở Y tế"); r += 3
s.cell(r, 1, "Bảng 1. Thanh toán viện phí (Đơn vị tính: đồng)"); r += 1
for c, t in enumerate(["Nội dung", "Số liệu trong tháng", "Lũy kế năm"]): s.cell(r, c + 1, t)
r += 1
s.cell(r, 1, "Tổng tiền thu viện phí từ người bệnh"); put(r, 2, "fees_total_vnd", dotted(f["fees_total_vnd"])); s.cell(r, 3, dotted(99_000_000_000)); r += 1
s.cell(r, 1, "Thu viện phí không dùng tiền mặt"); put(r, 2, "fees_cashless_vnd", dotted(f["fees_cashless_vnd"])); s.cell(r, 3, dotted(55_000_000_000)); r += 1
s.cell(r, 1, "Có triển khai thanh toán không dùng tiền mặt"); put(r, 2, "cashless_accepted"); r += 3
s.cell(r, 1, "Bảng 2. Giấy tờ điện tử"); r += 1
third = "Số đã liên thông" if variant != "changed" else "Số bị từ chối"
for c, t in enumerate(["Loại giấy", "Số đã cấp", third] + (["Tỷ lệ (%)"] if variant != "bare" else [])): s.cell(r, c + 1, t)
r += 1
# The first is a text, the second a share in percent style, the third typed by hand and wrong.
for label, base, typed in (
    ("Giấy chứng sinh", "birth_papers", lambda share: f"{share * 100:.1f}".replace(".", ",")), ("Giấy báo tử", "death_papers", lambda share: share),
    ("Giấy khám sức khỏe lái xe", "driver_certificates", lambda share: 79.5),
):
    s.cell(r, 1, label); put(r, 2, base + "_issued"); put(r, 3, base + "_sent")
    if variant != "bare":
        s.cell(r, 4, typed(f[base + "_sent"] / f[base + "_issued"]))
        if base == "death_papers": s.cell(r, 4).number_format = "0.0%"
        percentages[base.replace("_", "-")] = f"{s.title}!D{r}"
    r += 1
r += 2
s.cell(r, 1, "Bảng 3. Công nghệ thông tin và an toàn thông tin"); r += 1
for c, t in enumerate(["Nội dung", "Kết quả", "Ghi chú"]): s.cell(r, c + 1, t)
r += 1
for label, element in (
    ("Mức ứng dụng hồ sơ bệnh án điện tử", "emr_level"), ("Khám chữa bệnh không giấy tờ", "paperless_exam"),
    ("Nhân lực CNTT có chứng chỉ an toàn thông tin", "security_officers_certified"), ("Hệ thống thông tin đang hoạt động", "systems_in_use"),
    ("Hệ thống đã phê duyệt hồ sơ cấp độ trước khi vận hành", "systems_dossier_before_use"),
    ("Ca bệnh truyền nhiễm ghi nhận", "cases_notifiable"), ("Ca bệnh truyền nhiễm báo cáo trên phần mềm giám sát", "cases_on_platform"),
    ("Lượt tư vấn sức khỏe trực tuyến", "telehealth_visits"),
):
    s.cell(r, 1, label); put(r, 2, element); r += 1
s.cell(r, 1, "Số hệ thống chưa phê duyệt cấp độ trước khi vận hành"); s.cell(r, 2, 3); r += 1
b.save(target)
tell(target, "BV3", cells, values, percentages)
