using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Indicators;

/// <summary>A catalogue as somebody brings it: its JSON or the workbook that <see cref="CatalogueWorkbook"/> writes, told apart by the bytes.</summary>
/// <param name="Catalogue">What it says.</param>
/// <param name="Json">What is kept of it: JSON as it was brought, a workbook as the JSON that says the same.</param>
public sealed record CatalogueFile(Catalogue Catalogue, byte[] Json)
{
    private const int MostCells = 500_000, MostRows = 5_000;

    /// <summary>Every fault is told, with its line in JSON or its cell in a workbook.</summary>
    public static Outcome<CatalogueFile> Read(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        if (!bytes.Span.StartsWith("PK"u8)) return CatalogueJson.Read(bytes).Then(read => Outcome<CatalogueFile>.Of(new CatalogueFile(read, bytes.ToArray())));
        try
        {
            var rows = new SheetRows(bytes, token);
            if (rows.Missing.Count > 0)
            {
                var missing = string.Join(", ", rows.Missing);
                return Problem.Invalid("catalogue-sheets",
                    $"Sổ này không phải danh mục hoặc đã mất trang: thiếu {missing}. Hãy xuất danh mục đang dùng ra .xlsx rồi sửa trên đó.",
                    $"This workbook is not a catalogue or has lost sheets: {missing} missing. Export the catalogue in force as .xlsx and edit that.");
            }

            var json = Encoding.UTF8.GetBytes(rows.Catalogue.ToJsonString());
            return CatalogueJson.Read(json, rows.Say, rows.Lost).Then(read => Outcome<CatalogueFile>.Of(new CatalogueFile(read, CatalogueJson.Canonical(json))));
        }
        catch (XlsxRefusedException refusal)
        {
            return new Problem(ProblemKind.Invalid, "catalogue-unreadable", FindingTexts.Say(refusal.Code, refusal.Arguments));
        }
    }

    /// <summary>The rows of the workbook as the JSON they stand for, and where each property stood.</summary>
    private sealed class SheetRows
    {
        private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
        private readonly XlsxReader _reader;

        public SheetRows(ReadOnlyMemory<byte> bytes, CancellationToken token)
        {
            using var reader = new XlsxReader(bytes, XlsxLimits.Default with { Cells = MostCells }, token);
            _reader = reader;
            Catalogue["$schema"] = "catalogue.schema.json";
            foreach (var (_, row) in Rows(CatalogueSheets.Head, "").Take(1))
            {
                foreach (var (property, value) in row.ToArray()) Catalogue[property] = value?.DeepClone();
            }

            Catalogue["elements"] = List(CatalogueSheets.Elements);
            Catalogue["forms"] = Forms();
            Catalogue["indicators"] = List(CatalogueSheets.Indicators);
            Catalogue["targetSets"] = List(CatalogueSheets.TargetSets);
            Catalogue["targets"] = List(CatalogueSheets.Targets);
            // A catalogue without composites says nothing of them.
            if (Composites() is { Count: > 0 } composites) Catalogue["composites"] = composites;
            Catalogue["notCountable"] = List(CatalogueSheets.NotCountable);
            Days();
            Catalogue["holidayYears"] = List(CatalogueSheets.Years);
        }

        public JsonObject Catalogue { get; } = [];

        /// <summary>Sheets that are not there, or have not the row with the properties' names.</summary>
        public List<string> Missing { get; } = [];

        /// <summary>Rows that belong to no form or composite.</summary>
        public List<CatalogueFault> Lost { get; } = [];

        /// <summary>A fault with the cell it stands in, or the nearest that is known.</summary>
        public Text Say(CatalogueFault fault)
        {
            for (var path = fault.Place; path.Length > 0; path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))])
            {
                // Of what stands in several columns, the first.
                var cell = _places.GetValueOrDefault(path) ?? _places.FirstOrDefault(p => p.Key.StartsWith(path + ".", StringComparison.Ordinal)).Value;
                if (cell is not null) return new Text($"{cell}: {fault.Why.Vi}", $"{cell}: {fault.Why.En}");
            }

            return fault.Why;
        }

        private JsonArray List(CatalogueSheet sheet) => [.. Rows(sheet, sheet.List).Select(row => row.Row)];

        private JsonArray Forms()
        {
            var forms = List(CatalogueSheets.Forms);
            foreach (var form in forms)
            {
                form!["sections"] = new JsonArray();
                form["rules"] = new JsonArray();
            }

            foreach (var (place, row) in Rows(CatalogueSheets.Fields, null))
            {
                if (Owner(forms, row, place) is not { } owner) continue;
                var sections = forms[owner]!["sections"]!.AsArray();
                var title = Take(row, CatalogueSheets.Section);
                var at = sections.Index().LastOrDefault(s => JsonNode.DeepEquals(s.Item!["title"], title), (-1, null)).Index;
                if (at < 0)
                {
                    at = sections.Count;
                    var section = new JsonObject { ["title"] = title, ["fields"] = new JsonArray() };
                    if (title is null) section.Remove("title");
                    sections.Add(section);
                    Place($"forms[{At(owner)}].sections[{At(at)}]", place);
                }

                var fields = sections[at]!["fields"]!.AsArray();
                Move(CatalogueSheets.Fields, place, $"forms[{At(owner)}].sections[{At(at)}].fields[{At(fields.Count)}]");
                fields.Add(row);
            }

            foreach (var (place, row) in Rows(CatalogueSheets.Rules, null))
            {
                if (Owner(forms, row, place) is not { } owner) continue;
                var rules = forms[owner]!["rules"]!.AsArray();
                Move(CatalogueSheets.Rules, place, $"forms[{At(owner)}].rules[{At(rules.Count)}]");
                rules.Add(row);
            }

            return forms;
        }

        /// <summary>The form a row belongs to; null when there is none.</summary>
        private int? Owner(JsonArray forms, JsonObject row, string place)
        {
            var (form, version) = (Take(row, CatalogueSheets.OfForm), Take(row, CatalogueSheets.OfVersion));
            var known = false;
            foreach (var (index, one) in forms.Index())
            {
                if (!JsonNode.DeepEquals(one!["code"], form)) continue;
                if (JsonNode.DeepEquals(one["version"], version)) return index;
                known = true;
            }

            Lost.Add(new CatalogueFault($"{place}.{(known ? CatalogueSheets.OfVersion : CatalogueSheets.OfForm)}", new Text(
                $"không có biểu “{form}” phiên bản “{version}” ở trang “{CatalogueSheets.Forms.Name}”",
                $"there is no form “{form}” of version “{version}” on the sheet “{CatalogueSheets.Forms.Name}”")));
            return null;
        }

        private JsonArray Composites()
        {
            var composites = List(CatalogueSheets.Composites);
            foreach (var composite in composites) composite!["groups"] = new JsonArray();
            foreach (var (place, row) in Rows(CatalogueSheets.CompositeParts, null))
            {
                var (code, shared) = (Take(row, CatalogueSheets.OfComposite), Take(row, CatalogueSheets.Group) as JsonObject ?? []);
                var (owner, composite) = composites.Index().FirstOrDefault(c => JsonNode.DeepEquals(c.Item!["code"], code), (-1, null));
                if (composite is null)
                {
                    Lost.Add(new CatalogueFault($"{place}.{CatalogueSheets.OfComposite}", new Text(
                        $"không có điểm tổng hợp “{code}” ở trang “{CatalogueSheets.Composites.Name}”",
                        $"there is no composite “{code}” on the sheet “{CatalogueSheets.Composites.Name}”")));
                    continue;
                }

                // Rows of one group say the same of it; where they do not, there are two groups of one code, and that is the fault.
                var groups = composite["groups"]!.AsArray();
                var at = groups.Index().LastOrDefault(g => IsOf(g.Item!.AsObject(), shared), (-1, null)).Index;
                if (at < 0)
                {
                    at = groups.Count;
                    shared["indicators"] = new JsonArray();
                    groups.Add(shared);
                    PlaceGroup(place, $"composites[{At(owner)}].groups[{At(at)}]");
                }

                var indicators = groups[at]!["indicators"]!.AsArray();
                Move(CatalogueSheets.CompositeParts, place, $"composites[{At(owner)}].groups[{At(at)}].indicators[{At(indicators.Count)}]");
                indicators.Add(row);
            }

            return composites;

            static bool IsOf(JsonObject group, JsonObject shared) =>
                group.Count == shared.Count + 1 && shared.All(p => JsonNode.DeepEquals(group[p.Key], p.Value));

            void PlaceGroup(string from, string to)
            {
                Place(to, _places[from]);
                foreach (var column in CatalogueSheets.CompositeParts.Columns.Where(c => c.Top == CatalogueSheets.Group))
                    Place(to + column.Key[CatalogueSheets.Group.Length..], _places[$"{from}.{column.Key}"]);
            }
        }

        private void Days()
        {
            var lists = new Dictionary<string, JsonArray>(StringComparer.Ordinal) { ["holidays"] = [], ["workingWeekends"] = [] };
            foreach (var (place, row) in Rows(CatalogueSheets.Days, null))
            {
                var kind = row[CatalogueSheets.DayKind]?.ToString();
                if (kind is not (CatalogueSheets.Holiday or CatalogueSheets.WorkingWeekend))
                {
                    Lost.Add(new CatalogueFault($"{place}.{CatalogueSheets.DayKind}", new Text(
                        $"“{kind}” không phải “{CatalogueSheets.Holiday}” hay “{CatalogueSheets.WorkingWeekend}”",
                        $"“{kind}” is neither “{CatalogueSheets.Holiday}” nor “{CatalogueSheets.WorkingWeekend}”")));
                    continue;
                }

                var list = kind == CatalogueSheets.WorkingWeekend ? "workingWeekends" : "holidays";
                Move(CatalogueSheets.Days, place, $"{list}[{At(lists[list].Count)}]");
                lists[list].Add(Take(row, CatalogueSheets.Day));
            }

            Catalogue["holidays"] = lists["holidays"];
            Catalogue["workingWeekends"] = lists["workingWeekends"];
        }

        /// <summary>Each row as an object, with the path its cells are known by: that of the list, or one of its own until it is known where the row belongs.</summary>
        private IEnumerable<(string Place, JsonObject Row)> Rows(CatalogueSheet list, string? path)
        {
            var sheet = _reader.Sheets.FirstOrDefault(s => string.Equals(s.Name.Trim().Normalize(), list.Name.Normalize(), StringComparison.OrdinalIgnoreCase));
            if (sheet is null)
            {
                Missing.Add($"“{list.Name}”");
                yield break;
            }

            var rows = _reader.Rows(sheet);
            var head = rows.FirstOrDefault(r => r.Cells.Count(c => list.Columns.Any(k => k.Key == c.Text.Trim())) * 2 > list.Columns.Length);
            if (head is null)
            {
                Missing.Add($"“{list.Name}” ({string.Join(", ", list.Columns.Take(3).Select(c => c.Key))}, …)");
                yield break;
            }

            var columns = head.Cells.Select(c => (c.Column, Known: list.Columns.FirstOrDefault(k => k.Key == c.Text.Trim()))).Where(c => c.Known is not null).ToArray();
            // A column that was lost would lose what stood in it without a word.
            if (list.Columns.Where(k => columns.All(c => c.Known != k)).Select(k => k.Key).ToArray() is { Length: > 0 } lost)
            {
                Missing.Add($"“{list.Name}” ({string.Join(", ", lost)})");
                yield break;
            }

            if (rows.Length > MostRows) throw XlsxRefusedException.TooLarge("#rows", list.Name, MostRows);
            var count = 0;
            foreach (var row in rows.Where(r => r.Number > head.Number))
            {
                if (columns.All(c => row[c.Column].Length == 0)) continue;
                var place = path switch { null => $"{list.Name}!{At(row.Number)}", "" => "", _ => $"{path}[{At(count)}]" };
                count++;
                var made = new JsonObject();
                if (place.Length > 0) Place(place, $"{list.Name}!{XlsxAddress.Of(row.Number, columns[0].Column)}");
                foreach (var (column, known) in columns)
                {
                    Place(place.Length == 0 ? known!.Key : $"{place}.{known!.Key}", $"{list.Name}!{XlsxAddress.Of(row.Number, column)}");
                    Put(made, known, row[column].Trim());
                }

                yield return (place, made);
            }
        }

        private static void Put(JsonObject row, CatalogueColumn column, string text)
        {
            var parts = column.Key.Split('.');
            if (text.Length == 0)
            {
                if (column.Empty == EmptyCell.NoWords) row[column.Key] = new JsonArray();
                else if (column.Empty == EmptyCell.Null && !row.ContainsKey(column.Top)) row[column.Top] = null;
                return;
            }

            var holder = row;
            foreach (var part in parts[..^1])
            {
                if (holder[part] is not JsonObject inner) holder[part] = inner = [];
                holder = inner;
            }

            holder[parts[^1]] = column.Holds switch
            {
                CatalogueCell.Words => new JsonArray([.. text.Split(['|', '\n', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(w => (JsonNode)w)]),
                CatalogueCell.Whole when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
                CatalogueCell.YesNo when YesNo(text) is { } said => said,
                CatalogueCell.Day when DateOnly.TryParseExact(text, ["d/M/yyyy", "d-M-yyyy", "d.M.yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) =>
                    day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                // What does not fit is told by the schema, with its place.
                _ => text,
            };
        }

        private static bool? YesNo(string text) => VietnameseText.Fold(text) switch
        {
            "true" or "co" or "yes" or "x" or "1" => true,
            "false" or "khong" or "no" or "0" => false,
            _ => null,
        };

        private static JsonNode? Take(JsonObject row, string property)
        {
            var value = row[property];
            row.Remove(property);
            return value;
        }

        private void Place(string path, string cell) => _places[path] = cell;

        /// <summary>A row that has found where it belongs is known by that from now on.</summary>
        private void Move(CatalogueSheet sheet, string from, string to)
        {
            _places[to] = _places[from];
            foreach (var column in sheet.Columns)
            {
                if (_places.TryGetValue($"{from}.{column.Key}", out var cell)) _places[$"{to}.{column.Key}"] = cell;
            }
        }

        private static string At(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
