using System.Collections.Immutable;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Indicators;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns.Profiles;

/// <summary>A place a person has chosen for an element or a percentage, by addresses alone: what stands there is read from the file, never taken on anybody's word.</summary>
/// <param name="Code">The data element; of a percentage the indicator.</param>
/// <param name="Sheet">Name of the sheet.</param>
/// <param name="Label">Cell of its label; null looks for the nearest text left of the value, else above it.</param>
/// <param name="Value">Cell of its value.</param>
/// <param name="Factor">What a value is multiplied by; null takes what the file states. A percentage has none.</param>
public sealed record ChosenPlace(string Code, string Sheet, string? Label, string Value, int? Factor);

/// <summary>Makes a reading profile of a proposal that a person has looked through; and ends one.</summary>
public sealed class ConfirmProfile(
    Database database, ProfileStore store, ProfileReader reader, CatalogueReader catalogues, LabelDictionaries dictionaries, ReadInTime inTime, AuditTrail audit, Ids ids,
    TimeProvider clock)
{
    private const int MostPlaces = 500;
    private static readonly ImmutableArray<int> Factors = [1, 1000, 1_000_000, 1_000_000_000];

    /// <summary>Confirms the places; every one is checked by reading the proposal's own file back by the profile.</summary>
    /// <param name="proposalId">The proposal.</param>
    /// <param name="places">Where the elements stand.</param>
    /// <param name="percentages">Where the file states indicators in percent; they are compared with the counts, and none is needed.</param>
    /// <param name="actor">Who confirms.</param>
    /// <param name="token">Gives up.</param>
    public async Task<Outcome<ReadingProfile>> Run(
        long proposalId, IReadOnlyList<ChosenPlace> places, IReadOnlyList<ChosenPlace> percentages, Actor actor, CancellationToken token)
    {
        if (await reader.Proposal(proposalId, token) is not { } known) return NoProposal(proposalId);
        var stored = known.Stored;
        if (stored.ProfileId is not null) return AlreadyConfirmed(proposalId);

        var catalogue = await catalogues.Current(token);
        var period = Period.Parse(stored.Period);
        if (catalogue.FormFor(stored.Form, period) is not { } form || await reader.File(stored, token) is not { } bytes) return NoProposal(proposalId);
        var (content, faults, refusal) = inTime.Within(Look, static late => (null, [], late.Findings[0]), token);
        if (refusal is not null || content is null) return ProposeProfile.Refused(refusal!, catalogue);
        if (faults.Count > 0)
        {
            return Problem.Invalid("profile-refused",
                $"Chưa xác nhận được cách đọc tệp “{stored.FileName}”: {faults.Count} điểm cần sửa. Chưa có gì thay đổi.",
                $"The profile for “{stored.FileName}” cannot be confirmed: {faults.Count} points to mend. Nothing was changed.") with
            { Details = [.. faults] };
        }

        var confirmed = await database.Write<long?>(async session =>
        {
            var (id, now) = (ids.Next(), clock.GetUtcNow());
            if (await store.Add(session, id, stored, ProfileJson.Write(content), period.FirstDay, now, actor.Name, token) is not { } version) return null;
            await audit.Append(session, actor, "profile.confirmed", Ids.Show(id), $"{stored.Facility} {stored.Form} v{version} {content.Lines.Length} {stored.Sha256}", token);
            return id;
        }, token);
        if (confirmed is null) return AlreadyConfirmed(proposalId);
        return await reader.Get(confirmed.Value, token) is { } profile ? profile : throw new InvalidOperationException("A profile just confirmed is not there.");

        (ProfileContent? Content, IReadOnlyList<Text> Faults, Finding? Refusal) Look(CancellationToken either)
        {
            var (sheets, _, refused) = ForeignWorkbook.Read(bytes, either);
            if (refused is not null) return (null, [], refused);
            var dictionary = dictionaries.For(catalogue);
            var lines = ImmutableArray.CreateBuilder<ProfileLine>();
            var found = new List<Text>();
            foreach (var place in places.Take(MostPlaces))
            {
                either.ThrowIfCancellationRequested();
                if (LineOf(place, sheets, form, catalogue, dictionary).TryGet(out var line, out var fault)) lines.Add(line);
                else found.Add(fault.Message);
            }

            var stated = ImmutableArray.CreateBuilder<PercentageLine>();
            foreach (var place in percentages.Take(MostPlaces))
            {
                either.ThrowIfCancellationRequested();
                if (PercentageOf(place, sheets, form, catalogue, dictionary).TryGet(out var line, out var fault)) stated.Add(line);
                else found.Add(fault.Message);
            }

            var chosen = new ProfileContent(stored.Facility, stored.Sha256, stored.FileName, stored.Period, lines.ToImmutable())
            {
                Percentages = stated.ToImmutable(),
            };
            found.AddRange(Faults(chosen, form, catalogue));
            if (found.Count == 0) found.AddRange(NotReadBack(chosen, sheets, catalogue, dictionary, period, either));
            return (chosen, found, null);
        }
    }

    private static Problem AlreadyConfirmed(long proposalId) => Problem.Conflict("already-confirmed",
        $"Đề xuất {Ids.Show(proposalId)} đã được xác nhận. Hãy đề xuất lại từ tệp nếu muốn thay đổi.",
        $"Proposal {Ids.Show(proposalId)} has been confirmed. Propose again from the file to change it.");

    /// <summary>From now on the profile reads nothing; files of its design are refused until there is another.</summary>
    public async Task<Outcome<ReadingProfile>> Retire(long id, string? reason, Actor actor, CancellationToken token)
    {
        var retired = await database.Write(async session =>
        {
            if (!await store.Retire(session, id, clock.GetUtcNow(), actor.Name, token)) return false;
            await audit.Append(session, actor, "profile.retired", Ids.Show(id), reason ?? "", token);
            return true;
        }, token);
        if (await reader.Get(id, token) is not { } profile)
            return Problem.NotFound("no-such-profile", $"Không có cấu hình đọc mang mã {Ids.Show(id)}.", $"There is no reading profile with the id {Ids.Show(id)}.");
        return retired ? profile : Problem.Conflict("already-retired",
            $"Cấu hình đọc {Ids.Show(id)} đã ngừng dùng.", $"Reading profile {Ids.Show(id)} has been retired before.");
    }

    private static Outcome<ProfileLine> LineOf(ChosenPlace place, IReadOnlyList<SheetGrid> sheets, Form form, Catalogue catalogue, LabelDictionary dictionary)
    {
        if (catalogue.Element(place.Code) is not { } element || !form.Fields.Any(f => f.Element == place.Code))
            return Fault(place, $"biểu “{form.Code}” không có chỉ tiêu này", $"the form “{form.Code}” has no such element");
        if (place.Factor is { } factor && !Factors.Contains(factor))
            return Fault(place, "hệ số phải là 1, 1.000, 1.000.000 hoặc 1.000.000.000", "the factor must be 1, 1,000, 1,000,000 or 1,000,000,000");
        if (!AnchorOf(place, sheets, dictionary).TryGet(out var at, out var fault)) return fault;
        var stated = at.Sight.FactorOf(at.Label, at.Line, at.ValuePlace, element);
        return ProfileLine.At(place.Code, at.Anchor, place.Factor ?? stated, stated);
    }

    private static Outcome<PercentageLine> PercentageOf(ChosenPlace place, IReadOnlyList<SheetGrid> sheets, Form form, Catalogue catalogue, LabelDictionary dictionary)
    {
        if (catalogue.Indicator(place.Code) is not { Kind: IndicatorKind.Ratio } indicator || !indicator.Elements.All(e => form.Fields.Any(f => f.Element == e)))
            return Fault(place, $"số liệu của biểu “{form.Code}” không tạo nên tỷ lệ này", $"the elements of the form “{form.Code}” make no such ratio");
        if (!AnchorOf(place, sheets, dictionary).TryGet(out var at, out var fault)) return fault;
        return PercentageLine.At(place.Code, at.Anchor);
    }

    private static Outcome<Anchored> AnchorOf(ChosenPlace place, IReadOnlyList<SheetGrid> sheets, LabelDictionary dictionary)
    {
        var sheet = sheets.FirstOrDefault(s => s.Name == place.Sheet) ?? (sheets.Count == 1 && string.IsNullOrEmpty(place.Sheet) ? sheets[0] : null);
        if (sheet is null) return Fault(place, $"không có trang “{place.Sheet}”", $"there is no sheet “{place.Sheet}”");
        if (!XlsxAddress.TryRead(place.Value, out var row, out var column) || row > sheet.Rows || column > sheet.Columns + 1)
            return Fault(place, $"“{place.Value}” không phải là một ô của trang “{sheet.Name}”", $"“{place.Value}” is no cell of sheet “{sheet.Name}”");
        if (sheet.Merged(row, column) is { } joined) (row, column) = (joined.Top, joined.Left);
        if (LabelFor(place, sheet, row, column, dictionary) is not { } label)
            return Fault(place, $"không thấy nhãn cho ô {place.Value}", $"no label was found for cell {place.Value}");
        var span = sheet.Merged(label.Row, label.Column) ?? new GridRange(label.Row, label.Column, label.Row, label.Column);
        LineShape? shape = row >= span.Top && row <= span.Bottom && column > span.Right ? LineShape.LabelsLeft
            : column >= span.Left && column <= span.Right && row > span.Bottom ? LineShape.LabelsAbove
            : null;
        // A name written once over several lines belongs to its first.
        if (shape is null || (shape == LineShape.LabelsLeft ? row != label.Row : column != label.Column))
            return Fault(place, $"ô giá trị {place.Value} phải ở bên phải nhãn {label.Address} cùng dòng, hoặc ở dưới nhãn cùng cột", $"the value {place.Value} must stand right of its label {label.Address} on the same row, or below it in the same column");

        var sight = new LineSight(new GridView(sheet, shape.Value), dictionary);
        var view = sight.View;
        int line = view.LineOf(label), labelPlace = view.PlaceOf(label), valuePlace = shape == LineShape.LabelsLeft ? column : row;
        var headings = sight.HeadingsOf(line, valuePlace, labelPlace);
        var masked = PeriodMention.Mask(label.Text);
        var draft = new LineAnchor(
            PeriodMention.Mask(sheet.Name), ProposeLines.NameOf(shape.Value), masked, FileNames.Text(label.Text, 300), true,
            sight.ContextOf(label).Masked, ProfileFitting.MaskedHeading(headings), ProposeLines.Joined(headings), valuePlace - labelPlace)
        {
            SheetText = sheet.Name,
            LabelCell = label.Address,
            ValueCell = XlsxAddress.Of(row, column),
        };
        return new Anchored(draft with { Alone = ProfileFitting.LabelsLike(view, draft).Count == 1 }, sight, label, line, valuePlace);
    }

    private static GridCell? LabelFor(ChosenPlace place, SheetGrid sheet, int row, int column, LabelDictionary dictionary)
    {
        if (!string.IsNullOrWhiteSpace(place.Label))
            return XlsxAddress.TryRead(place.Label, out var r, out var c) && sheet.Shown(r, c) is { IsLabel: true } named ? named : null;
        for (var left = column - 1; left >= 1; left--)
        {
            if (sheet.Own(row, left) is { IsLabel: true } near && dictionary.StatedUnit(near.Text) is null) return near;
        }

        for (var up = row - 1; up >= 1; up--)
        {
            if (sheet.Own(up, column) is { IsLabel: true } near) return near;
        }

        return null;
    }

    private static IEnumerable<Text> Faults(ProfileContent content, Form form, Catalogue catalogue)
    {
        foreach (var twice in content.Lines.GroupBy(l => l.Element, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            var name = catalogue.Element(twice.Key)!.Name;
            yield return new Text($"“{name.Vi}” được chọn hai lần", $"“{name.En}” was given two places");
        }

        foreach (var twice in content.Percentages.GroupBy(l => l.Indicator, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            var name = catalogue.Indicator(twice.Key)!.Name;
            yield return new Text($"tỷ lệ “{name.Vi}” được chọn hai lần", $"the percentage “{name.En}” was given two places");
        }

        var places = content.Lines.Select(l => (l.SheetText, l.ValueCell, catalogue.Element(l.Element)!.Name))
            .Concat(content.Percentages.Select(l => (l.SheetText, l.ValueCell, catalogue.Indicator(l.Indicator)!.Name)));
        foreach (var cell in places.GroupBy(l => (l.SheetText, l.ValueCell)).Where(g => g.Count() > 1))
        {
            yield return new Text(
                $"ô {cell.Key.SheetText}!{cell.Key.ValueCell} được chọn cho nhiều chỉ tiêu: {string.Join(", ", cell.Select(l => l.Name.Vi))}",
                $"cell {cell.Key.SheetText}!{cell.Key.ValueCell} was given to several elements: {string.Join(", ", cell.Select(l => l.Name.En))}");
        }

        foreach (var field in form.Fields.Where(f => f.Required && !content.Lines.Any(l => l.Element == f.Element)))
        {
            var name = catalogue.Element(field.Element)!.Name;
            yield return new Text(
                $"“{name.Vi}” ({field.Element}) là chỉ tiêu bắt buộc nhưng chưa chọn ô; báo cáo thiếu nó sẽ luôn bị từ chối",
                $"“{name.En}” ({field.Element}) is required but has no cell; a return without it would always be refused");
        }
    }

    /// <summary>What the profile would read otherwise than a person has pointed at.</summary>
    private static IEnumerable<Text> NotReadBack(
        ProfileContent content, IReadOnlyList<SheetGrid> sheets, Catalogue catalogue, LabelDictionary dictionary, Period period, CancellationToken token)
    {
        var fitting = new ProfileFitting(sheets, content, catalogue, dictionary, period, token);
        var (inputs, misfits) = fitting.Read();
        foreach (var misfit in misfits) yield return FindingTexts.Say(misfit, catalogue);
        if (!misfits.IsEmpty) yield break;
        var stated = fitting.Percentages(inputs);
        var otherwise = content.Lines.Where(l => inputs.FirstOrDefault(i => i.Element == l.Element)?.Cell != l.ValueCell)
            .Select(l => (Line: (LineAnchor)l, catalogue.Element(l.Element)!.Name))
            .Concat(content.Percentages.Where(l => stated.FirstOrDefault(s => s.Indicator == l.Indicator)?.Cell != l.ValueCell)
                .Select(l => (Line: (LineAnchor)l, catalogue.Indicator(l.Indicator)!.Name)));
        foreach (var (line, name) in otherwise)
        {
            yield return new Text(
                $"“{name.Vi}”: không nhận lại được ô {line.SheetText}!{line.ValueCell} theo nhãn và tiêu đề; hãy chọn ô khác hoặc đặt nhãn, tiêu đề riêng trong tệp",
                $"“{name.En}”: cell {line.SheetText}!{line.ValueCell} cannot be found again by its label and heading; choose another, or give it a label and heading of its own in the file");
        }
    }

    private static Problem Fault(ChosenPlace place, string vi, string en) =>
        Problem.Invalid("place-refused", $"{place.Code} ({place.Sheet}!{place.Value}): {vi}", $"{place.Code} ({place.Sheet}!{place.Value}): {en}");

    private static Problem NoProposal(long id) =>
        Problem.NotFound("no-such-proposal", $"Không có đề xuất mang mã {Ids.Show(id)}.", $"There is no proposal with the id {Ids.Show(id)}.");

    /// <summary>An anchor, and what was looked at to make it.</summary>
    private sealed record Anchored(LineAnchor Anchor, LineSight Sight, GridCell Label, int Line, int ValuePlace);
}
