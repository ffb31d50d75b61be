# Months and quarter side by side, last year's figures, one unit for all amounts in the title, abbreviations. XlsxWriter.
from design import arguments, figures, tell
import xlsxwriter

month, target, variant = arguments()
f = figures(month)
b = xlsxwriter.Workbook(target)
name = "CĐS"
s = b.add_worksheet(name)
s.merge_range("A1:G1", f"TỔNG HỢP SỐ LIỆU CHUYỂN ĐỔI SỐ - QUÝ {'III' if month < 10 else 'IV'}/2026")
s.write("A2", "Đơn vị: Bệnh viện Sản Nhi")
s.write("F3", "ĐVT: nghìn đồng" if variant != "changed" else "ĐVT: triệu đồng")
r = 4 if variant != "moved" else 6
for c, text in enumerate(["TT", "Chỉ tiêu", f"Tháng {month - 1}", f"Tháng {month}", "Cộng quý", "Cùng kỳ năm trước", "Ghi chú"]):
    s.write(r, c, text)
cells, values, percentages = {}, {}, {}
rows = [
    ("Tổng số tiền viện phí", "fees_total_vnd"), ("Số tiền TTKDTM viện phí", "fees_cashless_vnd"),
    ("Tổng số giao dịch viện phí", "fee_payments_total"), ("Số giao dịch thanh toán viện phí không dùng tiền mặt", "fee_payments_cashless"),
    ("Tỷ lệ TTKDTM (%)", None), ("Chấp nhận thanh toán không dùng tiền mặt", "cashless_accepted"),
    ("Mức độ triển khai BAĐT", "emr_level"), ("Triển khai khám bệnh không giấy", "paperless_exam"),
    ("Viên chức CNTT có chứng chỉ ATTT", "security_officers_certified"), ("Tổng số hệ thống thông tin", "systems_in_use"),
    ("HTTT được phê duyệt hồ sơ cấp độ trước khi đưa vào sử dụng", "systems_dossier_before_use"),
    ("Số ca mắc BTN", "cases_notifiable"), ("Số ca BTN cập nhật trên phần mềm", "cases_on_platform"), ("Số ca BTN tử vong", None),
    ("Số lượt KCB từ xa", "telehealth_visits"), ("Tổng lượt khám BHYT", "insured_visits"),
    ("Lượt khám BHYT dùng CCCD hoặc VNeID", "insured_visits_chip_id"), ("Số giấy chứng sinh", "birth_papers_issued"),
    ("Giấy chứng sinh đã gửi dữ liệu", "birth_papers_sent"), ("Số bệnh nhân nội trú", None),
]
for i, (label, element) in enumerate(rows):
    share = label.startswith("Tỷ lệ")
    if share and variant == "bare": continue
    r += 1
    s.write(r, 0, i + 1)
    s.write(r, 1, label)
    v = f[element] if element else 17 + i
    shown = v / 1000 if element and element.endswith("_vnd") else v
    for c in (2, 3, 4, 5):
        x = shown if c == 3 or isinstance(shown, str) else shown - c
        # The month's percentage is right; those of other times are other numbers.
        if share: x = round(100 * f["fees_cashless_vnd"] / f["fees_total_vnd"], 2) if c == 3 else 40 + c
        s.write(r, c, x)
    if share: percentages["cashless-urban-share"] = f"{name}!D{r + 1}"
    if element:
        cells[element] = f"{name}!D{r + 1}"
        values[element] = v
b.close()
tell(target, "BV2", cells, values, percentages)
