using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns.Profiles;

/// <summary>What a sheet says of a period that is asked for.</summary>
internal enum PeriodStand
{
    /// <summary>Nothing.</summary>
    Silent,

    /// <summary>That it is about this period.</summary>
    Agrees,

    /// <summary>That it is about a longer one, or about others as well: the columns must name the period.</summary>
    Wider,

    /// <summary>That it is about another.</summary>
    Other,
}

/// <summary>The periods that the title of a sheet and its name speak of. A month without a year is one, too.</summary>
internal sealed class SheetPeriod
{
    private const int Top = 12, MostWords = 100;

    private readonly Said _title, _name;

    private SheetPeriod(Said title, Said name) => (_title, _name) = (title, name);

    public static SheetPeriod Of(SheetGrid sheet) => new(Said.By(TitleOf(sheet)), Said.By([sheet.Name]));

    /// <summary>The period of the title; null when it says none, or not the year, or several.</summary>
    public Period? Title => _title.Finest.Select(m => m.ToPeriod()).Distinct().ToList() is [{ } only] ? only : null;

    public PeriodStand For(Period period)
    {
        PeriodStand title = _title.For(period), name = _name.For(period);
        if (title == PeriodStand.Other || name == PeriodStand.Other) return PeriodStand.Other;
        if (title == PeriodStand.Silent) return name;
        return name == PeriodStand.Agrees && _title.Spans.Count == 0 ? PeriodStand.Agrees : title;
    }

    /// <summary>What is said of another period, in the words of the sheet; null when nothing is.</summary>
    public string? OtherThan(Period period) =>
        _title.For(period) == PeriodStand.Other ? _title.Words(period) : _name.For(period) == PeriodStand.Other ? _name.Words(period) : null;

    /// <summary>What the sheets say of another period, where none that says anything is about the one asked for; null when they do not.</summary>
    public static string? OtherThan(IReadOnlyList<SheetGrid> sheets, Period period)
    {
        var all = sheets.Select(Of).ToList();
        var stands = all.Select(s => s.For(period)).ToList();
        if (stands.Any(s => s is PeriodStand.Agrees or PeriodStand.Wider)) return null;
        // A sheet beside it may be kept under the name of another month; its title then says nothing of this file.
        if (stands.Contains(PeriodStand.Silent)) all = [.. all.Where(s => s._title.For(period) == PeriodStand.Other)];
        return all.Select(s => s.OtherThan(period)).FirstOrDefault(w => w is not null);
    }

    /// <summary>Lines of few texts at the top that are no headings of columns.</summary>
    private static IEnumerable<string> TitleOf(SheetGrid sheet)
    {
        for (var row = 1; row <= Top; row++)
        {
            var cells = sheet.InRow(row).ToList();
            var texts = cells.Where(c => c.Kind == CellKind.Text).ToList();
            if (texts.Count is 0 or > 2 || cells.Exists(c => c.IsValue)) continue;
            if (texts.Count == 2 && texts.TrueForAll(t => Said.By([t.Text]).Anything)) continue;
            if (sheet.InRow(row - 1).Count(c => c.Kind == CellKind.Text) > 2 && sheet.InRow(row + 1).Concat(sheet.InRow(row + 2)).Any(c => c.IsValue)) continue;
            foreach (var text in texts) yield return text.Text;
        }
    }

    private sealed record Said(IReadOnlyList<PeriodMention> Finest, IReadOnlyList<PeriodSpan> Spans, string Text)
    {
        public bool Anything => Finest.Count > 0 || Spans.Count > 0;

        public static Said By(IEnumerable<string> texts)
        {
            var mentions = new List<PeriodMention>();
            var spans = new List<PeriodSpan>();
            string? first = null;
            foreach (var text in texts)
            {
                var (periods, stretches) = (PeriodMention.Whole(PeriodMention.In(text)), PeriodSpan.In(text));
                if (periods.Count > 0 || stretches.Count > 0) first ??= text;
                mentions.AddRange(periods);
                spans.AddRange(stretches);
            }

            var whole = PeriodMention.Whole(mentions);
            return new Said([.. whole.Where(m => m.Kind == whole.Min(f => f.Kind)).Distinct()], spans, first ?? "");
        }

        public PeriodStand For(Period period)
        {
            if (!Anything) return PeriodStand.Silent;
            var others = Spans.Any(s => !s.Means(period));
            if (Finest.Count == 0) return others ? PeriodStand.Other : PeriodStand.Agrees;
            if (Finest.All(m => m.Means(period))) return others ? PeriodStand.Wider : PeriodStand.Agrees;
            if (Finest.Any(m => m.Means(period))) return PeriodStand.Wider;
            if (Spans.Count > 0 && !others) return PeriodStand.Agrees;
            return !others && Finest.All(m => m.In(period.Year).Contains(period)) ? PeriodStand.Wider : PeriodStand.Other;
        }

        public string Words(Period period) =>
            Spans.All(s => s.Means(period)) && Finest is [var only] && only.ToPeriod() is { } named ? named.ToString() : $"“{FileNames.Text(Text.ReplaceLineEndings(" ").Trim(), MostWords)}”";
    }
}
