using System.Collections.Immutable;
using System.Globalization;
using Kpi.App.Features.Returns.Profiles;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Returns;

/// <summary>One proposal as a table: for each element the places offered, one of them or another address chosen, then confirmed.</summary>
[Requires(Permission.Read)]
public sealed class ProposalModel(ProfileSight sight, ConfirmProfile confirm) : KpiPage
{
    /// <summary>What the select sends for another address, and for no place at all.</summary>
    public const string Other = "other", None = "none";

    public StoredProposal Stored { get; private set; } = null!;

    public ProfileProposal Proposed { get; private set; } = null!;

    public bool MayConfirm { get; private set; }

    public Problem? Refusal { get; private set; }

    /// <summary>What was posted by code, so that a refusal loses nothing.</summary>
    private Dictionary<string, (string Choice, string Address, string Factor)> Posted { get; } = new(StringComparer.Ordinal);

    /// <summary>The lines to choose for, and what is chosen so far.</summary>
    public IEnumerable<ProposalRow> Rows => Proposed.Lines.Select(l => Row(l.Element, l.Name, l.State, l.Candidates) with
    {
        Required = l.Required,
        Factor = Posted.TryGetValue(l.Element, out var posted) ? posted.Factor : (l.Candidates.IsEmpty ? 1 : l.Candidates[0].Factor).ToString(CultureInfo.InvariantCulture),
    });

    public IEnumerable<ProposalRow> Percentages => Proposed.Percentages.Select(p => Row(p.Indicator, p.Name, p.State, p.Candidates));

    private ProposalRow Row(string code, Text name, LineState state, ImmutableArray<LineCandidate> candidates)
    {
        var known = Posted.TryGetValue(code, out var posted);
        return new ProposalRow(code, name, state, candidates, known ? posted.Choice : state == LineState.Found ? "0" : None, known ? posted.Address : "", MayConfirm);
    }

    public async Task<IActionResult> OnGet(string id, CancellationToken token) => await Load(id, token) is { } problem ? Problem(problem) : Page();

    public async Task<IActionResult> OnPost(string id, CancellationToken token)
    {
        if (await Load(id, token) is { } problem) return Problem(problem);
        if (!MayConfirm) return Problem(ProblemMapping.NotAllowed);
        var form = await Request.ReadFormAsync(token);
        var places = Proposed.Lines.Select(l => Chosen(l.Element, l.Candidates)).OfType<ChosenPlace>().ToList();
        var percentages = Proposed.Percentages.Select(p => Chosen(p.Indicator, p.Candidates)).OfType<ChosenPlace>().ToList();
        if ((await confirm.Run(Stored.Id, places, percentages, Caller.Actor, token)).TryGet(out var profile, out var refusal)) return LocalRedirect($"/profiles/{Ids.Show(profile.Id)}");
        Refusal = refusal;
        return Page();

        ChosenPlace? Chosen(string code, ImmutableArray<LineCandidate> candidates)
        {
            string choice = form["place-" + code].ToString(), address = form["cell-" + code].ToString().Trim(), factor = form["factor-" + code].ToString();
            Posted[code] = (choice, address, factor);
            int? times = int.TryParse(factor, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : null;
            if (choice == Other && address.Length > 0) return Typed(code, address, times);
            return int.TryParse(choice, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < candidates.Length
                ? new ChosenPlace(code, candidates[index].Sheet, candidates[index].Label, candidates[index].Value, times)
                : null;
        }
    }

    /// <summary><c>Sheet!D14</c>, or <c>Sheet!B14:D14</c> where the label is not the nearest text.</summary>
    private static ChosenPlace Typed(string code, string address, int? factor)
    {
        var mark = address.LastIndexOf('!');
        var cells = address[(mark + 1)..].Split(':', 2, StringSplitOptions.TrimEntries);
        return new ChosenPlace(code, mark < 0 ? "" : address[..mark].Trim().Trim('\''), cells.Length == 2 ? cells[0] : null, cells[^1], factor);
    }

    private async Task<Problem?> Load(string id, CancellationToken token)
    {
        if (!(await sight.FindProposal(Caller, id, token)).TryGet(out var known, out var problem)) return problem;
        (Stored, Proposed) = known;
        MayConfirm = Stored.ProfileId is null && await sight.MayConfirm(Caller, Stored.Facility, token);
        return null;
    }
}

/// <summary>One line of a proposal: what it may be, and what is chosen.</summary>
/// <param name="Code">The element or the indicator.</param>
/// <param name="Choice">Place in the list of candidates, <see cref="ProposalModel.Other"/> or <see cref="ProposalModel.None"/>.</param>
/// <param name="Address">Another address, as typed.</param>
/// <param name="MayChoose">Whether the reader may choose.</param>
public sealed record ProposalRow(
    string Code, Text Name, LineState State, ImmutableArray<LineCandidate> Candidates, string Choice, string Address, bool MayChoose)
{
    public bool Required { get; init; }

    /// <summary>What a value is multiplied by; null where nothing is.</summary>
    public string? Factor { get; init; }
}
