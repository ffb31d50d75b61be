# Much that sounds alike and is something else: in-patients and out-patients, plans, rates, last year, parts without a whole. openpyxl.
from design import arguments, figures, tell
from openpyxl import Workbook

month, target, variant = arguments()
f = figures(month)
b = Workbook()
s = b.active
s.title = "Số liệu"
s["A1"] = f"Số liệu tháng {month}/2026 - Trung tâm Y tế"
cells, values = {}, {}
for c, t in enumerate(["STT", "Chỉ tiêu", "Kỳ này", "Kỳ trước", "So sánh (%)"]): s.cell(3, c + 1, t)
rows = [
    ("Tổng thu viện phí nội trú", None), ("Tổng thu viện phí ngoại trú", None), ("Viện phí BHYT đã quyết toán", None),
    ("Tỷ lệ viện phí không dùng tiền mặt", None), ("Kế hoạch thu viện phí không dùng tiền mặt", None), ("Viện phí thu không dùng tiền mặt qua ví điện tử", None),
    ("Số lượt thanh toán viện phí không dùng tiền mặt qua POS", None), ("Người bệnh còn nợ viện phí", None),
    ("Số giấy chứng sinh chưa gửi dữ liệu", None), ("Giấy chứng sinh gửi lỗi", None), ("Giấy báo tử đã cấp", "death_papers_issued"),
    ("Số bệnh án điện tử đã tạo", None), ("Lượt đăng ký khám từ xa", None), ("Số cán bộ CNTT chưa có chứng chỉ ATTT", None), ("Số cán bộ CNTT", None),
    ("Số hệ thống đã liên thông", None), ("Hệ thống thông tin đang sử dụng", "systems_in_use"), ("Số ca tử vong do bệnh truyền nhiễm", None),
    ("Ca bệnh truyền nhiễm quản lý trên nền tảng số", "cases_on_platform"), ("Lượt khám BHYT từ xa", None), ("Chi phí KCB BHYT", None),
    ("Số kiosk hỏng", None), ("Số lượt KCB BHYT", "insured_visits"),
]
for i, (label, element) in enumerate(rows):
    r = 4 + i
    v = f[element] if element else 7 + i
    s.cell(r, 1, i + 1); s.cell(r, 2, label); s.cell(r, 3, v); s.cell(r, 4, v - 1); s.cell(r, 5, 101)
    if element:
        cells[element] = f"{s.title}!C{r}"
        values[element] = v
b.save(target)
tell(target, "BV2", cells, values, {"cashless-urban-share": f"{s.title}!C7"})
