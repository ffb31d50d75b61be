"""How reports-templates/committee.xlsx was first drawn (XlsxWriter). The workbook is the artefact: restyle it there by hand.

Run it only to start over: python3 docs/templates/committee.py reports-templates/committee.xlsx
"""
import datetime
import re
import sys
import zipfile

import xlsxwriter

INK, TEAL, GREY, RULE, HEAD = '#1F2933', '#0B4F6C', '#5B6770', '#D3DAE0', '#E8EFF3'
VERDICTS = [  # name, symbol, words, meaning, ink, fill
    ('met', '●', 'Đạt || Met', 'Giá trị thoả mục tiêu. || The value satisfies the target.', '#14532D', '#DCEFE2'),
    ('held', '■', 'Duy trì || Held', 'Thoả mục tiêu sau hạn, ở kỳ này và kỳ trước. || Satisfied after the due date, now and in the period before.',
     '#14532D', '#DCEFE2'),
    ('on-track', '↑', 'Đúng tiến độ || On track', 'Chưa đến hạn; bằng hoặc trên đường thẳng tới mục tiêu. || Not yet due; on or above the straight path.',
     '#1E4E79', '#E0ECF7'),
    ('at-risk', '→', 'Có nguy cơ || At risk', 'Chưa đến hạn; thấp hơn đường tới mục tiêu dưới một phần mười. || Not yet due; below the path by less than a tenth of it.',
     '#6B4E00', '#FFF3CC'),
    ('off-track', '↓', 'Chậm tiến độ || Off track', 'Chưa đến hạn; thấp hơn nữa. || Not yet due; further below the path.', '#8A1C17', '#F9E1DE'),
    ('missed', '×', 'Không đạt || Missed', 'Đã đến hạn mà chưa thoả mục tiêu. || Due and not satisfied.', '#8A1C17', '#F9E1DE'),
    ('missed-progressing', '×↑', 'Không đạt, đang cải thiện || Missed, progressing',
     'Đã đến hạn mà chưa thoả, nhưng tốt hơn kỳ trước. || Due and not satisfied, but better than in the period before.', '#7A3E06', '#FCE9DA'),
    ('undecided', '?', 'Chưa kết luận || Undecided',
     'Cơ sở chưa nộp báo cáo có thể làm đổi kết luận. || The facilities that have not reported could still change the verdict.', '#5B4B00', '#FFF9E3'),
    ('no-data', '…', 'Chưa có số liệu || No data', 'Chưa cơ sở nào báo cáo; không phải là 0. || Nobody has reported; this is not zero.', GREY, '#F1F3F5'),
    ('not-applicable', '–', 'Không áp dụng || Not applicable', 'Không có đối tượng để tính. || There is nothing to count.', GREY, '#F1F3F5'),
    ('not-set', '·', 'Chưa quy định || Not set', 'Văn bản chưa đặt mục tiêu cho mốc này. || No document sets a value for this year.', GREY, '#FFFFFF'),
]

book = xlsxwriter.Workbook(sys.argv[1])
book.set_properties({'title': 'Mẫu báo cáo Ban Chỉ đạo', 'created': datetime.datetime(2026, 1, 1)})
book.set_calc_mode('auto')
formats = {}


def style(**kw):
    base = {'font_name': 'Arial', 'font_size': 10, 'font_color': INK, 'valign': 'vcenter'}
    base.update(kw)
    key = tuple(sorted(base.items()))
    if key not in formats:
        formats[key] = book.add_format(base)
    return formats[key]


def name(what, sheet, ref):
    book.define_name(what, "='%s'!%s" % (sheet.get_name(), ref))


def cell(ref):
    letters = ''.join(c for c in ref if c.isalpha())
    return '$%s$%s' % (letters, ref[len(letters):])


def sheet(title, widths, landscape, last_column, repeat=None, one_page=False):
    ws = book.add_worksheet(title)
    for i, w in enumerate(widths):
        ws.set_column(i, i, w, style())
    ws.set_paper(9)
    ws.set_landscape() if landscape else ws.set_portrait()
    ws.set_margins(left=0.5, right=0.5, top=0.55, bottom=0.65)
    ws.fit_to_pages(1, 1 if one_page else 0)
    ws.hide_gridlines(2)
    ws.set_footer('&L&8{report}&C&8{banner}&R&8Trang &P / &N || Page &P / &N')
    if repeat:
        ws.repeat_rows(*repeat)
    return ws


rule = dict(bottom=1, bottom_color=RULE)
head = dict(bold=True, bg_color=HEAD, font_color=TEAL, text_wrap=True, bottom=1, bottom_color=TEAL, font_size=9)
title = style(bold=True, font_size=16, font_color=TEAL, valign='top')
under = style(font_color=GREY, text_wrap=True, valign='top')
section = style(bold=True, font_size=12, font_color=TEAL, valign='bottom')
banner = style(bold=True, font_color='#A61B1B', align='left')
text, wrap = style(**rule), style(text_wrap=True, **rule)
count, percent, day = style(num_format='#,##0', **rule), style(num_format='0.0%', **rule), style(num_format='dd/mm/yyyy', align='center', **rule)
centre = style(align='center', **rule)


def top(ws, key, heading, last, note=None):
    """Banner, title and one line under it: the same on every sheet but the first."""
    ws.set_row(0, 15)
    ws.write_blank(0, 0, None, banner)
    name(key + '.banner', ws, '$A$1')
    ws.set_row(1, 26)
    ws.write(1, 0, heading, title)
    ws.set_row(2, 15)
    ws.write_blank(2, 0, None, style(font_color=GREY))
    name(key + '.period', ws, '$A$3')
    if note:
        ws.set_row(3, note[1])
        ws.merge_range(3, 0, 3, last, note[0], under)


def columns(ws, row, labels, height, **kw):
    ws.set_row(row, height)
    for i, (label, align) in enumerate(labels):
        ws.write(row, i, label, style(**head, align=align, **kw))


# 1 Summary ------------------------------------------------------------------------------------------------------------
ws = sheet('Tóm tắt || Summary', [42, 10, 10, 11, 30, 12], False, 5, one_page=True)
ws.set_row(0, 15)
ws.write_blank(0, 0, None, banner)
name('summary.banner', ws, '$A$1')
ws.set_row(1, 16)
ws.write(1, 0, 'BỘ Y TẾ · BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ || MINISTRY OF HEALTH · STEERING COMMITTEE FOR DIGITAL TRANSFORMATION',
         style(font_color=GREY, font_size=9, bold=True))
ws.set_row(2, 52)
ws.merge_range(2, 0, 2, 5, 'Kết quả thực hiện mục tiêu chuyển đổi số y tế || Digital transformation in health: results against the targets',
               style(bold=True, font_size=20, font_color=TEAL, text_wrap=True))
ws.set_row(3, 18)
ws.write_blank(3, 0, None, style(bold=True, font_size=12))
name('summary.period', ws, '$A$4')
ws.set_row(4, 15)
ws.write_blank(4, 0, None, style(font_color=GREY))
name('summary.run', ws, '$A$5')
ws.set_row(5, 10)
for i in range(4):
    ws.set_row(6 + i, 36)
    ws.merge_range(6 + i, 0, 6 + i, 5, None, style(font_size=11, text_wrap=True, left=5, left_color=TEAL, indent=1))
    name('summary.sentence%d' % (i + 1), ws, '$A$%d' % (7 + i))
ws.set_row(10, 30)
ws.write(10, 0, 'Kết luận trên số mục tiêu || Verdicts, by number of targets', section)
ws.set_row(11, 18)
for c, label in enumerate(['Kết luận || Verdict', 'Đến 2025 || To 2025', 'Sau 2025 || After 2025']):
    ws.write(11, c, label, style(**head, align='left' if c == 0 else 'right'))
tally = ['● ■  Đạt hoặc duy trì, chắc chắn || ● ■  Met or held, for certain', '×  Không đạt, chắc chắn || ×  Missed, for certain',
         '?  Chưa kết luận được || ?  Undecided', '↑  Chưa đến hạn: đúng tiến độ || ↑  Not yet due: on track',
         '→ ↓  Chưa đến hạn: có nguy cơ, chậm || → ↓  Not yet due: at risk, off track',
         '… –  Chưa có số liệu, không áp dụng || … –  No data, not applicable', 'Tổng số mục tiêu || All targets']
for i, label in enumerate(tally):
    last = i == len(tally) - 1
    kw = dict(bold=last, **({} if last else rule))
    ws.set_row(12 + i, 16)
    ws.write(12 + i, 0, label, style(**kw))
    ws.write_blank(12 + i, 1, None, style(num_format='0', **kw))
    ws.write_blank(12 + i, 2, None, style(num_format='0', **kw))
name('summary.tally', ws, '$B$13:$C$19')
ws.set_row(19, 30)
ws.write(19, 0, 'Chỉ số trọng tâm || Headline indicators', section)
ws.set_row(20, 28)
for c, (label, align) in enumerate([('Chỉ số || Indicator', 'left'), ('Kết quả || Value', 'right'), ('Mục tiêu || Target', 'right'),
                                    ('Hạn || Due', 'center'), ('Kết luận || Verdict', 'left'), ('Đã báo cáo || Reported', 'right')]):
    ws.write(20, c, label, style(**head, align=align))
for i in range(12):
    r = 21 + i
    ws.set_row(r, 26)
    for c, f in enumerate([wrap, percent, percent, day, wrap, percent]):
        ws.write_blank(r, c, None, f)
name('summary.headline', ws, '$A$22:$F$33')
chart = book.add_chart({'type': 'bar'})
for c, colour, label in ((1, TEAL, '$B$21'), (2, '#B9C6CF', '$C$21')):
    chart.add_series({
        'name': "='Tóm tắt || Summary'!" + label,
        'categories': "='Tóm tắt || Summary'!$A$22:$A$33",
        'values': "='Tóm tắt || Summary'!$%s$22:$%s$33" % ('ABC'[c], 'ABC'[c]),
        'fill': {'color': colour}, 'border': {'none': True}, 'gap': 60, 'overlap': -5,
    })
font = {'name': 'Arial', 'size': 8, 'color': INK}
chart.set_title({'name': 'Kết quả so với mục tiêu || Value against target', 'name_font': {'name': 'Arial', 'size': 11, 'bold': True, 'color': TEAL},
                 'overlay': False})
chart.set_x_axis({'label_position': 'high', 'min': 0, 'max': 1, 'num_format': '0%', 'num_font': font, 'major_gridlines': {'visible': True, 'line': {'color': RULE}},
                  'line': {'none': True}})
chart.set_y_axis({'reverse': True, 'num_font': font, 'line': {'color': RULE}, 'major_tick_mark': 'none'})
chart.set_plotarea({'layout': {'x': 0.38, 'y': 0.10, 'width': 0.57, 'height': 0.74}})
chart.set_legend({'position': 'bottom', 'font': font})
chart.set_chartarea({'border': {'none': True}})
chart.set_size({'width': 832, 'height': 450})
chart.show_blanks_as('gap')
ws.insert_chart('A35', chart, {'description':
                'Biểu đồ thanh: kết quả và mục tiêu của từng chỉ số trọng tâm, cùng số liệu với bảng phía trên. || '
                'Bar chart: value and target of each headline indicator, the same figures as the table above.', 'object_position': 2})
ws.print_area(0, 0, 58, 5)

# 2 Targets ------------------------------------------------------------------------------------------------------------
widths = [4, 36, 9, 8.5, 8.5, 8.5, 8.5, 8, 9, 10.5, 4, 19, 9, 10.5, 4, 19, 5]
ws = sheet('Chỉ tiêu || Targets', widths, True, 16, repeat=(4, 5))
top(ws, 'targets', 'Từng chỉ số so với mục tiêu đến 2025 và đến 2030 || Each indicator against its targets to 2025 and to 2030', 16, (
    'Thấp nhất, cao nhất: giá trị nếu mọi cơ sở chưa nộp đều xấu nhất, tốt nhất. Kết luận là chắc chắn khi hai đầu cho cùng một kết luận. '
    'Năm của mục tiêu: ● có nguồn xác nhận, ◊ các nguồn khác nhau, ○ chưa có nguồn. Số trong [ ] là ghi chú ở trang Căn cứ. || '
    'Low, high: the value if every facility that has not reported were at its worst, at its best. A verdict is certain when both ends agree. '
    'Year of a target: ● confirmed by a source, ◊ sources disagree, ○ no source. Numbers in [ ] are notes on the sheet Sources.', 27))
ws.set_row(4, 16)
for first, last, label in ((0, 1, 'Chỉ số || Indicator'), (2, 4, 'Kết quả kỳ này || This period'), (5, 7, 'Báo cáo đã nhận || Returns'),
                           (8, 11, 'Mục tiêu đến 2025 || Target to 2025'), (12, 15, 'Mục tiêu đến 2030 || Target to 2030')):
    ws.merge_range(4, first, 4, last, label, style(bold=True, bg_color=TEAL, font_color='#FFFFFF', align='left' if first == 0 else 'center',
                                                   left=1, left_color='#FFFFFF', font_size=9))
ws.write_blank(4, 16, None, style(bg_color=TEAL))
columns(ws, 5, [('Số || No', 'center'), ('Tên || Name', 'left'), ('Giá trị || Value', 'right'), ('Thấp nhất || Low', 'right'),
                ('Cao nhất || High', 'right'), ('Đã nộp || In', 'right'), ('Phải nộp || Due', 'right'), ('Tỷ lệ || Share', 'right'),
                ('Mức || Level', 'right'), ('Hạn || By', 'center'), ('Năm || Year', 'center'), ('Kết luận || Verdict', 'left'),
                ('Mức || Level', 'right'), ('Hạn || By', 'center'), ('Năm || Year', 'center'), ('Kết luận || Verdict', 'left'),
                ('Chú || Note', 'center')], 26)
ws.set_row(6, 18)
for c in range(17):
    ws.write_blank(6, c, None, style(bold=True, font_color=TEAL, bottom=1, bottom_color=TEAL, valign='bottom'))
name('targets.group', ws, '$A$7:$Q$7')
bold_percent = style(num_format='0.0%', bold=True, **rule)
grey_percent = style(num_format='0.0%', font_color=GREY, **rule)
for c, f in enumerate([style(align='center', font_color=GREY, **rule), wrap, bold_percent, grey_percent, grey_percent, count, count, percent,
                       percent, day, centre, wrap, percent, day, centre, wrap, style(align='center', font_size=8, font_color=GREY, **rule)]):
    ws.write_blank(7, c, None, f)
name('targets.row', ws, '$A$8:$Q$8')
ws.freeze_panes(6, 2)

# 3 Provinces ----------------------------------------------------------------------------------------------------------
ws = sheet('Các tỉnh || Provinces', [5, 17] + [11.5] * 12, True, 13, repeat=(4, 5))
top(ws, 'provinces', 'Các tỉnh, thành phố theo chỉ số trọng tâm || Provinces by headline indicator', 13, (
    'Dấu sau mỗi giá trị là kết luận, không chỉ màu: ● đạt, ■ duy trì, ↑ đúng tiến độ, → có nguy cơ, ↓ chậm tiến độ, × không đạt, '
    '×↑ không đạt nhưng đang cải thiện, ? chưa kết luận được vì thiếu báo cáo. || '
    'The sign behind a value is its verdict, not the colour alone: ● met, ■ held, ↑ on track, → at risk, ↓ off track, × missed, '
    '×↑ missed but progressing, ? undecided because returns are missing.', 27))
ws.set_row(4, 62)
ws.write(4, 0, 'Mã || Code', style(**head, align='center'))
ws.write(4, 1, 'Tỉnh, thành phố || Province', style(**head))
for c in range(12):
    ws.write_blank(4, 2 + c, None, style(**{**head, 'font_size': 8}, align='center'))
name('provinces.head', ws, '$C$5:$N$5')
ws.set_row(5, 16)
ws.write_blank(5, 0, None, style(**rule))
ws.write(5, 1, 'Mục tiêu || Target', style(italic=True, font_color=GREY, **rule))
for c in range(12):
    ws.write_blank(5, 2 + c, None, style(italic=True, font_color=GREY, align='center', num_format='0%', font_size=9, **rule))
name('provinces.target', ws, '$C$6:$N$6')
nation = dict(bold=True, bottom=1, bottom_color=TEAL)
ws.set_row(6, 18)
ws.write_blank(6, 0, None, style(align='center', **nation))
ws.write_blank(6, 1, None, style(**nation))
for c in range(12):
    ws.write_blank(6, 2 + c, None, style(align='center', num_format='0.0%', font_size=9, **nation))
name('provinces.nation', ws, '$A$7:$N$7')
ws.set_row(7, 16)
ws.write_blank(7, 0, None, style(align='center', font_color=GREY, **rule))
ws.write_blank(7, 1, None, text)
for c in range(12):
    ws.write_blank(7, 2 + c, None, style(align='center', num_format='0.0%', font_size=9, **rule))
name('provinces.row', ws, '$A$8:$N$8')
ws.freeze_panes(6, 2)

# 4 Missing ------------------------------------------------------------------------------------------------------------
ws = sheet('Chưa nộp || Missing', [7, 22, 14, 13, 52, 30, 13, 12], True, 7)
top(ws, 'missing', 'Cơ sở chưa nộp báo cáo || Facilities whose returns are missing', 7, (
    'Theo lượt tính nêu ở trang Phương pháp: báo cáo đến sau lượt tính này không có ở đây. Số ngày quá hạn tính đến ngày lập lượt tính. || '
    'As of the run named on the sheet Method: what arrived after it is not here. Days overdue are counted to the day of the run.', 15))
ws.set_row(4, 22)
ws.write(4, 0, 'Theo tỉnh || By province', section)
ws.set_row(5, 18)
for c, (label, align) in enumerate([('Mã || Code', 'center'), ('Tỉnh, thành phố || Province', 'left'), ('Phải nộp || Expected', 'right'),
                                    ('Chưa nộp || Missing', 'right')]):
    ws.write(5, c, label, style(**head, align=align))
for c, f in enumerate([style(align='center', font_color=GREY, **rule), text, count, count]):
    ws.write_blank(6, c, None, f)
name('missing.province', ws, '$A$7:$D$7')
ws.set_row(7, 26)
ws.write(7, 0, 'Từng cơ sở || Each facility', section)
columns(ws, 8, [('Số || No', 'center'), ('Tỉnh, thành phố || Province', 'left'), ('Mã cơ sở || Facility code', 'left'),
                ('Kỳ || Period', 'center'), ('Tên cơ sở || Facility', 'left'), ('Biểu mẫu || Form', 'left'), ('Hạn nộp || Due', 'center'),
                ('Quá hạn (ngày) || Days overdue', 'right')], 26)
name('missing.head', ws, '$A$9:$H$9')
for c, f in enumerate([style(align='center', font_color=GREY, num_format='#,##0', **rule), text, text, centre, wrap, wrap, day, style(num_format='#,##0', align='right', **rule)]):
    ws.write_blank(9, c, None, f)
name('missing.row', ws, '$A$10:$H$10')

# 5 Method -------------------------------------------------------------------------------------------------------------
ws = sheet('Phương pháp || Method', [5, 29, 76], False, 2)
top(ws, 'method', 'Phương pháp và xuất xứ || Method and provenance', 2)
ws.set_row(3, 24)
ws.write(3, 0, 'Số liệu được tính thế nào || How the numbers are made', section)
paragraphs = [
    ('Mọi phép tính trên số nguyên và phân số chính xác; so sánh với mục tiêu không làm tròn. Khi in, chữ số được cắt, không làm tròn lên: 89,96 % in là 89,9 %. || '
     'All arithmetic is on whole numbers and exact fractions; comparison with a target uses no rounding. In print, digits are cut, never rounded up: 89.96 % prints as 89.9 %.', 28),
    ('Tỷ lệ là tổng tử số chia tổng mẫu số của các đơn vị đã báo cáo, không bao giờ là trung bình của các tỷ lệ phần trăm. || '
     'A ratio is the sum of numerators over the sum of denominators of the units that reported, never a mean of percentages.', 28),
    ('Độ bao phủ là số đơn vị đạt điều kiện chia cho toàn bộ đơn vị thuộc diện; đơn vị chưa nộp vẫn ở mẫu số. || '
     'A coverage is the units that comply over all units concerned; a unit that has not reported stays in the denominator.', 28),
    ('Số còn thiếu được ghi là thiếu, không bao giờ là 0. Khoảng thấp nhất–cao nhất cho biết phần thiếu có thể làm đổi giá trị đến đâu; khi không có căn cứ, khoảng được ghi là mở. || '
     'What is missing is called missing, never zero. The range from low to high shows how far the missing part could move the value; where there is no basis, it is called open.', 28),
    ('Mục tiêu "tất cả" được tính là từ 100 %; mục tiêu ">" phải vượt hẳn: đúng 50 % là không đạt ">" 50 %. || '
     'A target of "all" is computed as at least 100 %; a ">" must be exceeded: exactly 50 % fails "> 50 %".', 28),
]
for i, (p, h) in enumerate(paragraphs):
    ws.set_row(4 + i, h)
    ws.merge_range(4 + i, 0, 4 + i, 2, p, style(text_wrap=True, valign='top'))
ws.set_row(9, 26)
ws.write(9, 0, 'Dấu và màu của kết luận || Signs and colours of the verdicts', section)
for i, (key, symbol, words, meaning, ink, fill) in enumerate(VERDICTS):
    r = 10 + i
    ws.set_row(r, 16)
    ws.write(r, 0, symbol, style(align='center', bold=True, font_color=ink, bg_color=fill, **rule))
    name('style.' + key.replace('-', '_'), ws, '$B$%d' % (r + 1))
    ws.write(r, 1, words, style(font_color=ink, bg_color=fill, **rule))
    ws.write(r, 2, meaning, style(font_size=9, text_wrap=True, **rule))
r = 10 + len(VERDICTS)
ws.set_row(r, 26)
ws.write(r, 0, 'Xuất xứ || Provenance', section)
r += 1
facts = [('run', 'Lượt tính || Run'), ('hash', 'Mã băm kết quả || Hash of the results'), ('inputs', 'Mã băm đầu vào || Hash of the inputs'),
         ('catalogue', 'Danh mục || Catalogue'), ('set', 'Bộ mục tiêu || Target set'), ('geography', 'Địa giới ngày || Geography of'),
         ('options', 'Lựa chọn || Options'), ('engine', 'Bộ tính || Engine'), ('made', 'Lập lúc || Made at'),
         ('previous', 'So với lượt tính || Compared with run'), ('template', 'Mẫu báo cáo || Template')]
for key, label in facts:
    ws.set_row(r, 16)
    ws.merge_range(r, 0, r, 1, label, style(font_color=GREY, **rule))
    ws.write_blank(r, 2, None, style(text_wrap=True, **rule))
    name('method.' + key, ws, '$C$%d' % (r + 1))
    r += 1
ws.set_row(r, 26)
ws.write(r, 0, 'Không tính, và vì sao || Not computed, and why', section)
r += 1
for c, f in enumerate([style(align='center', font_color=GREY, **rule, valign='top', font_size=9), style(text_wrap=True, valign='top', font_size=9, **rule),
                       style(text_wrap=True, valign='top', font_size=9, **rule)]):
    ws.write_blank(r, c, None, f)
name('method.excluded', ws, '$A$%d:$C$%d' % (r + 1, r + 1))

# 6 Sources ------------------------------------------------------------------------------------------------------------
ws = sheet('Căn cứ || Sources', [5, 27, 8, 10.5, 13, 23, 18, 36, 27, 22], True, 9, repeat=(3, 3))
top(ws, 'sources', 'Căn cứ và điều còn nghi vấn của từng mục tiêu || Source and doubts of each target', 9)
columns(ws, 3, [('Chú || Note', 'center'), ('Chỉ số || Indicator', 'left'), ('Mức || Level', 'right'), ('Hạn || By', 'center'),
                ('Năm của mục tiêu || Year evidence', 'left'), ('Văn bản || Document', 'left'), ('Điều, mục || Article', 'left'),
                ('Điều còn nghi vấn || Doubt', 'left'), ('Tử số || Numerator', 'left'), ('Mẫu số || Denominator', 'left')], 20)
small = dict(font_size=9, text_wrap=True, valign='top')
for c, f in enumerate([style(align='center', **{**small, **rule}), style(**{**small, **rule}), style(num_format='0.0%', **{**small, **rule}),
                       style(num_format='dd/mm/yyyy', align='center', **{**small, **rule})] + [style(**{**small, **rule})] * 6):
    ws.write_blank(4, c, None, f)
name('sources.row', ws, '$A$5:$J$5')
ws.freeze_panes(4, 2)

# 7 Figures ------------------------------------------------------------------------------------------------------------
ws = sheet('Số liệu || Figures', [7, 22, 28, 44, 18, 18, 11, 11, 11, 10, 10, 26, 26], True, 12, repeat=(4, 4))
top(ws, 'figures', 'Số liệu chính xác của lượt tính || Exact figures of the run', 12, (
    'Tử số và mẫu số là số đếm nguyên; giá trị cắt ở chữ số thứ sáu. Ô trống: không có số. || '
    'Numerator and denominator are whole counts; values are cut after the sixth digit. An empty cell: no number.', 15))
columns(ws, 4, [('Mã || Code', 'center'), ('Đơn vị || Unit', 'left'), ('Mã chỉ số || Indicator code', 'left'), ('Chỉ số || Indicator', 'left'),
                ('Tử số || Numerator', 'right'), ('Mẫu số || Denominator', 'right'), ('Giá trị || Value', 'right'),
                ('Thấp nhất || Low', 'right'), ('Cao nhất || High', 'right'), ('Đã nộp || Reporting', 'right'), ('Phải nộp || Expected', 'right'),
                ('Kết luận đến 2025 || Verdict to 2025', 'left'), ('Kết luận đến 2030 || Verdict to 2030', 'left')], 26)
name('figures.head', ws, '$A$5:$M$5')
six = style(num_format='0.000000', **rule)
for c, f in enumerate([style(align='center', font_color=GREY, **rule), text, text, text, count, count, six, six, six, count, count, text, text]):
    ws.write_blank(5, c, None, f)
name('figures.row', ws, '$A$6:$M$6')
ws.freeze_panes(5, 4)

book.close()

# This XlsxWriter repeats a number format for every style that uses it; one is enough, and readers may mind.
with zipfile.ZipFile(sys.argv[1]) as source:
    parts = [(item, source.read(item)) for item in source.infolist()]
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as target:
    for item, data in parts:
        if item.filename == 'xl/styles.xml':
            seen = dict.fromkeys(re.findall(r'<numFmt [^>]*/>', data.decode()))
            data = re.sub(r'<numFmts.*</numFmts>', '<numFmts count="%d">%s</numFmts>' % (len(seen), ''.join(seen)), data.decode()).encode()
        target.writestr(zipfile.ZipInfo(item.filename, (2000, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
