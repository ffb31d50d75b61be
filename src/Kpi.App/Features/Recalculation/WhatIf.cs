using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kpi.App.Features.Indicators;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using NJsonSchema;

namespace Kpi.App.Features.Recalculation;

/// <summary>What comes of a what-if.</summary>
/// <param name="Catalogue">The whole catalogue.</param>
/// <param name="Figures">The figures of other sources that it takes in place of returns, each for one unit and filing period.</param>
public sealed record AppliedWhatIf(byte[] Catalogue, ImmutableArray<Figure> Figures);

/// <summary>
/// What a scenario changes, as its file says it (<c>whatif.schema.json</c>, docs/methodology.md). It becomes a whole catalogue, so that a run of it is
/// an ordinary run, and what is published later is what was tried.
/// </summary>
public sealed class WhatIf
{
    // A page of changes is some thousand bytes; whatever is much larger is something else.
    private const int MostBytes = 256 * 1024;
    private static readonly string[] Lists = ["indicators", "targets", "newTargets", "composites"];
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // The schema refers only to itself, so that reading it completes at once.
    private static readonly Lazy<JsonSchema> Schema = new(() =>
        JsonSchema.FromJsonAsync(ShippedCatalogue.Resource("whatif.schema.json"), CancellationToken.None).GetAwaiter().GetResult());

    private readonly JsonObject _said;
    private readonly JsonLines _lines;

    private WhatIf(ReadOnlyMemory<byte> json, JsonObject said)
    {
        Json = json;
        _said = said;
        _lines = new JsonLines(json.Span);
    }

    /// <summary>The file as it was given.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>What becomes of units that did not report; null leaves it to whoever asks for the run.</summary>
    public MissingPolicy? Missing => (string?)_said["missing"] is { } word ? Words<MissingPolicy>.Read(word) : null;

    /// <summary>Only approved returns count.</summary>
    public bool ApprovedOnly => (bool?)_said["approvedOnly"] ?? false;

    /// <summary>Whether it changes more than the choices of a run.</summary>
    public bool ChangesCatalogue => Lists.Any(list => _said[list] is JsonArray { Count: > 0 });

    /// <summary>Whether it takes figures of other sources in place of what returns say.</summary>
    private bool HasFigures => _said["figures"] is JsonArray { Count: > 0 };

    /// <summary>Reads a file; every fault of its shape is told with its line.</summary>
    public static Outcome<WhatIf> Read(ReadOnlyMemory<byte> file)
    {
        var json = file.Span.StartsWith(Encoding.UTF8.Preamble) ? file[Encoding.UTF8.Preamble.Length..] : file;
        if (json.Length > MostBytes)
        {
            return Problem.Invalid("whatif-too-large",
                "Tệp kịch bản lớn hơn 256 kB nên không được đọc. Hãy kiểm tra xem có chọn nhầm tệp không.",
                "The what-if file is larger than 256 kB and was not read. Check that this is the right file.");
        }

        string text;
        JsonObject? said;
        try
        {
            text = Utf8.GetString(json.Span);
            said = JsonNode.Parse(json.Span, null, Strict) as JsonObject;
        }
        catch (JsonException fault)
        {
            var line = ((fault.LineNumber ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
            return Problem.Invalid("whatif-not-json",
                $"Tệp kịch bản không phải JSON hợp lệ: lỗi ở dòng {line}. Hãy sửa chỗ đó rồi thử lại.",
                $"The what-if file is not valid JSON: fault at line {line}. Correct it and try again.");
        }
        catch (DecoderFallbackException)
        {
            return Problem.Invalid("whatif-not-json", "Tệp kịch bản không phải UTF-8. Hãy lưu lại dạng UTF-8.", "The what-if file is not UTF-8. Save it as UTF-8.");
        }

        if (said is null) return Problem.Invalid("whatif-not-json", "Tệp kịch bản phải là một đối tượng {…}.", "The what-if file must be one object {…}.");
        var misshapen = SchemaFaults.Of(Schema.Value, text);
        if (misshapen.IsEmpty)
        {
            var read = new WhatIf(json, said);
            return read.ChangesCatalogue || read.HasFigures || read.Missing is not null || read.ApprovedOnly
                ? read
                : Problem.Invalid("whatif-empty", "Tệp kịch bản không nêu thay đổi nào.", "The what-if file changes nothing.");
        }

        return Refused([.. misshapen.Select(f => (f.Line ?? 1, f.Place.Length == 0 ? f.Why : new Text($"{f.Place}: {f.Why.Vi}", $"{f.Place}: {f.Why.En}")))]);
    }

    /// <summary>
    /// The whole catalogue that comes of a published one: what is changed keeps its place, what is new stands behind. Every contradiction is told
    /// with its line, all at once.
    /// </summary>
    /// <param name="published">The catalogue it stands on.</param>
    /// <param name="version">The number it would be published under.</param>
    /// <param name="name">What the scenario is called: the document of targets that name none.</param>
    /// <param name="tried">The periods it is to be tried on, with the units that are counted in each; none when it is not tried.</param>
    public Outcome<AppliedWhatIf> ApplyTo(
        ReadOnlyMemory<byte> published, int version, string name, IReadOnlyDictionary<Period, ImmutableArray<ScoredUnit>> tried)
    {
        var applied = new Application(this, published, name, tried);
        applied.Catalogue["version"] = version;
        return applied.Finish();
    }

    private static Problem Refused(IReadOnlyCollection<(int Line, Text Why)> faults)
    {
        ImmutableArray<Text> said = [.. faults.OrderBy(f => f.Line).Select(f => At(f.Line, f.Why))];
        var count = said.Length.ToString(CultureInfo.InvariantCulture);
        return Problem.Invalid("whatif-refused",
            $"Kịch bản có {count} lỗi, không có gì được tính. Lỗi đầu tiên: {said[0].Vi}",
            $"The scenario has {count} fault(s); nothing was calculated. The first: {said[0].En}") with
        {
            Details = said,
        };
    }

    private static Text At(int line, Text why)
    {
        var at = line.ToString(CultureInfo.InvariantCulture);
        return new Text($"dòng {at}: {why.Vi}", $"line {at}: {why.En}");
    }

    private static Text Both(string vi, string en) => new(vi, en);

    /// <summary>One file upon one catalogue.</summary>
    private sealed class Application
    {
        private readonly WhatIf _file;
        private readonly IReadOnlyCollection<Period> _periods;
        private readonly List<Figure> _figures = [];
        private readonly string _name;
        private readonly List<(int Line, Text Why)> _faults = [];

        // Where a place of the catalogue was said in the file: "targets[12]" was "newTargets[0]".
        private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> _touched = new(StringComparer.Ordinal);

        public Application(WhatIf file, ReadOnlyMemory<byte> published, string name, IReadOnlyDictionary<Period, ImmutableArray<ScoredUnit>> tried)
        {
            (_file, _name, _periods) = (file, name, [.. tried.Keys]);
            Catalogue = JsonNode.Parse(CatalogueJson.Canonical(published.Span))!.AsObject();
            // Each kind of change has its place here; they do not look at one another, so their order says nothing.
            foreach (var (place, said) in Items("indicators")) Indicator(place, said);
            foreach (var (place, said) in Items("targets")) Changed(place, said);
            foreach (var (place, said) in Items("newTargets")) Added(place, said);
            foreach (var (place, said) in Items("composites")) Composite(place, said);
            if (!file.HasFigures) return;
            // No change of a what-if touches elements or forms, so that the published catalogue says who files what.
            var asked = CatalogueJson.ReadPublished(published.ToArray());
            foreach (var (place, said) in Items("figures")) Figures(place, said, asked, tried);
        }

        public JsonObject Catalogue { get; }

        private JsonArray Targets => Catalogue["targets"]!.AsArray();

        private JsonArray Indicators => Catalogue["indicators"]!.AsArray();

        public Outcome<AppliedWhatIf> Finish()
        {
            var json = Encoding.UTF8.GetBytes(Catalogue.ToJsonString());
            var read = CatalogueJson.Read(json, Told, []);
            if (_faults.Count > 0) return Refused(_faults);
            return read.Then(_ => Outcome<AppliedWhatIf>.Of(new AppliedWhatIf(CatalogueJson.Canonical(json), [.. _figures])));
        }

        /// <summary>A fault of the catalogue that came out, at the line that brought it about.</summary>
        private Text Told(CatalogueFault fault)
        {
            for (var path = fault.Place; path.Length > 0; path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))])
            {
                if (!_places.TryGetValue(path, out var said)) continue;
                Say(said + fault.Place[path.Length..].Replace(".due", said.StartsWith("targets", StringComparison.Ordinal) ? ".newDue" : ".due", StringComparison.Ordinal),
                    With(fault.Why, Element(fault.Place)));
                return fault.Why;
            }

            // Somewhere the file does not speak of: a consequence.
            Say("", Both($"{fault.Place}: {fault.Why.Vi}", $"{fault.Place}: {fault.Why.En}"));
            return fault.Why;
        }

        /// <summary>What an unknown word of a formula may have meant.</summary>
        private Text Element(string place)
        {
            if (!place.EndsWith("numerator", StringComparison.Ordinal) && !place.EndsWith("denominator", StringComparison.Ordinal)) return Both("", "");
            var at = int.Parse(place.AsSpan("indicators[".Length, place.IndexOf(']', StringComparison.Ordinal) - "indicators[".Length), CultureInfo.InvariantCulture);
            string[] known = [.. Catalogue["elements"]!.AsArray().Select(e => (string)e!["code"]!)];
            string? unknown = null;
            Formula.Parse((string?)Indicators[at]![place.EndsWith("denominator", StringComparison.Ordinal) ? "denominator" : "numerator"] ?? "", code =>
            {
                if (known.Contains(code, StringComparer.Ordinal)) return 0;
                // The reader looks for words of its own first; what it stops at is what it asked for last.
                unknown = code;
                return -1;
            });
            return unknown is null ? Both("", "") : NearMatch.Question(unknown, known);
        }

        private void Indicator(string place, JsonObject said)
        {
            if (Known(place, said, "code") is not { } at || !Once(place, $"indicator {said["code"]}")) return;
            _places[$"indicators[{At(at)}]"] = place;
            if (said.Count == 1)
            {
                Say(place, Both("không nêu thay đổi nào", "changes nothing"));
                return;
            }

            if ((bool?)said["active"] == false && said.Count > 2)
                Say($"{place}.active", Both("vừa ngừng chỉ số vừa đổi cách tính của nó", "the indicator is switched off and its definition changed at once"));
            foreach (var (property, value) in said.Where(p => p.Key != "code")) Indicators[at]![property] = value?.DeepClone();
        }

        private void Composite(string place, JsonObject said)
        {
            var (code, composites) = ((string)said["code"]!, Catalogue["composites"]?.AsArray() ?? []);
            if (Among(composites, "code", code) is not { } at)
            {
                string[] known = [.. composites.Select(c => (string)c!["code"]!)];
                Say($"{place}.code", known.Length == 0
                    ? Both("danh mục không có điểm tổng hợp nào để đổi", "the catalogue has no composites that could be changed")
                    : Unknown(
                        Both($"không có điểm tổng hợp “{code}”", $"there is no composite “{code}”"), code, known));
                return;
            }

            if (!Once(place, $"composite {code}")) return;
            _places[$"composites[{At(at)}]"] = place;
            if (said.Count == 1 || said.All(p => p.Key == "code" || p.Value is JsonArray { Count: 0 }))
            {
                Say(place, Both("không nêu thay đổi nào", "changes nothing"));
                return;
            }

            var composite = composites[at]!.AsObject();
            foreach (var property in (string[])["set", "due", "mean", "capped", "leastReported", "levels"])
            {
                if (said[property] is { } value) composite[property] = value.DeepClone();
            }

            var groups = composite["groups"]!.AsArray();
            Weigh($"{place}.groups", said["groups"], "code", [.. groups.Select((g, i) => ($"composites[{At(at)}].groups[{At(i)}]", g!.AsObject()))],
                group => Both($"điểm tổng hợp {code} không có nhóm “{group}”", $"the composite {code} has no group “{group}”"));
            Weigh($"{place}.indicators", said["indicators"], "indicator",
                [
                    .. groups.SelectMany((g, i) => g!["indicators"]!.AsArray()
                        .Select((k, j) => ($"composites[{At(at)}].groups[{At(i)}].indicators[{At(j)}]", k!.AsObject()))),
                ],
                indicator => Both($"điểm tổng hợp {code} không có chỉ số “{indicator}”", $"the composite {code} does not have the indicator “{indicator}”"));
        }

        private void Figures(string place, JsonObject said, Catalogue asked, IReadOnlyDictionary<Period, ImmutableArray<ScoredUnit>> tried)
        {
            var code = (string)said["element"]!;
            if (asked.Element(code) is not { } element)
            {
                Say($"{place}.element", With(Both($"không có chỉ tiêu số liệu “{code}”.", $"there is no data element “{code}”."), NearMatch.Question(code, asked.Elements.Select(e => e.Code))));
                return;
            }

            if (element.Kind == ElementKind.Date)
            {
                Say($"{place}.element", Both($"“{code}” là ngày, không phải số liệu", $"“{code}” is a day and not a figure"));
                return;
            }

            Period? only = null;
            if ((string?)said["period"] is { } text)
            {
                if (!Period.TryParse(text, out var read))
                {
                    Say($"{place}.period", Both($"không có kỳ “{text}”", $"there is no period “{text}”"));
                    return;
                }

                only = read;
            }

            foreach (var (index, one) in said["values"]!.AsArray().Index())
            {
                var at = $"{place}.values[{At(index)}]";
                // The schema has seen to it that it is a whole number.
                var value = one!["value"]!.GetValue<long>();
                if (value < element.Min || value > element.Max)
                {
                    Say($"{at}.value", Both($"{value} nằm ngoài giới hạn {element.Min}–{element.Max} của “{code}”", $"{value} is outside the bounds {element.Min} to {element.Max} of “{code}”"));
                    continue;
                }

                var meant = tried.OrderBy(t => t.Key).All(t => Given(at, (string)one["unit"]!, element, only, value, (string)said["source"]!, asked, t.Key, t.Value));
                if (meant && only is { } never && _figures.All(f => f.Period != never))
                    Say($"{place}.period", Both($"không kỳ tính nào ({Names()}) đọc báo cáo kỳ {never}", $"none of the periods tried ({Names()}) reads returns of {never}"));
            }
        }

        /// <summary>Takes a figure for one of the periods that are tried; false, with the reason told, where it cannot be meant.</summary>
        private bool Given(
            string at, string code, DataElement element, Period? only, long value, string source, Catalogue asked, Period period, ImmutableArray<ScoredUnit> units)
        {
            if (units.FirstOrDefault(u => u.Code == code) is not { } named)
            {
                Say($"{at}.unit", With(
                    Both($"không có đơn vị mang mã “{code}” vào ngày {Show(period.LastDay)}.", $"there was no unit with the code “{code}” on {Show(period.LastDay)}."),
                    NearMatch.Question(code, units.Select(u => u.Code))));
                return false;
            }

            // An area stands for the one unit within it that files the element: a yearbook knows provinces, not their departments.
            var place = units.IndexOf(named);
            ScoredUnit[] filing = [.. (named.Level == UnitLevel.Facility ? [named] : units.Where((u, i) => u.Level == UnitLevel.Facility && u.IsWithin(i, place)))
                .Where(u => asked.FormFor(u.Kind, period)?.Fields.Any(f => f.Element == element.Code) == true)];
            if (filing is not [var unit])
            {
                var several = string.Join(", ", filing.Take(3).Select(u => u.Code));
                var form = named.Level == UnitLevel.Facility ? asked.FormFor(named.Kind, period)?.Code : null;
                Say($"{at}.unit", filing.Length > 1
                    ? Both($"nhiều đơn vị của “{code}” nộp “{element.Code}”: {several}…; hãy ghi rõ đơn vị", $"several units of “{code}” file “{element.Code}”: {several}…; name the unit")
                    : form is not null
                        ? Both($"biểu “{form}” của đơn vị “{code}” không có “{element.Code}”", $"the form “{form}” of the unit “{code}” does not ask for “{element.Code}”")
                        : Both($"không đơn vị nào của “{code}” nộp “{element.Code}”", $"no unit of “{code}” files “{element.Code}”"));
                return false;
            }

            var frequency = asked.FormFor(unit.Kind, period)!.Frequency;
            var own = ScoringInputs.FilingPeriods(frequency, period);
            Period filed;
            if (only is { } given)
            {
                // Another of the periods tried may read it.
                if (!own.Contains(given) && !ScoringInputs.FilingPeriods(frequency, period.Previous).Contains(given)) return true;
                filed = given;
            }
            else if (own.IsEmpty || (own.Length > 1 && element.Time == TimeAggregation.Flow))
            {
                Say(at, Both(
                    $"kỳ {period} cộng nhiều kỳ báo cáo của “{element.Code}” hoặc không có kỳ nào; hãy ghi “period”",
                    $"{period} adds up several filing periods of “{element.Code}”, or has none; say “period”"));
                return false;
            }
            else
            {
                filed = own[^1];
            }

            var figure = new Figure(unit.UnitId, filed, element.Code, value, source, _file._lines.Of(at));
            // Two of the periods tried may read one and the same.
            if (_figures.Contains(figure)) return true;
            if (!Once(at, $"figure {unit.UnitId} {filed} {element.Code}")) return false;
            _figures.Add(figure);
            return true;
        }

        /// <summary>Gives other weights to parts of a composite that are named.</summary>
        private void Weigh(string list, JsonNode? said, string name, IReadOnlyList<(string Place, JsonObject Part)> parts, Func<string, Text> unknown)
        {
            foreach (var (index, one) in (said as JsonArray ?? []).Index())
            {
                var (place, code) = ($"{list}[{At(index)}]", (string)one![name]!);
                if (parts.FirstOrDefault(p => (string?)p.Part[name] == code) is not { Part: { } part } of)
                {
                    Say($"{place}.{name}", Unknown(unknown(code), code, [.. parts.Select(p => (string)p.Part[name]!)]));
                    continue;
                }

                if (!Once(place, of.Place)) continue;
                _places[of.Place] = place;
                part["weight"] = one["weight"]!.DeepClone();
            }
        }

        private void Changed(string place, JsonObject said)
        {
            if (!Days(place, said) || Find(place, said) is not { } at) return;
            var target = Targets[at]!.AsObject();
            if (!Once(place, $"target {Key(target)}")) return;
            _places[$"targets[{At(at)}]"] = place;
            if (said.All(p => p.Key is "set" or "indicator" or "due" or "scopes"))
            {
                Say(place, Both("không nêu thay đổi nào", "changes nothing"));
                return;
            }

            foreach (var property in (string[])["value", "comparison"])
            {
                if (said[property] is { } value) target[property] = value.DeepClone();
            }

            if (said["newDue"] is { } due)
            {
                target["due"] = due.DeepClone();
                if (Targets.Index().Any(t => t.Index != at && Key(t.Item!.AsObject()) == Key(target)))
                    Say($"{place}.newDue", Both("đã có mục tiêu với hạn này", "there is a target with this due day"));
            }

            if (said.TryGetPropertyValue("path", out var path))
            {
                target.Remove("path");
                if (path is not null) target["path"] = path.DeepClone();
            }

            Fits(place, target, said["newDue"] is null ? "" : ".newDue");
        }

        private void Added(string place, JsonObject said)
        {
            if (!Days(place, said) || Known(place, said, "indicator") is null | !HasSet(place, said)) return;
            if (Targets.Any(t => Key(t!.AsObject()) == Key(said)))
            {
                Say(place, Both($"mục tiêu {Key(said)} đã có; hãy đổi nó ở mục “targets”", $"the target {Key(said)} is there already; change it under “targets”"));
                return;
            }

            _places[$"targets[{At(Targets.Count)}]"] = place;
            JsonObject target = new()
            {
                ["set"] = said["set"]!.DeepClone(),
                ["indicator"] = said["indicator"]!.DeepClone(),
                ["rows"] = new JsonArray(),
                ["scopes"] = said["scopes"]!.DeepClone(),
                ["comparison"] = said["comparison"]!.DeepClone(),
                ["value"] = said["value"]!.DeepClone(),
                ["due"] = said["due"]!.DeepClone(),
                ["document"] = said["document"]?.DeepClone() ?? Cut(_name),
                ["article"] = said["article"]?.DeepClone() ?? "–",
                ["yearEvidence"] = "unconfirmed",
                ["doubt"] = null,
                ["validFrom"] = said["validFrom"]!.DeepClone(),
                ["validTo"] = null,
                ["status"] = "in-force",
            };
            if (said["path"] is { } path) target["path"] = path.DeepClone();
            Targets.Add(target);
            Fits(place, target, ".due");
        }

        /// <summary>Whether a target can be judged at all: it has begun, is not over, and its indicator is counted.</summary>
        private void Fits(string place, JsonObject target, string due)
        {
            var (from, to) = (Day(target["validFrom"])!.Value, Day(target["validTo"]));
            if (Day(target["due"]) is { } day && day < from)
                Say(place + due, Both($"hạn {Show(day)} trước ngày bắt đầu {Show(from)}", $"due {Show(day)}, before it begins on {Show(from)}"));
            if (_periods.Count > 0 && _periods.All(p => p.LastDay < from))
                Say(place, Both($"mục tiêu bắt đầu ngày {Show(from)}, sau kỳ {Names()}", $"the target begins on {Show(from)}, after {Names()}"));
            else if (to is { } end && _periods.Count > 0 && _periods.All(p => p.LastDay > end))
                Say(place, Both($"mục tiêu đã hết hiệu lực ngày {Show(end)}, trước khi kỳ {Names()} kết thúc", $"the target ended on {Show(end)}, before the end of {Names()}"));
            var indicator = Indicators.First(i => (string?)i!["code"] == (string?)target["indicator"])!;
            if ((bool?)indicator["active"] == false)
                Say(place, Both($"chỉ số {indicator["code"]} không được tính nên mục tiêu không có tác dụng", $"the indicator {indicator["code"]} is not active, so that its target says nothing"));
            else if (Day(indicator["endsOn"]) is { } last && _periods.Count > 0 && _periods.All(p => p.FirstDay > last))
                Say(place, Both($"chỉ số {indicator["code"]} đã kết thúc ngày {Show(last)}", $"the indicator {indicator["code"]} ended on {Show(last)}"));
        }

        /// <summary>The place of the one target that is meant; null, with the reason told, when it is none or several.</summary>
        private int? Find(string place, JsonObject said)
        {
            if (Known(place, said, "indicator") is null | !HasSet(place, said)) return null;
            var ofIndicator = Targets.Index().Where(t => Same(t.Item!, said, "set") && Same(t.Item!, said, "indicator")).ToList();
            var found = ofIndicator
                .Where(t => (said["due"] is null || Same(t.Item!, said, "due")) && (said["scopes"] is null || Scopes(t.Item!.AsObject()) == Scopes(said)))
                .ToList();
            if (found.Count == 1) return found[0].Index;
            var there = string.Join("; ", ofIndicator.Select(t => Key(t.Item!.AsObject())));
            Say(place, ofIndicator.Count == 0
                ? Both(
                    $"bộ {said["set"]} không có mục tiêu nào cho {said["indicator"]}; muốn thêm thì ghi ở mục “newTargets”",
                    $"the set {said["set"]} has no target for {said["indicator"]}; to add one, write it under “newTargets”")
                : found.Count == 0
                    ? Both($"không có mục tiêu này; hiện có: {there}", $"there is no such target; there are: {there}")
                    : Both($"nêu “due” hoặc “scopes” để biết mục tiêu nào: {there}", $"say “due” or “scopes” to tell which target: {there}"));
            return null;
        }

        /// <summary>The place of the indicator that is named; null, with near ones told, when there is none.</summary>
        private int? Known(string place, JsonObject said, string property)
        {
            var code = (string)said[property]!;
            var at = Among(Indicators, "code", code);
            if (at is null)
                Say($"{place}.{property}", With(Both($"không có chỉ số “{code}”.", $"there is no indicator “{code}”."), NearMatch.Question(code, Indicators.Select(i => (string)i!["code"]!))));
            return at;
        }

        /// <summary>Whether the days are days: 31 February has the shape of one.</summary>
        private bool Days(string place, JsonObject said)
        {
            if (new[] { "due", "newDue", "validFrom" }.FirstOrDefault(d => said[d] is not null && Day(said[d]) is null) is not { } wrong) return true;
            Say($"{place}.{wrong}", Both($"không có ngày {said[wrong]}", $"there is no day {said[wrong]}"));
            return false;
        }

        private bool HasSet(string place, JsonObject said)
        {
            var code = (string)said["set"]!;
            string[] sets = [.. Catalogue["targetSets"]!.AsArray().Select(s => (string)s!["code"]!)];
            if (sets.Contains(code, StringComparer.Ordinal)) return true;
            Say($"{place}.set", Unknown(Both($"không có bộ mục tiêu “{code}”", $"there is no target set “{code}”"), code, sets));
            return false;
        }

        /// <summary>Says with an unknown code which are near it, or all there are.</summary>
        private static Text Unknown(Text why, string code, string[] known)
        {
            var (near, all) = (NearMatch.Question(code, known), string.Join(", ", known));
            return near.Vi.Length > 0 ? Both($"{why.Vi}.{near.Vi}", $"{why.En}.{near.En}") : Both($"{why.Vi}; hiện có: {all}", $"{why.En}; there are: {all}");
        }

        private static int? Among(JsonArray list, string property, string code) =>
            list.Index().Where(i => (string?)i.Item![property] == code).Select(i => (int?)i.Index).FirstOrDefault();

        private bool Once(string place, string what)
        {
            var line = _file._lines.Of(place);
            if (_touched.TryAdd(what, line)) return true;
            var first = _touched[what].ToString(CultureInfo.InvariantCulture);
            Say(place, Both($"đã được đổi ở dòng {first}", $"was changed at line {first} already"));
            return false;
        }

        private IEnumerable<(string Place, JsonObject Said)> Items(string list) =>
            (_file._said[list] as JsonArray ?? []).Index().Select(i => ($"{list}[{At(i.Index)}]", i.Item!.AsObject()));

        private void Say(string place, Text why) => _faults.Add((
            _file._lines.Of(place),
            place.Length == 0 ? why : new Text($"{place}: {why.Vi}", $"{place}: {why.En}")));

        private string Names() => string.Join(", ", _periods.Order());

        private static Text With(Text why, Text near) => new(why.Vi + near.Vi, why.En + near.En);

        private static string Key(JsonObject target) => $"{target["set"]} · {target["indicator"]} · {Scopes(target)} · {target["due"]}";

        private static string Scopes(JsonObject target) => string.Join('|', target["scopes"]!.AsArray().Select(s => (string)s!).Order(StringComparer.Ordinal));

        private static bool Same(JsonNode one, JsonObject other, string property) => (string?)one[property] == (string?)other[property];

        private static DateOnly? Day(JsonNode? day) =>
            DateOnly.TryParseExact((string?)day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) ? parsed : null;

        private static string Show(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        private static string Cut(string name) => name.Length <= 200 ? name : name[..200];

        private static string At(int index) => index.ToString(CultureInfo.InvariantCulture);
    }
}
