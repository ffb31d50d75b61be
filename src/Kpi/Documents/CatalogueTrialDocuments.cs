using System.Globalization;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Recalculation;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;

namespace Kpi.Documents;

/// <summary>What <c>kpi catalogue try --json</c>, <c>POST /api/v1/catalogue/trial</c> and <c>GET /api/v1/catalogue/drafts/{id}/trial</c> give.</summary>
/// <param name="Catalogue">The version that is tried.</param>
/// <param name="Against">The version in force for the period.</param>
/// <param name="Official">The run that holds for the period.</param>
/// <param name="Fresh">Whether that run is what would be calculated now; if not, the trial is held against that, not against the run.</param>
/// <param name="Holds">Whether the catalogue would score this period at all.</param>
/// <param name="Hash">That of the run which follows when the catalogue is published and nothing else changes.</param>
/// <param name="Unmoved">How many indicators would stay as they are.</param>
public sealed record CatalogueTrialDocument(
    int Catalogue, int Against, string Period, string Official, bool Fresh, bool Holds, string Hash, IReadOnlyList<IndicatorTrialDocument> Indicators,
    IReadOnlyList<CompositeTrialDocument> Composites, int Unmoved)
{
    public static CatalogueTrialDocument Of(CatalogueTrial trial) => new(
        trial.After.Version, trial.Before.Version, trial.Official.Period.ToString(), Ids.Show(trial.Official.Id), trial.Fresh, trial.Holds, trial.Hash,
        [.. trial.Indicators.Select(i => IndicatorTrialDocument.Of(trial, i))], [.. trial.Composites.Select(CompositeTrialDocument.Of)], trial.Unmoved);
}

/// <summary>What would become of a composite.</summary>
/// <param name="Change"><c>added</c>: made for the first time; <c>removed</c>: no longer; <c>changed</c>.</param>
public sealed record CompositeTrialDocument(string Composite, string Change, IReadOnlyList<CompositeLevelTrialDocument> Levels)
{
    public static CompositeTrialDocument Of(CompositeTrial of) => new(
        of.Composite.Code, Words.Kebab(of.Change), [.. of.Levels.Select(l => new CompositeLevelTrialDocument(Words.Kebab(l.Level), l.Scored, l.Figures, l.Ranks))]);
}

/// <param name="Scored">Units that have a figure or would have one.</param>
/// <param name="Figures">Those whose figure or range would be other.</param>
/// <param name="Ranks">Those whose rank among all of the level would be other, would come or would go.</param>
public sealed record CompositeLevelTrialDocument(string Level, int Scored, int Figures, int Ranks);

/// <summary>What would become of an indicator.</summary>
/// <param name="Change"><c>added</c>: scored for the first time; <c>removed</c>: no longer; <c>changed</c>.</param>
/// <param name="Now">The nation's score; null where it has none.</param>
/// <param name="Then">What it would be; null where it would have none.</param>
public sealed record IndicatorTrialDocument(
    string Indicator, string Change, ScoreDocument? Now, ScoreDocument? Then, LevelTrialDocument Provinces, LevelTrialDocument Facilities)
{
    public static IndicatorTrialDocument Of(CatalogueTrial trial, IndicatorTrial of)
    {
        var tried = trial.Official with { Set = trial.After.TargetSets[0].Code };
        return new(
            of.Nation.Indicator.Code, Words.Kebab(of.Change),
            of.Nation.Official is { } now ? ScoreDocument.Of(trial.Official, of.Nation.Indicator, now, trial.Before) : null,
            of.Nation.Trial is { } then ? ScoreDocument.Of(tried, of.Nation.Indicator, then, trial.After) : null,
            LevelTrialDocument.Of(of.Provinces), LevelTrialDocument.Of(of.Facilities));
    }
}

/// <summary>How many units of a level would move.</summary>
/// <param name="Scored">Units that have a score or would have one.</param>
/// <param name="Values">Those whose counts or range would be other.</param>
/// <param name="Verdicts">Those of which a verdict would be another, would come or would go.</param>
/// <param name="Undecided">Those of which a verdict would be undecided that is certain now, or is not there.</param>
/// <param name="Decided">Those of which a verdict would be certain that is undecided now.</param>
public sealed record LevelTrialDocument(int Scored, int Values, int Verdicts, int Undecided, int Decided, IReadOnlyList<VerdictMoveDocument> Moves)
{
    public static LevelTrialDocument Of(LevelTrial level) => new(
        level.Scored, level.Values, level.Verdicts, level.Undecided, level.Decided, [.. level.Moves.Select(VerdictMoveDocument.Of)]);
}

/// <param name="From">Null: there is no such target now.</param>
/// <param name="To">Null: there would be no such target any more.</param>
public sealed record VerdictMoveDocument(string Set, string Due, string? From, string? To, int Units)
{
    public static VerdictMoveDocument Of(VerdictMove move) => new(
        move.Set, Words.Day(move.Due), move.From is { } from ? Words.Kebab(from) : null, move.To is { } to ? Words.Kebab(to) : null, move.Units);
}

/// <summary>How the trial of a catalogue is written, the same on pages and terminals.</summary>
public static class CatalogueTrialTexts
{
    private const int MostMoves = 3;

    public static Text NothingMoves { get; } = new("Không chỉ số nào thay đổi.", "No indicator would move.");

    public static Text Kept { get; } = new("Chưa có gì được giữ lại hay công bố.", "Nothing was kept or published.");

    /// <summary>What is laid beside what.</summary>
    public static Text Lead(CatalogueTrial trial) => new(
        $"Kỳ {trial.Official.Period}, kỳ gần nhất đã tính điểm chính thức (lượt {Ids.Show(trial.Official.Id)}): phiên bản {Number(trial.After.Version)} so với phiên bản {Number(trial.Before.Version)} đang dùng cho kỳ này.",
        $"Period {trial.Official.Period}, the last one scored officially (run {Ids.Show(trial.Official.Id)}): version {Number(trial.After.Version)} beside version {Number(trial.Before.Version)}, which holds for it.");

    /// <summary>What a reader must know to not be misled; empty when there is nothing.</summary>
    public static IEnumerable<Text> Remarks(CatalogueTrial trial)
    {
        if (!trial.Holds)
        {
            yield return new(
                $"Phiên bản này sẽ không dùng để tính điểm kỳ {trial.Official.Period} (theo ngày hiệu lực); kết quả dưới đây chỉ cho biết nếu dùng thì sẽ ra sao.",
                $"By its day this version would not score {trial.Official.Period}; the results only say what would come of it if it did.");
        }

        if (!trial.Fresh)
        {
            yield return new(
                "Sau lượt chính thức, báo cáo hoặc danh mục đơn vị đã thay đổi. Cột “Hiện nay” là kết quả tính lại bây giờ theo danh mục đang dùng, có thể khác lượt chính thức.",
                "Returns or the register have changed since the official run. “Now” is what would be calculated now by the catalogue in force, and may differ from that run.");
        }
    }

    /// <summary>What stays as it is, and how a run is recognised later.</summary>
    public static Text Rest(CatalogueTrial trial) => new(
        $"{Number(trial.Unmoved)} chỉ số giữ nguyên. Lượt tính sau khi công bố, nếu số liệu không đổi, có hash {trial.Hash}.",
        $"{Number(trial.Unmoved)} indicators stay as they are. The run after publication, if nothing else changes, has the hash {trial.Hash}.");

    public static Text Of(CatalogueChangeKind change) => change switch
    {
        CatalogueChangeKind.Added => new("mới", "new"),
        CatalogueChangeKind.Removed => new("bỏ", "dropped"),
        _ => new("đổi", "moves"),
    };

    /// <summary>What becomes of a composite, level by level.</summary>
    public static string Of(CompositeTrial of, Language language) =>
        $"{of.Composite.Name.In(language)} ({of.Composite.Code}), {Of(of.Change).In(language)}: " + string.Join("; ", of.Levels.Select(l => new Text(
            $"{Level(l.Level).Vi}: điểm đổi {Number(l.Figures)}/{Number(l.Scored)}, hạng đổi {Number(l.Ranks)}",
            $"{Level(l.Level).En}: figures that move {Number(l.Figures)}/{Number(l.Scored)}, ranks {Number(l.Ranks)}").In(language)));

    private static Text Level(UnitLevel level) => level switch
    {
        UnitLevel.Nation => new("cả nước", "nation"),
        UnitLevel.Province => new("tỉnh", "provinces"),
        _ => new("cơ sở", "facilities"),
    };

    /// <summary>How many of a level's units move, and which verdicts do most.</summary>
    public static string Of(LevelTrial level, Language language)
    {
        if (!level.Moved) return "–";
        List<string> said = [];
        Say(level.Values, "giá trị", "value");
        Say(level.Verdicts, "kết luận", "verdict");
        Say(level.Undecided, "thành chưa kết luận", "becomes undecided");
        Say(level.Decided, "thành chắc chắn", "becomes certain");
        var moves = level.Moves.Take(MostMoves).Select(m =>
            $"{Number(m.Due.Year)} {Verdict(m.From, language)} → {Verdict(m.To, language)}: {Number(m.Units)}");
        return string.Join("; ", said.Append(string.Join(", ", moves)).Where(t => t.Length > 0)) + (level.Moves.Length > MostMoves ? ", …" : "");

        void Say(int units, string vi, string en)
        {
            if (units > 0) said.Add($"{new Text(vi, en).In(language)} {Number(units)}/{Number(level.Scored)}");
        }
    }

    private static string Verdict(Verdict? verdict, Language language) => verdict is { } said ? VerdictTexts.Of(said).In(language) : "–";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
