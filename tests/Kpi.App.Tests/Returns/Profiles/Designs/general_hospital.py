# Labels left, sections in Roman numbers, a column of units, plan and cumulated figures beside the month's. openpyxl.
from design import arguments, figures, tell
from openpyxl import Workbook

month, target, variant = arguments()
f = figures(month)
b = Workbook()
s = b.active
s.title = "Báo cáo"
s["A1"], s["E1"] = "SỞ Y TẾ TỈNH BÌNH AN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
s["A2"], s["E2"] = "BỆNH VIỆN ĐA KHOA TỈNH", "Độc lập - Tự do - Hạnh phúc"
s["A4"] = f"BÁO CÁO KẾT QUẢ CHUYỂN ĐỔI SỐ THÁNG {month:02d} NĂM 2026"
s.merge_cells("A4:H4")
s.append([])
heading = f"Thực hiện tháng {month}/2026" if variant != "changed" else "Ước thực hiện quý sau"
s.append(["STT", "Nội dung", "Đơn vị tính", "Kế hoạch năm", heading, f"Lũy kế từ đầu năm", "Tỷ lệ so với KH (%)", "Ghi chú"])
s.append(["A", "B", "C", "1", "2", "3", "4=3/1", "5"])
cells, values, percentages = {}, {}, {}


def section(text):
    s.append([text])
    s.merge_cells(start_row=s.max_row, end_row=s.max_row, start_column=1, end_column=8)


def line(no, label, unit, element, shown=None, plan=None, note=None):
    v = f[element] if element else None
    number = isinstance(v, int)
    s.append([no, label, unit, plan, shown if shown is not None else v, (v * 9 if number and shown is None else None), 75 if number else None, note])
    if element:
        cells[element] = f"{s.title}!E{s.max_row}"
        values[element] = v


section("I. THANH TOÁN VIỆN PHÍ")
if variant == "moved":
    s.append([None, "Số người bệnh đến khám", "lượt", 1, 2, 3])
line(1, "Tổng thu viện phí", "triệu đồng", "fees_total_vnd", f["fees_total_vnd"] / 1_000_000, 150000)
line("1.1", "Trong đó: không dùng tiền mặt", "triệu đồng", "fees_cashless_vnd", f["fees_cashless_vnd"] / 1_000_000)
s.append([None, "- Thu bằng tiền mặt", "triệu đồng", None, 5556.666, 50000, 70])
line(2, "Tổng số lượt thanh toán viện phí", "lượt", "fee_payments_total")
line("2.1", "Trong đó: số lượt TTKDTM", "lượt", "fee_payments_cashless")
line(3, "Đơn vị đã triển khai TTKDTM", "Có/Không", "cashless_accepted")
section("II. BỆNH ÁN ĐIỆN TỬ, ỨNG DỤNG CNTT")
line(1, "Mức triển khai HSBA điện tử", "mức", "emr_level")
line(2, "Khám bệnh không giấy tờ", "Có/Không", "paperless_exam", note="Đang thí điểm tại khoa Khám")
line(3, "Mức ứng dụng CNTT theo Thông tư 54/2017/TT-BYT", "mức", "it_level_54")
line(4, "Số ki-ốt thông tin đang hoạt động", "máy", "kiosks_working")
section("III. AN TOÀN THÔNG TIN")
line(1, "Số cán bộ CNTT có chứng chỉ ATTT", "người", "security_officers_certified")
line(2, "Số HTTT đang sử dụng", "hệ thống", "systems_in_use")
line(3, "Số HTTT được phê duyệt hồ sơ cấp độ trước khi đưa vào sử dụng", "hệ thống", "systems_dossier_before_use")
section("IV. BỆNH TRUYỀN NHIỄM, KHÁM CHỮA BỆNH TỪ XA")
line(1, "Số ca bệnh truyền nhiễm phải báo cáo", "ca", "cases_notifiable")
line(2, "Số ca bệnh truyền nhiễm được quản lý trên nền tảng số", "ca", "cases_on_platform")
if variant != "bare":
    # Typed from last month's counts.
    line(3, "Tỷ lệ ca bệnh quản lý trên nền tảng số", "%", None, "85,3")
    percentages["disease-cases-digital"] = s.max_row
line(4, "Số lượt tư vấn, KCB từ xa", "lượt", "telehealth_visits")
section("V. ĐỀ ÁN 06")
line(1, "Tổng số lượt KCB BHYT", "lượt", "insured_visits")
line(2, "Số lượt KCB BHYT bằng CCCD gắn chíp", "lượt", "insured_visits_chip_id")
line(3, "Giấy KSK lái xe đã cấp", "giấy", "driver_certificates_issued")
line(4, "Giấy KSK lái xe liên thông", "giấy", "driver_certificates_sent")
line(5, "Số giấy chứng sinh đã cấp", "giấy", "birth_papers_issued")
line(6, "Số giấy chứng sinh đã liên thông dữ liệu", "giấy", "birth_papers_sent")
line(7, "Số giấy báo tử đã cấp", "giấy", "death_papers_issued")
line(8, "Số giấy báo tử đã liên thông dữ liệu", "giấy", "death_papers_sent")
s.append([])
s.append([None, None, None, None, f"Bình An, ngày 05 tháng {month + 1} năm 2026"])
s.append([None, "NGƯỜI LẬP BIỂU", None, None, "GIÁM ĐỐC"])
if variant == "moved":
    s.title = f"BC T{month}"
    cells = {e: c.replace("Báo cáo!", s.title + "!") for e, c in cells.items()}
percentages = {i: f"{s.title}!E{row}" for i, row in percentages.items()}
b.save(target)
tell(target, "BV1", cells, values, percentages)
