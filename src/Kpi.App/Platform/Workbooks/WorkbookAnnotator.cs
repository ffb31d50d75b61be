using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Kpi.Domain.Returns;

namespace Kpi.App.Platform.Workbooks;

/// <summary>How bad a mark says it is.</summary>
public enum MarkTone
{
    Error,
    Warning,
}

/// <summary>A cell to be marked, and what its note says.</summary>
public sealed record CellMark(string Sheet, string Cell, MarkTone Tone, string Note);

/// <summary>
/// Marks cells in somebody else's workbook and puts a sheet before all others, by editing the package: parts that need no change keep their
/// bytes, packed as they are, and within a changed part everything but the change keeps its bytes too. What a former marking left is taken
/// off first, so that marks do not pile up. Nothing is computed, and no text becomes a formula.
/// </summary>
public sealed class WorkbookAnnotator
{
    private const string Transitional = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string StrictRelations = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", StrictMain = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    private const string Types = "[Content_Types].xml", Spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    // A name of the workbook follows its sheet through every program, whatever the sheet is called meanwhile.
    internal const string FrontName = "kpi_findings";

    private const int MostRemembered = 2_000;
    private static readonly string[] BehindNames =
        ["calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"];

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly CancellationToken _token;
    private readonly XlsxPackage _package;
    private readonly FrontSheet _front;
    private readonly Dictionary<string, byte[]?> _changes = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Part, string Type)> _newTypes = [];
    private readonly string _book, _space, _relations;
    private readonly XmlSplice _bookXml;
    private readonly List<SheetTag> _sheets = [];
    private bool _newShapes;

    private WorkbookAnnotator(ReadOnlyMemory<byte> bytes, FrontSheet front, CancellationToken token)
    {
        (_bytes, _front, _token) = (bytes, front, token);
        _package = new XlsxPackage(bytes, XlsxLimits.Default, token);
        _book = _package.Relationships("").FirstOrDefault(r => r.Type == "officeDocument").Target ?? throw XlsxRefusedException.NotAWorkbook("#other-archive");
        _bookXml = new XmlSplice(_package.Text(_book));
        var strict = _bookXml.Original.AsSpan().IndexOf(Encoding.UTF8.GetBytes(StrictMain)) >= 0;
        (_space, _relations) = strict ? (StrictMain, StrictRelations) : (Main, Transitional);
    }

    /// <summary>The workbook with its marks, or why that cannot be: a code and arguments of the finding texts.</summary>
    public static AnnotatedBytes Annotate(ReadOnlyMemory<byte> workbook, FrontSheet front, IReadOnlyCollection<CellMark> marks, CancellationToken token)
    {
        try
        {
            return new AnnotatedBytes(new WorkbookAnnotator(workbook, front, token).Annotate(marks), null, []);
        }
        catch (XlsxRefusedException refusal)
        {
            return new AnnotatedBytes(null, refusal.Code, refusal.Arguments);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException))
        {
            return new AnnotatedBytes(null, RefusalReasons.Damaged, ["#cut-short"]);
        }
    }

    /// <summary>Whether a sheet has a name, or the one that was given to it where another had the name already.</summary>
    public static bool IsNamed(string sheet, string name) =>
        sheet.StartsWith(name, StringComparison.Ordinal)
        && (sheet.Length == name.Length
            || (sheet.AsSpan(name.Length) is [' ', '(', .. var number, ')'] && number.Length is > 0 and < 4 && !number.ContainsAnyExceptInRange('0', '9')));

    /// <summary>A workbook of the sheet alone, for a file that cannot be opened.</summary>
    public static byte[] Alone(FrontSheet front)
    {
        var styles = new StyleSheet(null, Main);
        var sheet = front.ToXml(Main, styles, [], new HashSet<string>());
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(Types,
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Spreadsheet}sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{Spreadsheet}styles+xml\"/>"
                + $"<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{Spreadsheet}worksheet+xml\"/></Types>");
            Add("_rels/.rels", $"<Relationships xmlns=\"{PackageRelations}\"><Relationship Id=\"rId1\" Type=\"{Transitional}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
            Add("xl/workbook.xml",
                $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Transitional}\"><bookViews><workbookView/></bookViews><sheets><sheet name=\"{XmlSplice.Escape(front.Name)}\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
            Add("xl/_rels/workbook.xml.rels",
                $"<Relationships xmlns=\"{PackageRelations}\"><Relationship Id=\"rId1\" Type=\"{Transitional}/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                + $"<Relationship Id=\"rId2\" Type=\"{Transitional}/styles\" Target=\"styles.xml\"/></Relationships>");
            Add("xl/worksheets/sheet1.xml", sheet);
            Add("xl/styles.xml", Encoding.UTF8.GetString(styles.ToBytes()!));

            void Add(string name, string text)
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
                entry.LastWriteTime = XlsxPatcher.Epoch;
                using var stream = entry.Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return file.ToArray();
    }

    private const string PackageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";

    private byte[] Annotate(IReadOnlyCollection<CellMark> marks)
    {
        var parts = _package.Relationships(_book);
        ReadSheets(parts);
        var former = Former();
        var stylesPart = parts.FirstOrDefault(p => p.Type == "styles").Target;
        var styles = new StyleSheet(stylesPart is not null && _package.Has(stylesPart) ? _package.Text(stylesPart) : null, _space);
        var under = former is null ? [] : Remembered(former);
        var memory = new List<(string Place, string Fill)>();
        var wanted = marks.ToLookup(m => m.Sheet, StringComparer.OrdinalIgnoreCase);
        foreach (var sheet in _sheets.Where(s => s != former).DistinctBy(s => s.Part, StringComparer.OrdinalIgnoreCase))
        {
            _token.ThrowIfCancellationRequested();
            EditSheet(sheet, wanted[sheet.Name], styles, under, memory);
        }

        var frontPart = Free("xl/worksheets/kpi-findings", ".xml");
        var names = _sheets.Where(s => s != former).Select(s => s.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var name = _front.Name;
        for (var i = 2; names.Contains(name); i++) name = string.Create(CultureInfo.InvariantCulture, $"{_front.Name[..Math.Min(_front.Name.Length, 26)]} ({i})");
        _changes[frontPart] = Encoding.UTF8.GetBytes(_front.ToXml(_space, styles, memory, names));
        _newTypes.Add((frontPart, Spreadsheet + "worksheet+xml"));
        var stylesBytes = styles.ToBytes();
        var newStyles = stylesPart is null || !_package.Has(stylesPart);
        if (newStyles) stylesPart = Free("xl/kpi-styles", ".xml");
        if (stylesBytes is not null) _changes[stylesPart!] = stylesBytes;
        if (newStyles) _newTypes.Add((stylesPart!, Spreadsheet + "styles+xml"));

        var frontId = EditRelationships(_book, former?.Id, [("worksheet", frontPart), .. newStyles ? [("styles", stylesPart!)] : Array.Empty<(string, string)>()])[0];
        EditBook(former, name, frontId);
        if (former is not null && _sheets.Count(s => string.Equals(s.Part, former.Part, StringComparison.OrdinalIgnoreCase)) == 1)
        {
            _changes.TryAdd(former.Part, null);
            _changes.TryAdd(RelationshipsOf(former.Part), null);
        }

        EditTypes(former);
        return ZipSplicer.Write(_bytes.Span, _package.Entries, _changes);
    }

    private void ReadSheets(List<(string Id, string Type, string? Target)> parts)
    {
        var cursor = new XmlCursor(_bookXml.Original);
        var inside = false;
        while (cursor.Read())
        {
            if (cursor.Local.SequenceEqual("sheets"u8) && cursor.Token != XmlToken.Text) inside = cursor.Token == XmlToken.Start;
            if (!inside || !cursor.IsStart("sheet"u8)) continue;
            var id = cursor.Attribute("id"u8, prefixed: true);
            var part = parts.Find(p => p.Id == id && id is not null);
            if (part.Target is null || !_package.Has(part.Target)) throw XlsxRefusedException.Damaged("workbook: sheet");
            _ = int.TryParse(cursor.Attribute("sheetId"u8), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            // A sheet closed by an end tag of its own is rare, and legal.
            var end = cursor.End;
            var (start, name) = (cursor.Start, cursor.Attribute("name"u8) ?? "");
            if (!cursor.IsEmpty)
            {
                while (cursor.Read() && !cursor.IsEnd("sheet"u8))
                {
                }

                end = cursor.End;
            }

            _sheets.Add(new SheetTag(name, id!, part.Target, part.Type == "worksheet", number, start..end));
            if (_sheets.Count > XlsxLimits.Default.Sheets) throw XlsxRefusedException.TooLarge("#sheets", XlsxLimits.Default.Sheets);
        }

        if (_sheets.Count == 0) throw XlsxRefusedException.Damaged(_book);
    }

    /// <summary>The sheet that an earlier marking put in front; null when there is none.</summary>
    private SheetTag? Former()
    {
        var cursor = new XmlCursor(_bookXml.Original);
        while (cursor.Read())
        {
            if (!cursor.IsStart("definedName"u8) || cursor.IsEmpty || cursor.Attribute("name"u8) != FrontName) continue;
            if (!cursor.Read() || cursor.Token != XmlToken.Text || !XlsxAddress.TryReadReference(cursor.Text(), out var sheet, out _, out _)) continue;
            if (_sheets.Find(s => s.IsWorksheet && string.Equals(s.Name, sheet, StringComparison.OrdinalIgnoreCase)) is { } named && _sheets.Count > 1) return named;
        }

        // Without the name, only a sheet that says of itself that it is ours: people call sheets of their own so, too.
        return _sheets.Count > 1 ? _sheets.Find(s => s.IsWorksheet && IsNamed(s.Name, _front.Name) && IsTitled(s)) : null;
    }

    private bool IsTitled(SheetTag sheet) =>
        Rows(sheet, static (row, column) => row == 1 && column == 1) is [var first] && (_front.Titles.Contains(first[1]) || (_front.Rows is [{ Cells: [var title, ..] }, ..] && title.Text == first[1]));

    private ImmutableArray<XlsxRow> Rows(SheetTag sheet, Func<int, int, bool> wants)
    {
        using var reader = new XlsxReader(_bytes, XlsxLimits.Default, _token);
        return reader.Sheets.FirstOrDefault(s => s.Name == sheet.Name) is { } found ? reader.Rows(found, wants) : [];
    }

    /// <summary>The fills that lay under former marks, by sheet and cell. They are a stranger's text; <see cref="StyleSheet"/> takes only its own words.</summary>
    private Dictionary<string, string> Remembered(SheetTag former)
    {
        int placeColumn = _front.Widths.Length + 1, fillColumn = _front.Widths.Length + 2;
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in Rows(former, (row, column) => row <= MostRemembered && (column == placeColumn || column == fillColumn)))
        {
            var (place, fill) = (row[placeColumn], row[fillColumn]);
            if (place.Length > 0 && fill.Length > 0) found.TryAdd(place, fill);
        }

        return found;
    }

    private void EditSheet(SheetTag sheet, IEnumerable<CellMark> marks, StyleSheet styles, Dictionary<string, string> under, List<(string Place, string Fill)> memory)
    {
        var xml = new XmlSplice(_package.Text(sheet.Part));
        SheetMarker.Deselect(xml);
        var notes = new Dictionary<(int Row, int Column), string>();
        var tones = new Dictionary<(int Row, int Column), MarkTone>();
        foreach (var mark in sheet.IsWorksheet ? marks : [])
        {
            if (!XlsxAddress.TryRead(mark.Cell, out var row, out var column) || row > XlsxLimits.Default.Rows || column > XlsxLimits.Default.Columns) continue;
            notes[(row, column)] = notes.TryGetValue((row, column), out var before) ? before + "\n\n" + mark.Note : mark.Note;
            tones[(row, column)] = tones.GetValueOrDefault((row, column), mark.Tone) == MarkTone.Error ? MarkTone.Error : mark.Tone;
        }

        if (sheet.IsWorksheet && (tones.Count > 0 || styles.AnyMarked))
        {
            // A row put in since then moves the cells; then what most of the sheet's marked cells had is the best guess.
            var usual = under.Where(p => p.Key.StartsWith(sheet.Name + "!", StringComparison.Ordinal)).GroupBy(p => p.Value).MaxBy(g => g.Count())?.Key ?? "";
            SheetMarker.Restyle(xml, tones.Keys.ToHashSet(), Restyled, styles.AnyMarked);

            int Restyled(int row, int column, int style)
            {
                var place = $"{sheet.Name}!{XlsxAddress.Of(row, column)}";
                if (styles.IsMarked(style)) style = styles.WithFill(style, under.GetValueOrDefault(place, usual));
                if (!tones.TryGetValue((row, column), out var tone)) return style;
                memory.Add((place, styles.Fill(style)));
                return styles.Marked(style, tone);
            }
        }

        if (sheet.IsWorksheet) EditNotes(sheet, xml, notes);
        if (!xml.IsEmpty) _changes[sheet.Part] = xml.ToArray();
    }

    private void EditNotes(SheetTag sheet, XmlSplice xml, Dictionary<(int Row, int Column), string> notes)
    {
        var relations = _package.Relationships(sheet.Part);
        var part = relations.FirstOrDefault(r => r.Type == "comments").Target;
        var held = part is not null && _package.Has(part) ? _package.Text(part) : null;
        if (notes.Count == 0 && (held is null || !SheetNotes.HoldsOurs(held))) return;

        var added = new List<(string Type, string Part)>();
        if (held is null)
        {
            part = Free("xl/kpi-comments", ".xml");
            added.Add(("comments", part));
            _newTypes.Add((part, Spreadsheet + "comments+xml"));
        }

        _changes[part!] = SheetNotes.Edit(held ?? SheetNotes.NoNotes(_space), notes, out var gone, out var came);
        var shapesId = SheetMarker.ShapesOf(xml);
        var shapes = relations.Find(r => r.Id == shapesId && shapesId is not null).Target;
        var drawn = shapes is not null && _package.Has(shapes) ? _package.Bytes(shapes) : null;
        if (drawn is null)
        {
            if (notes.Count == 0) return;
            shapes = Free("xl/drawings/kpi-notes", ".vml");
            added.Add(("vmlDrawing", shapes));
            _newShapes = true;
        }

        // Some programs keep the notes and drop their shapes.
        if (drawn is null) (gone, came) = ([], [.. notes.Keys.Order()]);
        _changes[shapes!] = SheetNotes.EditShapes(drawn ?? SheetNotes.NoShapes(), gone, notes, came);
        if (added.Count == 0) return;
        var ids = EditRelationships(sheet.Part, null, added);
        if (drawn is null && shapesId is null) SheetMarker.TieShapes(xml, ids[^1], _relations);
    }

    /// <summary>Adds relationships to a part, whose ids it gives back, and takes one away.</summary>
    private List<string> EditRelationships(string owner, string? gone, IReadOnlyList<(string Type, string Part)> added)
    {
        var path = RelationshipsOf(owner);
        var bytes = _package.Has(path) ? _package.Text(path) : Encoding.UTF8.GetBytes($"<Relationships xmlns=\"{PackageRelations}\"></Relationships>");
        var xml = new XmlSplice(bytes);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var cursor = new XmlCursor(bytes);
        var (prefix, start) = ("", default(Range));
        int? end = null;
        while (cursor.Read())
        {
            if (cursor.IsStart("Relationships"u8)) (prefix, start) = (cursor.Prefix, cursor.Start..cursor.End);
            else if (cursor.IsEnd("Relationships"u8)) end = cursor.Start;
            else if (cursor.IsStart("Relationship"u8) && cursor.Attribute("Id"u8) is { } id)
            {
                used.Add(id);
                if (id == gone && cursor.IsEmpty) xml.Remove(cursor.Start..cursor.End);
            }
        }

        var ids = new List<string>();
        var text = new StringBuilder();
        foreach (var (type, part) in added)
        {
            var number = 1;
            while (!used.Add(string.Create(CultureInfo.InvariantCulture, $"rIdKpi{number}"))) number++;
            ids.Add(string.Create(CultureInfo.InvariantCulture, $"rIdKpi{number}"));
            text.Append(CultureInfo.InvariantCulture, $"<{prefix}Relationship Id=\"{ids[^1]}\" Type=\"{_relations}/{type}\" Target=\"/{XmlSplice.Escape(part)}\"/>");
        }

        xml.Append(start, prefix + "Relationships", end, text.ToString());
        _changes[path] = xml.ToArray();
        return ids;
    }

    private void EditBook(SheetTag? former, string name, string frontId)
    {
        var gone = former is null ? -1 : _sheets.IndexOf(former);
        var cursor = new XmlCursor(_bookXml.Original);
        var (prefix, namesName, namesStart, sheetsAt) = ("", "", default(Range), -1);
        int? namesEnd = null, behind = null;
        bool views = false, viewed = false;
        while (cursor.Read())
        {
            if (cursor.Token == XmlToken.Text) continue;
            var level = cursor.Token == XmlToken.Start && !cursor.IsEmpty ? cursor.Depth : cursor.Depth + 1;
            if (level == 1 && cursor.Token == XmlToken.Start) prefix = cursor.Prefix;
            else if (level == 1) behind ??= cursor.Start;
            else if (cursor.IsStart("bookViews"u8)) views = true;
            else if (cursor.IsStart("workbookView"u8) && !viewed)
            {
                viewed = true;
                // The first sheet is shown: it says what to do.
                if (cursor.Find("activeTab"u8, false, out var tab, out _)) _bookXml.Replace(tab, "0");
                if (cursor.Find("firstSheet"u8, false, out var first, out _)) _bookXml.Replace(first, "0");
            }
            else if (cursor.IsStart("sheets"u8))
            {
                if (!views) _bookXml.Insert(cursor.Start, $"<{prefix}bookViews><{prefix}workbookView/></{prefix}bookViews>");
                sheetsAt = cursor.End;
            }
            else if (cursor.IsStart("definedNames"u8)) (namesName, namesStart) = (cursor.Prefix + "definedNames", cursor.Start..cursor.End);
            else if (cursor.IsEnd("definedNames"u8)) namesEnd = cursor.Start;
            else if (cursor.IsStart("definedName"u8)) EditName(ref cursor, gone);
            else if (level == 2 && cursor.Token == XmlToken.Start && Array.IndexOf(BehindNames, Encoding.UTF8.GetString(cursor.Local)) >= 0) behind ??= cursor.Start;
        }

        var number = _sheets.Max(s => s.Number) + 1;
        _bookXml.Insert(sheetsAt,
            $"<{prefix}sheet name=\"{XmlSplice.Escape(name)}\" sheetId=\"{number.ToString(CultureInfo.InvariantCulture)}\" xmlns:kpi=\"{_relations}\" kpi:id=\"{frontId}\"/>");
        if (former is not null) _bookXml.Remove(former.Tag);
        var ours = $"<{prefix}definedName name=\"{FrontName}\">'{XmlSplice.Escape(name.Replace("'", "''", StringComparison.Ordinal))}'!$A$1</{prefix}definedName>";
        if (namesName.Length > 0) _bookXml.Append(namesStart, namesName, namesEnd, ours);
        else _bookXml.Insert(behind!.Value, $"<{prefix}definedNames>{ours}</{prefix}definedNames>");
        _changes[_book] = _bookXml.ToArray();
    }

    /// <summary>Names that belong to a sheet count the sheets from the first; there is a new first one.</summary>
    private void EditName(ref XmlCursor cursor, int gone)
    {
        var start = cursor.Start;
        var drop = cursor.Attribute("name"u8) == FrontName;
        if (cursor.Find("localSheetId"u8, false, out var at, out _)
            && int.TryParse(_bookXml.Original.AsSpan()[at], NumberStyles.None, CultureInfo.InvariantCulture, out var sheet))
        {
            drop |= sheet == gone;
            if (!drop) _bookXml.Replace(at, (gone >= 0 && sheet > gone ? sheet : sheet + 1).ToString(CultureInfo.InvariantCulture));
        }

        if (!drop) return;
        while (!cursor.IsEmpty && !cursor.IsEnd("definedName"u8) && cursor.Read())
        {
        }

        _bookXml.Remove(start..cursor.End);
    }

    private void EditTypes(SheetTag? former)
    {
        var xml = new XmlSplice(_package.Text(Types));
        var cursor = new XmlCursor(xml.Original);
        var (prefix, start) = ("", default(Range));
        int? end = null;
        var shapes = false;
        while (cursor.Read())
        {
            if (cursor.IsStart("Types"u8)) (prefix, start) = (cursor.Prefix, cursor.Start..cursor.End);
            else if (cursor.IsEnd("Types"u8)) end = cursor.Start;
            else if (cursor.IsStart("Default"u8)) shapes |= string.Equals(cursor.Attribute("Extension"u8), "vml", StringComparison.OrdinalIgnoreCase);
            else if (cursor.IsStart("Override"u8) && cursor.IsEmpty && former is not null && _changes.TryGetValue(former.Part, out var change) && change is null
                && string.Equals(cursor.Attribute("PartName"u8), "/" + former.Part, StringComparison.OrdinalIgnoreCase))
            {
                xml.Remove(cursor.Start..cursor.End);
            }
        }

        var added = new StringBuilder();
        if (_newShapes && !shapes)
            xml.Insert(start.End.Value, $"<{prefix}Default Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>");
        foreach (var (part, type) in _newTypes) added.Append(CultureInfo.InvariantCulture, $"<{prefix}Override PartName=\"/{XmlSplice.Escape(part)}\" ContentType=\"{type}\"/>");
        xml.Append(start, prefix + "Types", end, added.ToString());
        _changes[Types] = xml.ToArray();
    }

    /// <summary>A name for a new part that no part has. Two that follow each other differ, for a change is noted under it at once or its type is.</summary>
    private string Free(string stem, string extension)
    {
        for (var i = 1; ; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{stem}{i}{extension}");
            if (!_package.Has(name) && _changes.TryAdd(name, null)) return name;
        }
    }

    private static string RelationshipsOf(string part)
    {
        var slash = part.LastIndexOf('/') + 1;
        return $"{part[..slash]}_rels/{part[slash..]}.rels";
    }

    private sealed record SheetTag(string Name, string Id, string Part, bool IsWorksheet, int Number, Range Tag);
}

/// <summary>A marked workbook, or why it could not be made.</summary>
/// <param name="Bytes">The workbook; null when it could not be made.</param>
/// <param name="Fault">Code of the finding texts; null when it could.</param>
/// <param name="Arguments">What the text is filled with.</param>
public sealed record AnnotatedBytes(byte[]? Bytes, string? Fault, ImmutableArray<string> Arguments);
