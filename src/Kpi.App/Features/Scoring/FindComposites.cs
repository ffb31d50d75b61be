using System.Collections.Immutable;
using Kpi.App.Features.Indicators;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;
using Kpi.Domain.Scoring.Composites;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Scoring;

/// <summary>Which list of a composite is asked for.</summary>
/// <param name="Composite">Its code; null for the catalogue's first.</param>
/// <param name="Level">The level; null for provinces where it has them, else for its first.</param>
/// <param name="Unit">The area whose units are listed, or the unit itself.</param>
/// <param name="Class">Only facilities of this class.</param>
/// <param name="Stability">Whether the weights are drawn anew.</param>
public sealed record CompositeRequest(string? Composite, UnitLevel? Level, string? Unit, FacilityClass? Class, bool Stability)
{
    /// <summary>The same from words; null or empty asks for nothing, and a word that is none is refused.</summary>
    public static Outcome<CompositeRequest> Read(string? composite, string? level, string? unit, string? facilityClass, bool stability)
    {
        UnitLevel? ofLevel = null;
        if (!string.IsNullOrWhiteSpace(level))
        {
            if (!Words<UnitLevel>.TryRead(level.Trim(), out var read)) return Unknown("level", level, Words<UnitLevel>.List);
            ofLevel = read;
        }

        FacilityClass? ofClass = null;
        if (!string.IsNullOrWhiteSpace(facilityClass) && (ofClass = UnitNames.Classes.Find(facilityClass)) is null)
            return Unknown("class", facilityClass, string.Join(", ", UnitNames.Classes.Words.Select(w => w.Code)));
        return new CompositeRequest(Given(composite), ofLevel, Given(unit), ofClass, stability);

        static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

        static Problem Unknown(string what, string word, string known) =>
            Problem.Invalid("bad-composite-list", $"{what} “{word}”: chỉ có {known}.", $"{what} “{word}”: there are {known}.");
    }
}

/// <summary>A unit of a list.</summary>
/// <param name="Rank">Null: too little is reported.</param>
/// <param name="Spread">Its ranks by other weights; null where it has no rank or nobody asked.</param>
public sealed record CompositeRow(ScoredUnit Unit, int? Rank, CompositeScore Score, RankSpread? Spread);

/// <summary>A composite's units by rank, those without a rank last.</summary>
/// <param name="Within">The area whose units these are; null for all of the level.</param>
/// <param name="Draws">How often weights were drawn; null when they were not.</param>
public sealed record CompositeLeague(
    Composite Composite, Catalogue Catalogue, RunInfo Run, UnitLevel Level, ScoredUnit? Within, FacilityClass? Class, ImmutableArray<CompositeRow> Rows, int? Draws)
{
    /// <summary>How many have a rank.</summary>
    public int Ranked => Rows.Count(r => r.Rank is not null);
}

/// <summary>What a unit's figure is made of.</summary>
/// <param name="Rank">Its rank in the whole list of its level or, of a facility, of its province; null when it has none.</param>
/// <param name="Ranked">How many have a rank there.</param>
/// <param name="Count">The parts, which give the figure exactly.</param>
public sealed record CompositeExplanation(
    Composite Composite, Catalogue Catalogue, RunInfo Run, ScoredUnit Unit, int? Rank, int Ranked, CompositeScore Score, CompositeCount Count);

/// <summary>Answers: who stands where by a composite, how firmly, and which parts make the figure.</summary>
public sealed class FindComposites(ScoreReader scores, RunUnits runUnits, CatalogueReader catalogues)
{
    public async Task<Outcome<CompositeLeague>> League(RunInfo run, CompositeRequest request, CancellationToken token)
    {
        if (!(await Composite(run, request.Composite, token)).TryGet(out var found, out var problem)) return problem;
        var (composite, catalogue) = found;
        var units = await scores.Units(run.Id, token);
        var level = request.Level ?? (composite.Levels.Contains(UnitLevel.Province) ? UnitLevel.Province : composite.Levels[0]);
        if (!composite.Levels.Contains(level)) return NoSuchLevel(composite);
        var area = -1;
        if (request.Unit is { } code)
        {
            if (!(await runUnits.Find(run, code, token)).TryGet(out var within, out problem)) return problem;
            area = within.Place;
        }

        var block = await scores.Composite(run.Id, composite.Code, level, token);
        CompositeScore[] listed = [.. block.Where(s => (area < 0 || units[s.Unit].IsWithin(s.Unit, area)) && (request.Class is not { } only || units[s.Unit].Class == only))];
        if (listed.Length > RankStability.MostUnits)
        {
            return Problem.Invalid("composite-too-many-units",
                $"Danh sách có {listed.Length} đơn vị, nhiều hơn {RankStability.MostUnits}. Hãy chọn một tỉnh (unit) hoặc một hạng (class).",
                $"The list has {listed.Length} units, more than {RankStability.MostUnits}. Choose a province (unit) or a class.");
        }

        var ranked = CompositeRanks.Of(listed, i => units[i].Code);
        var spreads = request.Stability
            ? (await Spreads(run, composite, catalogue, level, [.. ranked.Where(r => r.Rank is not null).Select(r => r.Score.Unit)], token)).ToDictionary(s => s.Unit)
            : [];
        return new CompositeLeague(
            composite, catalogue, run, level, area < 0 ? null : units[area], request.Class,
            [.. ranked.Select(r => new CompositeRow(units[r.Score.Unit], r.Rank, r.Score, spreads.GetValueOrDefault(r.Score.Unit)))],
            request.Stability ? RankStability.Draws : null);
    }

    public async Task<Outcome<CompositeExplanation>> Explain(RunInfo run, string? code, string unitCode, CancellationToken token)
    {
        if (!(await Composite(run, code, token)).TryGet(out var found, out var problem)) return problem;
        var (composite, catalogue) = found;
        if (!(await runUnits.Find(run, unitCode, token)).TryGet(out var placed, out problem)) return problem;
        var (units, place) = placed;
        var unit = placed.Unit;
        if (!composite.Levels.Contains(unit.Level)) return NoSuchLevel(composite);
        var block = await scores.Composite(run.Id, composite.Code, unit.Level, token);
        if (block.FirstOrDefault(s => s.Unit == place) is not { } score)
        {
            return Problem.NotFound("composite-not-applicable",
                $"Không có thành phần nào của điểm tổng hợp “{composite.Code}” áp dụng cho {unitCode} trong kỳ {run.Period}.",
                $"Nothing of the composite “{composite.Code}” applies to {unitCode} in {run.Period}.");
        }

        var count = (await Counts(run, composite, catalogue, unit.Level, token)).Single(c => c.Unit == place);
        // A facility is compared with those of its province: the nation has more than a list can say anything about.
        var peers = unit is { Level: UnitLevel.Facility, Province: >= 0 } ? block.Where(s => units[s.Unit].IsWithin(s.Unit, unit.Province) || s.Unit == place) : block;
        var ranked = CompositeRanks.Of(peers, i => units[i].Code);
        return new CompositeExplanation(
            composite, catalogue, run, unit, ranked.Single(r => r.Score.Unit == place).Rank, ranked.Count(r => r.Rank is not null), score, count);
    }

    /// <summary>A composite of the run's catalogue.</summary>
    private async Task<Outcome<(Composite Composite, Catalogue Catalogue)>> Composite(RunInfo run, string? code, CancellationToken token)
    {
        var catalogue = await catalogues.Of(run, token);
        if (catalogue.Composites.IsEmpty)
        {
            return Problem.NotFound("no-composites",
                "Danh mục của lượt tính này không có điểm tổng hợp nào: không có văn bản nào quy định. Cách thêm: docs/catalogue.md.",
                "The catalogue of this run has no composites: no document defines one. How to add one: docs/catalogue.md.");
        }

        if ((code is null ? catalogue.Composites[0] : catalogue.Composite(code)) is { } composite) return (composite, catalogue);
        var known = string.Join(", ", catalogue.Composites.Select(c => c.Code));
        return Problem.NotFound("no-such-composite",
            $"Không có điểm tổng hợp “{code}”. Các mã hiện có: {known}.", $"There is no composite “{code}”. There are: {known}.");
    }

    private async Task<ImmutableArray<RankSpread>> Spreads(
        RunInfo run, Composite composite, Catalogue catalogue, UnitLevel level, HashSet<int> ranked, CancellationToken token)
    {
        var counts = (await Counts(run, composite, catalogue, level, token)).Where(c => ranked.Contains(c.Unit)).ToList();
        return RankStability.Run(composite, counts, RankStability.SeedOf(run.Hash), RankStability.Draws, token);
    }

    private async Task<IEnumerable<CompositeCount>> Counts(RunInfo run, Composite composite, Catalogue catalogue, UnitLevel level, CancellationToken token)
    {
        var parts = new Dictionary<string, ImmutableArray<Score>>(StringComparer.Ordinal);
        foreach (var part in composite.Indicators) parts[part.Indicator] = await scores.Scores(run.Id, part.Indicator, level, token);
        return CompositeEngine.Count(composite, catalogue, run.Period, level, indicator => parts[indicator]);
    }

    private static Problem NoSuchLevel(Composite composite)
    {
        var levels = string.Join(", ", composite.Levels.Select(Words<UnitLevel>.Of));
        return Problem.NotFound("no-such-level",
            $"Điểm tổng hợp “{composite.Code}” chỉ có ở các cấp: {levels}.", $"The composite “{composite.Code}” has these levels only: {levels}.");
    }
}
