using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>Returns, for everybody who reads them: pages, verbs, scoring.</summary>
public sealed class ReturnReader
{
    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<ReturnSummary>> List(ReturnFilter filter, int skip, int take, CancellationToken token) =>
        throw new NotImplementedException();

    public Task<ReturnDetail?> Get(long id, CancellationToken token) => throw new NotImplementedException();

    /// <summary>Those that exist, by id.</summary>
    public Task<IReadOnlyDictionary<long, ReturnSummary>> Summaries(IReadOnlyCollection<long> ids, CancellationToken token) =>
        throw new NotImplementedException();

    public Task<ILookup<long, Finding>> Findings(IReadOnlyCollection<long> ids, CancellationToken token) => throw new NotImplementedException();

    public Task<ReturnFile?> File(long id, CancellationToken token) => throw new NotImplementedException();

    /// <summary>The cells behind a number: those of the returns that hold one of the elements.</summary>
    public Task<IReadOnlyList<ReturnCell>> CellsOf(
        IReadOnlyCollection<long> returnIds, IReadOnlyCollection<string> elements, CancellationToken token) => throw new NotImplementedException();

    /// <summary>Every return that is owed for a filing period by the register of its last day, with the one that counts.</summary>
    public Task<IReadOnlyList<ExpectedReturn>> Expected(Period period, CancellationToken token) => throw new NotImplementedException();

    /// <summary>Those of <see cref="Expected"/> that are not there.</summary>
    public Task<IReadOnlyList<ExpectedReturn>> MissingFor(Period period, CancellationToken token) => throw new NotImplementedException();

    /// <summary>How many returns stand in each state.</summary>
    public Task<IReadOnlyDictionary<ReturnState, int>> CountByState(CancellationToken token) => throw new NotImplementedException();

    /// <summary>The returns that count for the given filing periods.</summary>
    /// <param name="approvedOnly">Takes the last approved version instead of the last accepted one.</param>
    /// <param name="asKnownAt">Takes what was known then; null takes what is known now.</param>
    public Task<IReadOnlyList<FiledReturn>> CurrentFor(
        IReadOnlyList<Period> periods, bool approvedOnly, DateTimeOffset? asKnownAt, Catalogue catalogue, CancellationToken token) =>
        throw new NotImplementedException();

    /// <summary>For each unit that has one, its latest return of a form before a period.</summary>
    public Task<IReadOnlyList<FiledReturn>> LastBefore(
        IReadOnlyCollection<string> unitIds, string form, Period before, bool approvedOnly, DateTimeOffset? asKnownAt, Catalogue catalogue,
        CancellationToken token) => throw new NotImplementedException();
}
