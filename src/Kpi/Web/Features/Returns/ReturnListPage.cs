using Kpi.App.Features.Returns;
using Kpi.Domain.Indicators;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Returns;

/// <summary>A page that lists returns, some at a time, perhaps those of one period.</summary>
public abstract class ReturnListPage(ReturnReader returns, int pageSize) : KpiPage
{
    protected ReturnReader Stored => returns;

    public IReadOnlyList<ReturnSummary> Items { get; private set; } = [];

    /// <summary>Of what is listed here.</summary>
    public Catalogue Catalogue { get; protected set; } = null!;

    public bool HasMore { get; private set; }

    /// <summary>As typed; empty for every period.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Period { get; set; }

    [BindProperty(SupportsGet = true)]
    public int Number { get; set; }

    /// <summary>What was typed into a field; null for nothing.</summary>
    protected static string? Typed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>The page asked for of the returns that a filter leaves.</summary>
    protected async Task Read(ReturnFilter filter, CancellationToken token)
    {
        Number = Math.Max(1, Number);
        var page = await returns.List(filter, (Number - 1) * pageSize, pageSize + 1, token);
        HasMore = page.Count > pageSize;
        Items = [.. page.Take(pageSize)];
    }
}
