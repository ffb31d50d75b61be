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

    /// <summary>What was posted, so that a refusal loses nothing.</summary>
    private Dictionary<string, (string Choice, string Address, string Factor)> Posted { get; } = new(StringComparer.Ordinal);

    public string ChoiceOf(ProposedLine line) => Posted.TryGetValue(line.Element, out var posted) ? posted.Choice : line.Chosen is null ? None : "0";

    public string AddressOf(ProposedLine line) => Posted.TryGetValue(line.Element, out var posted) ? posted.Address : "";

    public string FactorOf(ProposedLine line) => Posted.TryGetValue(line.Element, out var posted)
        ? posted.Factor
        : (line.Candidates.IsEmpty ? 1 : line.Candidates[0].Factor).ToString(CultureInfo.InvariantCulture);

    public async Task<IActionResult> OnGet(string id, CancellationToken token) => await Load(id, token) is { } problem ? Problem(problem) : Page();

    public async Task<IActionResult> OnPost(string id, CancellationToken token)
    {
        if (await Load(id, token) is { } problem) return Problem(problem);
        if (!MayConfirm) return Problem(ProblemMapping.NotAllowed);
        var form = await Request.ReadFormAsync(token);
        var places = new List<ChosenPlace>();
        foreach (var line in Proposed.Lines)
        {
            string choice = form["place-" + line.Element].ToString(), address = form["cell-" + line.Element].ToString().Trim(), factor = form["factor-" + line.Element].ToString();
            Posted[line.Element] = (choice, address, factor);
            int? times = int.TryParse(factor, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : null;
            if (choice == Other && address.Length > 0) places.Add(Typed(line.Element, address, times));
            else if (int.TryParse(choice, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < line.Candidates.Length)
                places.Add(new ChosenPlace(line.Element, line.Candidates[index].Sheet, line.Candidates[index].Label, line.Candidates[index].Value, times));
        }

        if ((await confirm.Run(Stored.Id, places, Caller.Actor, token)).TryGet(out var profile, out var refusal)) return LocalRedirect($"/profiles/{Ids.Show(profile.Id)}");
        Refusal = refusal;
        return Page();
    }

    /// <summary><c>Sheet!D14</c>, or <c>Sheet!B14:D14</c> where the label is not the nearest text.</summary>
    private static ChosenPlace Typed(string element, string address, int? factor)
    {
        var mark = address.LastIndexOf('!');
        var cells = address[(mark + 1)..].Split(':', 2, StringSplitOptions.TrimEntries);
        return new ChosenPlace(element, mark < 0 ? "" : address[..mark].Trim().Trim('\''), cells.Length == 2 ? cells[0] : null, cells[^1], factor);
    }

    private async Task<Problem?> Load(string id, CancellationToken token)
    {
        if (!(await sight.FindProposal(Caller, id, token)).TryGet(out var known, out var problem)) return problem;
        (Stored, Proposed) = known;
        MayConfirm = Stored.ProfileId is null && await sight.MayConfirm(Caller, Stored.Facility, token);
        return null;
    }
}
