using System.CommandLine;
using Kpi.Domain;
using Kpi.Hosting;

namespace Kpi.Cli;

/// <summary>The options that every verb understands.</summary>
public sealed class GlobalOptions
{
    public GlobalOptions(Language language)
    {
        Data = new("--data")
        {
            Description = new Text("Thư mục dữ liệu (mặc định ./data)", "Data folder (default ./data)").In(language),
            HelpName = "DIR",
            Recursive = true,
        };
        Connection = new("--connection")
        {
            Description = new Text(
                "Chuỗi kết nối SQL Server; để trống thì dùng SQLite trong thư mục dữ liệu",
                "SQL Server connection string; without one, SQLite in the data folder").In(language),
            HelpName = "S",
            Recursive = true,
        };
        Json = new("--json")
        {
            Description = new Text("In một tài liệu JSON ra đầu ra chuẩn", "Print one JSON document on standard output").In(language),
            Recursive = true,
        };
        Lang = new("--lang")
        {
            Description = new Text("Ngôn ngữ: vi hoặc en", "Language: vi or en").In(language),
            HelpName = "vi|en",
            Recursive = true,
        };
        Lang.AcceptOnlyFromAmong("vi", "en");
    }

    public Option<string?> Data { get; }

    public Option<string?> Connection { get; }

    public Option<bool> Json { get; }

    public Option<string?> Lang { get; }

    public HostSettings Settings(ParseResult parse) => new(parse.GetValue(Data), parse.GetValue(Connection));

    /// <summary>The language asked for, known before parsing, because the help itself is in it.</summary>
    public static Language LanguageOf(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--lang" && i + 1 < args.Count) return Of(args[i + 1]);
            if (args[i].StartsWith("--lang=", StringComparison.Ordinal)) return Of(args[i]["--lang=".Length..]);
        }

        return Language.Vi;

        static Language Of(string text) => text == "en" ? Language.En : Language.Vi;
    }
}
