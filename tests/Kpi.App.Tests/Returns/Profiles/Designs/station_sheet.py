# A commune station's sheet of questions and answers, without headings. XlsxWriter.
from design import arguments, figures, tell
import xlsxwriter

month, target, variant = arguments()
f = figures(month)
b = xlsxwriter.Workbook(target)
name = "Trạm Y tế"
s = b.add_worksheet(name)
s.write("A1", "TRẠM Y TẾ PHƯỜNG HÀNG TRỐNG")
s.write("A2", f"Báo cáo tháng {month} năm 2026")
r = 3 if variant != "moved" else 5
cells, values = {}, {}
for label, element in (
    ("Số chức năng bắt buộc của phần mềm:", "station_functions_required"), ("Số chức năng đang sử dụng:", "station_functions_used"),
    ("Dự phòng BKLN trên nền tảng số:", "ncd_prevention"), ("Quản lý BKLN trên nền tảng số:", "ncd_management"), ("Điều trị BKLN trên nền tảng số:", "ncd_treatment"),
    ("Số ca bệnh truyền nhiễm:", "cases_notifiable"), ("Số ca bệnh truyền nhiễm nhập trên hệ thống:", "cases_on_platform"),
    ("Áp dụng thanh toán không dùng tiền mặt:", "cashless_accepted"), ("Số người cao tuổi:", None),
):
    s.write(r, 0, label)
    v = f[element] if element else 231
    s.write(r, 1, v)
    if variant == "changed" and element == "cases_notifiable": s.write(r, 2, v - 5)
    if element:
        cells[element] = f"{name}!B{r + 1}"
        values[element] = v
    r += 1
s.write(r + 2, 0, f"Ngày 03 tháng {month + 1} năm 2026")
b.close()
tell(target, "TX1", cells, values)
