using System.Globalization;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ClosedXML.Excel;
using Kpi.App.Platform;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Reports;

/// <summary>
/// The workbook for the Steering Committee. ClosedXML fills the designed sheets, the long ones are streamed into the saved package, and the
/// package is written so that the same model and template give the same bytes.
/// </summary>
public sealed partial class CommitteeWorkbook
{
    private readonly ReportModel _model;
    private readonly Language _language;
    private readonly TemplateFiller _fill;
    private readonly List<Action<WorkbookParts>> _afterwards = [];

    private CommitteeWorkbook(ReportModel model, TemplateFiller fill, Language language)
    {
        _model = model;
        _fill = fill;
        _language = language;
    }

    public static byte[] Write(ReportModel model, ReportTemplate template, Language language)
    {
        // The library writes some numbers in the culture of the thread.
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            using var fill = new TemplateFiller(template.Bytes);
            return new CommitteeWorkbook(model, fill, language).Build();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private string Banner => string.Join(
        " · ",
        new[] { _model.Synthetic ? ReportTexts.Synthetic : null, _model.Run.Official ? null : ReportTexts.NotOfficial }.OfType<Text>()
            .Select(t => _language == Language.Vi ? $"{t.Vi} / {t.En}" : t.En));

    private string PeriodLine => $"{ReportTexts.Name(_model.Run.Period).In(_language)} · {UnitName}";

    private string UnitName => _model.Unit.Level == UnitLevel.Nation ? new Text("Cả nước", "Viet Nam").In(_language) : _model.Unit.Name;

    private byte[] Build()
    {
        foreach (var sheet in (string[])["summary", "targets", "provinces", "missing", "method", "sources", "figures"])
        {
            Put(sheet + ".banner", Banner);
            Put(sheet + ".period", PeriodLine);
        }

        Summary();
        Targets();
        Provinces();
        Missing();
        Method();
        Sources();
        Figures();
        Properties();

        var package = WorkbookParts.Open(_fill.Save());
        ChartCache.Refresh(package, CellsOf);
        Margins(package);
        PrintTitles(package);
        foreach (var step in _afterwards) step(package);
        CoreProperties(package);
        return package.ToArray();
    }

    // ---- sheets

    private void Summary()
    {
        Put("summary.run", new Text(
            $"Bộ mục tiêu: {_model.Set.Name.Vi} · Lượt tính {Ids.Show(_model.Run.Id)} · lập {ReportTexts.Instant(_model.Run.MadeAt)}",
            $"Target set: {_model.Set.Name.En} · Run {Ids.Show(_model.Run.Id)} · made {ReportTexts.Instant(_model.Run.MadeAt)}").In(_language));
        var sentences = CommitteeSummary.Sentences(_model, _language);
        for (var i = 0; i < sentences.Length; i++)
        {
            Put($"summary.sentence{i + 1}", sentences[i]);
            TemplateFiller.FitHeight(_fill.Block($"summary.sentence{i + 1}").FirstRow());
        }


        var tally = _fill.Block("summary.tally");
        foreach (var (column, targets) in new[] { (1, _model.Lines.SelectMany(l => l.Near)), (2, _model.Lines.SelectMany(l => l.Far)) })
        {
            var t = VerdictTally.Of(targets);
            var counts = new[] { t.Met, t.Missed, t.Undecided, t.OnTrack, t.Behind, t.NoValue, t.All };
            for (var i = 0; i < counts.Length; i++) tally.Cell(i + 1, column).SetValue(counts[i]);
        }

        var block = _fill.Block("summary.headline");
        for (var i = 0; i < block.RowCount(); i++)
        {
            var row = block.Row(i + 1);
            if (i >= _model.Headline.Length)
            {
                // A hidden row is left out of the chart as well.
                row.WorksheetRow().Hide();
                continue;
            }

            var line = _model.Lines[_model.Headline[i]];
            TemplateFiller.Text(row.Cell(1), line.Indicator.Name.In(_language) + (line.Leading is { Doubtful: true } lead ? $" [{lead.Note}]" : ""));
            Value(row.Cell(2), line);
            Level(row.Cell(3), line.Leading);
            Due(row.Cell(4), line.Leading);
            VerdictOf(row.Cell(5), line.Leading);
            Share(row.Cell(6), line.Score);
        }
    }

    private void Targets()
    {
        const int Group = 0, Line = 1;
        var plan = new List<(int Kind, IndicatorLine? Indicator, int Step, string? Heading)>();
        foreach (var group in _model.Lines.GroupBy(l => HeadingOf(l.Indicator).In(_language)))
        {
            plan.Add((Group, null, 0, group.Key));
            foreach (var line in group)
            {
                for (var step = 0; step < Math.Max(1, Math.Max(line.Near.Length, line.Far.Length)); step++) plan.Add((Line, line, step, null));
            }
        }

        var rows = _fill.Repeat(["targets.group", "targets.row"], [.. plan.Select(p => p.Kind)]);
        var number = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            var (_, line, step, heading) = plan[i];
            var row = rows[i];
            if (line is null)
            {
                TemplateFiller.Text(row.Cell(1), heading!);
                continue;
            }

            if (step == 0)
            {
                row.Cell(1).SetValue(++number);
                TemplateFiller.Text(row.Cell(2), line.Indicator.Name.In(_language));
                Value(row.Cell(3), line);
                Range(row.Cell(4), row.Cell(5), line);
                if (line.Score is { Expected: > 0 } score)
                {
                    TemplateFiller.Count(row.Cell(6), score.Reporting);
                    TemplateFiller.Count(row.Cell(7), score.Expected);
                }

                Share(row.Cell(8), line.Score);
            }

            Target(row, 9, line.Near.ElementAtOrDefault(step), step);
            Target(row, 13, line.Far.ElementAtOrDefault(step), step);
            var notes = new[] { line.Near.ElementAtOrDefault(step), line.Far.ElementAtOrDefault(step) }
                .Where(t => t is { Doubtful: true }).Select(t => $"[{t!.Note}]");
            TemplateFiller.Text(row.Cell(17), string.Join(" ", notes));
            TemplateFiller.FitHeight(row);
        }
    }

    private void Target(IXLRangeRow row, int column, TargetLine? target, int step)
    {
        if (target is null)
        {
            if (step == 0) VerdictOf(row.Cell(column + 3), null);
            return;
        }

        Level(row.Cell(column), target);
        Due(row.Cell(column + 1), target);
        TemplateFiller.Text(row.Cell(column + 2), ReportTexts.EvidenceMark(target.Target.YearEvidence));
        VerdictOf(row.Cell(column + 3), target);
    }

    private void Provinces()
    {
        var head = _fill.Block("provinces.head");
        var target = _fill.Block("provinces.target");
        var nation = _fill.Block("provinces.nation").FirstRow();
        var shown = _model.Headline.Take(head.ColumnCount()).ToList();
        TemplateFiller.Text(nation.Cell(2), UnitName);
        for (var i = 0; i < shown.Count; i++)
        {
            var line = _model.Lines[shown[i]];
            TemplateFiller.Text(head.Cell(1, i + 1), line.Indicator.Name.In(_language));
            Level(target.Cell(1, i + 1), line.Leading);
            ValueWithVerdict(nation.Cell(i + 3), line.Score, line.Indicator, line.Leading?.Verdict);
        }

        var rows = _fill.Repeat(["provinces.row"], [.. _model.Provinces.Select(_ => 0)]);
        for (var r = 0; r < rows.Count; r++)
        {
            var province = _model.Provinces[r];
            TemplateFiller.Text(rows[r].Cell(1), province.Unit.Code);
            TemplateFiller.Text(rows[r].Cell(2), province.Unit.Name);
            for (var i = 0; i < shown.Count; i++)
            {
                var score = province.Scores[shown[i]];
                TargetVerdict? verdict = score?.VerdictsOf(_model.Catalogue, _model.Set.Code).Select(v => (TargetVerdict?)v)
                    .MinBy(v => _model.Catalogue.Targets[v!.Value.TargetIndex].Due);
                ValueWithVerdict(rows[r].Cell(i + 3), score, _model.Lines[shown[i]].Indicator, verdict);
            }
        }
    }

    private void Missing()
    {
        var provinces = _fill.Repeat(["missing.province"], [.. _model.Returns.Select(_ => 0)]);
        for (var i = 0; i < provinces.Count; i++)
        {
            var count = _model.Returns[i];
            TemplateFiller.Text(provinces[i].Cell(1), count.Code);
            TemplateFiller.Text(provinces[i].Cell(2), count.Name);
            TemplateFiller.Count(provinces[i].Cell(3), count.Expected);
            TemplateFiller.Count(provinces[i].Cell(4), count.Missing);
        }

        IEnumerable<object?[]> Rows()
        {
            if (_model.Missing.IsEmpty) yield return [null, null, null, null, new Text("Không thiếu báo cáo nào.", "No return is missing.").In(_language), null, null, null];
            long number = 0;
            var made = BusinessDay.Of(_model.Run.MadeAt);
            foreach (var m in _model.Missing)
            {
                yield return [
                    ++number, m.ProvinceName, m.Facility, m.Period, m.Name, m.Form.In(_language), m.Due,
                    m.DaysOverdue is { } days ? (long)days
                        : (m.Due < made ? new Text("chưa tính là trễ", "not late yet") : new Text("chưa đến hạn", "not yet due")).In(_language)];
            }
        }

        // The list begins on a page of its own and carries its head along.
        var head = _fill.Block("missing.head").FirstRow().RowNumber();
        var page = _fill.Block("missing.head").Worksheet.PageSetup;
        page.AddHorizontalPageBreak(head - 2);
        page.SetRowsToRepeatAtTop(head, head);
        Long("missing", Rows(), Math.Max(1, _model.Missing.Length));
    }

    private void Method()
    {
        var run = _model.Run;
        Put("method.run", $"{Ids.Show(run.Id)}{(run.Name is { } name ? $" · {name}" : "")} · {(run.Official ? new Text("chính thức", "official") : new Text("không chính thức", "not official")).In(_language)}");
        Put("method.hash", run.Hash);
        Put("method.inputs", run.InputsHash);
        Put("method.catalogue", new Text(
            $"Phiên bản {run.CatalogueVersion.ToString(CultureInfo.InvariantCulture)}: {_model.Catalogue.Title}",
            $"Version {run.CatalogueVersion.ToString(CultureInfo.InvariantCulture)}: {_model.Catalogue.Title}").In(_language));
        Put("method.set", $"{_model.Set.Code}: {_model.Set.Name.In(_language)}. {_model.Set.Notes.In(_language)}");
        Put("method.geography", ReportTexts.Day(run.Geography));
        Put("method.options", Options().In(_language));
        Put("method.engine", run.Engine);
        Put("method.made", $"{ReportTexts.Instant(run.MadeAt)} · {run.MadeBy}");
        Put("method.previous", _model.Previous is { } previous
            ? $"{Ids.Show(previous.Id)} · {ReportTexts.Name(previous.Period).In(_language)}"
            : new Text("không có", "none").In(_language));
        Put("method.template", _model.TemplateSha256);
        foreach (var fact in (string[])["method.run", "method.catalogue", "method.set", "method.options"]) TemplateFiller.FitHeight(_fill.Block(fact).FirstRow());

        var excluded = _model.Catalogue.Indicators.Where(i => !i.Active).Select(i => (Row: string.Join(", ", i.Rows), i.Name, Reason: i.Notes))
            .Concat(_model.Catalogue.NotCountable.Select(n => (n.Row, n.Name, n.Reason))).ToList();
        var rows = _fill.Repeat(["method.excluded"], [.. excluded.Select(_ => 0)]);
        for (var i = 0; i < rows.Count; i++)
        {
            TemplateFiller.Text(rows[i].Cell(1), excluded[i].Row);
            TemplateFiller.Text(rows[i].Cell(2), excluded[i].Name.In(_language));
            TemplateFiller.Text(rows[i].Cell(3), excluded[i].Reason.In(_language));
            TemplateFiller.FitHeight(rows[i]);
        }
    }

    private Text Options()
    {
        var run = _model.Run;
        var missing = run.Options.Missing == MissingPolicy.Strict
            ? new Text("cơ sở chưa nộp vẫn ở mẫu số", "facilities that did not report stay in the denominator")
            : new Text("chỉ tính cơ sở đã nộp", "only facilities that reported are counted");
        var approved = run.Options.ApprovedOnly
            ? new Text("chỉ báo cáo đã duyệt", "approved returns only")
            : new Text("mọi báo cáo đã tiếp nhận", "all accepted returns");
        var known = run.AsKnownAt is { } at
            ? new Text($"theo điều đã biết đến {ReportTexts.Instant(at)}", $"as known at {ReportTexts.Instant(at)}")
            : new Text("theo mọi điều đã biết khi lập", "everything known when it was made");
        return new($"{missing.Vi}; {approved.Vi}; {known.Vi}", $"{missing.En}; {approved.En}; {known.En}");
    }

    private void Sources()
    {
        var rows = _fill.Repeat(["sources.row"], [.. _model.Sources.Select(_ => 0)]);
        for (var i = 0; i < rows.Count; i++)
        {
            var (source, row) = (_model.Sources[i], rows[i]);
            TemplateFiller.Text(row.Cell(1), $"[{source.Note}]");
            TemplateFiller.Text(row.Cell(2), source.Indicator.Name.In(_language));
            Level(row.Cell(3), source.Target);
            Day(row.Cell(4), source.Target.Due);
            TemplateFiller.Text(row.Cell(5), ReportTexts.Evidence(source.Target.YearEvidence).In(_language));
            TemplateFiller.Text(row.Cell(6), source.Target.Document);
            TemplateFiller.Text(row.Cell(7), source.Target.Article);
            TemplateFiller.Text(row.Cell(8), source.Target.Doubt?.In(_language) ?? "");
            TemplateFiller.Text(row.Cell(9), source.Indicator.NumeratorText.In(_language));
            TemplateFiller.Text(row.Cell(10), source.Indicator.DenominatorText?.In(_language) ?? "");
            TemplateFiller.FitHeight(row);
        }
    }

    private void Figures()
    {
        var rows = _model.Lines.Select(line => Figure(_model.Unit.Code, UnitName, line.Indicator, line.Score)).ToList();
        foreach (var province in _model.Provinces)
        {
            for (var i = 0; i < province.Scores.Length; i++)
            {
                // Where nobody in the province has anything to report on, there is no figure to give.
                if (province.Scores[i] is { Expected: > 0 } score) rows.Add(Figure(province.Unit.Code, province.Unit.Name, _model.Lines[i].Indicator, score));
            }
        }

        Long("figures", rows, rows.Count);
    }

    private object?[] Figure(string code, string unit, Indicator indicator, Score? score)
    {
        return [
            code, unit, indicator.Code, indicator.Name.In(_language), CellText.Number(score?.Numerator), CellText.Number(score?.Denominator),
            Six(score?.Value), score is { RangeOpen: true } ? ReportTexts.Open.In(_language) : Six(score?.Low),
            score is { Basis: RangeBasis.Open or RangeBasis.OpenAbove } ? ReportTexts.Open.In(_language) : Six(score?.High),
            (long?)score?.Reporting, (long?)score?.Expected, VerdictTo(far: false), VerdictTo(far: true)];

        static object? Six(Fraction? value) => value is { } v ? decimal.Parse(v.ToDecimalText(6), CultureInfo.InvariantCulture) : null;

        string? VerdictTo(bool far)
        {
            var said = (score?.VerdictsOf(_model.Catalogue, _model.Set.Code) ?? []).Where(v => _model.Catalogue.Targets[v.TargetIndex].Due > ReportModel.Horizon == far)
                .Select(v => ReportTexts.Sentence(v, _language)).ToList();
            said.AddRange((score?.Verdicts ?? []).Where(v => OwnSet(v) is not null && _model.Catalogue.Targets[v.TargetIndex].Due > ReportModel.Horizon == far)
                .Select(v => ReportTexts.OwnTarget(_model.Catalogue, OwnSet(v)!, v, _language)));
            return said.Count == 0 ? null : string.Join("; ", said);
        }
    }

    /// <summary>The set of a province's own target that stands beside the report's; null for any other.</summary>
    private TargetSet? OwnSet(TargetVerdict verdict) =>
        _model.Catalogue.TargetSet(_model.Catalogue.Targets[verdict.TargetIndex].Set) is { Overrides: { } over } set && over.Set == _model.Set.Code ? set : null;

    // ---- cells

    private void Put(string name, string text) => TemplateFiller.Text(_fill.Cell(name), text);

    private void Value(IXLCell cell, IndicatorLine line)
    {
        if (line.Indicator.Kind == IndicatorKind.Milestone && line.Score?.Numerator is { } done)
        {
            TemplateFiller.Count(cell, done);
            cell.Style.NumberFormat.Format = "#,##0";
        }
        else if (line.Score?.Value is { } value)
        {
            Percent(cell, value, line.Targets.Select(t => t.Target));
        }
        else
        {
            Word(cell, ReportTexts.NoValue(line.Score));
        }
    }

    private void ValueWithVerdict(IXLCell cell, Score? score, Indicator indicator, TargetVerdict? verdict)
    {
        if (score?.Value is not { } value)
        {
            Word(cell, ReportTexts.NoValue(score));
            Colour(cell, score is { Expected: > 0, Numerator: null } ? ReportTexts.Look(Verdict.NoData) : ReportTexts.Look(Verdict.NotApplicable));
            return;
        }

        Percent(cell, value, _model.Catalogue.Targets.Where(t => t.Set == _model.Set.Code && t.Indicator == indicator.Code));
        if (verdict is not { } said) return;
        var look = ReportTexts.Look(said);
        cell.Style.NumberFormat.Format += $"\" {look.Symbol}\"";
        Colour(cell, look);
    }

    private void Range(IXLCell low, IXLCell high, IndicatorLine line)
    {
        if (line.Score is { RangeOpen: true })
        {
            Word(low, ReportTexts.Open);
            Word(high, ReportTexts.Open);
            return;
        }

        if (line.Score?.Low is { } worst) Percent(low, worst, line.Targets.Select(t => t.Target));
        if (line.Score?.High is { } best) Percent(high, best, line.Targets.Select(t => t.Target));
        else if (line.Score is { Basis: RangeBasis.OpenAbove }) Word(high, ReportTexts.Open);
        // What rests on the last known denominators may still be left; proved bounds may not.
        if (line.Score is not { Basis: RangeBasis.LastKnown, Low: not null }) return;
        foreach (var end in new[] { low, high }) end.Style.NumberFormat.Format = $"\"{ReportTexts.About} \"" + end.Style.NumberFormat.Format;
    }

    /// <summary>Completeness: returns in over returns due. Only all of them print as 100 %.</summary>
    private static void Share(IXLCell cell, Score? score)
    {
        if (score is { Expected: > 0 }) Number(cell, new Fraction(score.Reporting, score.Expected), DigitsOf(cell), "");
    }

    private void Level(IXLCell cell, TargetLine? target)
    {
        if (target is not null) Level(cell, target.Target);
    }

    private void Level(IXLCell cell, Target target)
    {
        if (target.Comparison == Comparison.Done)
        {
            Word(cell, ReportTexts.Done);
            return;
        }

        var sign = ReportTexts.Sign(target.Comparison);
        Number(cell, target.Value, ReportTexts.LevelDigits(target.Value), sign.Length == 0 ? "" : $"\"{sign}\"");
    }

    private static void Due(IXLCell cell, TargetLine? target)
    {
        if (target is not null) Day(cell, target.Target.Due);
    }

    private static void Day(IXLCell cell, DateOnly day) => cell.SetValue(day.ToDateTime(TimeOnly.MinValue));

    private void VerdictOf(IXLCell cell, TargetLine? target)
    {
        if (target is null)
        {
            TemplateFiller.Text(cell, ReportTexts.NotSet.Words.In(_language));
            cell.Style.Font.FontColor = _fill.Cell(ReportTexts.NotSet.Style).Style.Font.FontColor;
            return;
        }

        TemplateFiller.Text(cell, ReportTexts.Sentence(target.Verdict, _language));
        Colour(cell, ReportTexts.Look(target.Verdict));
    }

    private void Word(IXLCell cell, Text word)
    {
        TemplateFiller.Text(cell, word.In(_language));
        cell.Style.Font.FontColor = _fill.Cell("style.no_data").Style.Font.FontColor;
        cell.Style.Font.Bold = false;
        cell.Style.Alignment.WrapText = true;
        // In a column of numbers a word stands where the numbers stand.
        if (cell.Style.Alignment.Horizontal == XLAlignmentHorizontalValues.General) cell.Style.Alignment.Horizontal = XLAlignmentHorizontalValues.Right;
    }

    private void Colour(IXLCell cell, VerdictLook look)
    {
        var style = _fill.Cell(look.Style).Style;
        cell.Style.Font.FontColor = style.Font.FontColor;
        cell.Style.Fill.BackgroundColor = style.Fill.BackgroundColor;
    }

    /// <summary>
    /// A share, cut to the digits its cell shows, so that the program that opens the workbook has nothing left to round: 89.96 % is 0.899.
    /// Where the cut would look like a target it is not, more digits are written and shown.
    /// </summary>
    private static void Percent(IXLCell cell, Fraction value, IEnumerable<Target> targets)
    {
        var digits = DigitsOf(cell);
        foreach (var target in targets.Where(t => t.Comparison != Comparison.Done))
        {
            var text = value.ToPercentText(Language.En, target.Value, digits);
            digits = Math.Max(digits, text.Contains('.', StringComparison.Ordinal) ? text.IndexOf(' ', StringComparison.Ordinal) - text.IndexOf('.', StringComparison.Ordinal) - 1 : 0);
        }

        Number(cell, value, digits, "");
    }

    private static void Number(IXLCell cell, Fraction value, int digits, string sign)
    {
        cell.SetValue(decimal.Parse(value.ToDecimalText(digits + 2), CultureInfo.InvariantCulture));
        if (sign.Length > 0 || digits != DigitsOf(cell)) cell.Style.NumberFormat.Format = sign + (digits == 0 ? "0%" : "0." + new string('0', digits) + "%");
    }

    private static int DigitsOf(IXLCell cell) => Decimals().Match(cell.Style.NumberFormat.Format) is { Success: true } found ? found.Groups[1].Length : 0;

    // ---- the package

    /// <summary>Leaves the pattern rows of a long sheet at its end, in both looks, and streams the rows once the book is saved.</summary>
    private void Long(string sheet, IEnumerable<object?[]> rows, int count)
    {
        var pattern = _fill.Block(sheet + ".row");
        var (name, first) = (_fill.SheetOf(sheet + ".row"), pattern.FirstRow().RowNumber());
        foreach (var cell in pattern.Cells())
        {
            var quoted = cell.CellBelow();
            quoted.Style = cell.Style;
            quoted.Style.IncludeQuotePrefix = true;
            // An empty cell with the sheet's own look would not be written.
            cell.SetValue("x");
            quoted.SetValue("x");
        }

        var head = _fill.Block(sheet + ".head");
        head.Worksheet.Range(head.FirstCell().Address.RowNumber, 1, first + count - 1, head.ColumnCount()).SetAutoFilter();
        _fill.Book.NamedRanges.Delete(sheet + ".row");
        decimal?[] wrapped = [.. pattern.Cells().Select(c => c.Style.Alignment.WrapText ? (decimal?)c.WorksheetColumn().Width : null)];
        _afterwards.Add(package => SheetRows.Stream(package, name, first, rows, count, wrapped));
    }

    private IEnumerable<object?> CellsOf(string sheet, string range) =>
        _fill.Book.Worksheet(sheet).Range(range).Cells().Select(c => c.DataType == XLDataType.Number && !c.IsEmpty()
            ? (object?)c.GetValue<decimal>()
            : c.GetString() is { Length: > 0 } text ? text : null);

    /// <summary>Header and footer of the template may hold {report}, {run} and {banner}.</summary>
    private void Margins(WorkbookParts package)
    {
        var report = $"{new Text("Báo cáo Ban Chỉ đạo", "Steering Committee report").In(_language)} · {PeriodLine} · {Ids.Show(_model.Run.Id)}";
        foreach (var part in package.Parts.Where(p => p.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal)).ToList())
        {
            var xml = package.Xml(part);
            foreach (var margin in xml.Descendants().Where(e => e.Name.LocalName == "headerFooter").Elements())
            {
                margin.Value = margin.Value
                    .Replace("{report}", Margin(report), StringComparison.Ordinal)
                    .Replace("{run}", Ids.Show(_model.Run.Id), StringComparison.Ordinal)
                    .Replace("{banner}", Margin(Banner), StringComparison.Ordinal);
            }

            package.Put(part, xml);
        }

        static string Margin(string text) => text.Replace("&", "&&", StringComparison.Ordinal);
    }

    /// <summary>The library writes the rows to repeat as 5:6, which not every program takes; $5:$6 they all take.</summary>
    private static void PrintTitles(WorkbookParts package)
    {
        var xml = package.Xml("xl/workbook.xml");
        foreach (var titles in xml.Descendants().Where(e => e.Name.LocalName == "definedName" && (string?)e.Attribute("name") == "_xlnm.Print_Titles"))
        {
            titles.Value = Rows().Replace(titles.Value, "!$$$1:$$$2");
        }

        package.Put("xl/workbook.xml", xml);
    }

    private void Properties()
    {
        var run = _model.Run;
        var custom = _fill.Book.CustomProperties;
        custom.Add("kpi.run", Ids.Show(run.Id));
        custom.Add("kpi.hash", run.Hash);
        custom.Add("kpi.inputs", run.InputsHash);
        custom.Add("kpi.period", run.Period.ToString());
        custom.Add("kpi.unit", _model.Unit.Code);
        custom.Add("kpi.catalogue", run.CatalogueVersion.ToString(CultureInfo.InvariantCulture));
        custom.Add("kpi.set", run.Set);
        custom.Add("kpi.geography", run.Geography.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (_model.Synthetic) custom.Add("kpi.synthetic", true);
    }

    private void CoreProperties(WorkbookParts package)
    {
        var title = SecurityElement.Escape($"{new Text("Báo cáo Ban Chỉ đạo", "Steering Committee report").In(_language)}: {PeriodLine}");
        var made = _model.Run.MadeAt.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        package.Put("docProps/core.xml", Encoding.UTF8.GetBytes(
            $"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>Kpi</dc:creator><cp:lastModifiedBy>Kpi</cp:lastModifiedBy><dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{made}</dcterms:modified></cp:coreProperties>"""));
    }

    private static Text HeadingOf(Indicator indicator) => indicator.Rows.Any(r => r.StartsWith('T'))
        ? new("Nghị quyết 157-NQ/BCSĐ và Quyết định 1710/QĐ-BYT", "Resolution 157-NQ/BCSĐ and Decision 1710/QĐ-BYT")
        : new("Mục tiêu của các văn bản khác", "Targets of other documents");

    [GeneratedRegex("!([0-9]+):([0-9]+)")]
    private static partial Regex Rows();

    [GeneratedRegex(@"0\.(0+)%")]
    private static partial Regex Decimals();
}
