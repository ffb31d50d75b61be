using System.Globalization;
using System.Text.RegularExpressions;
using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Returns;

/// <summary>Executes the examples of docs/validation.md.</summary>
[Parallelizable(ParallelScope.All)]
public sealed partial class ValidationDocumentTests
{
    [TestCaseSource(nameof(Examples))]
    public void Example_comes_out_as_printed(string example)
    {
        var page = new Page();
        foreach (var line in example.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) page.Execute(line);
        page.Checks.Should().BePositive("an example without a result proves nothing");
    }

    [Test]
    public void The_page_has_examples() => Examples().Should().HaveCountGreaterThan(10);

    private static IEnumerable<TestCaseData> Examples() => ExampleBlock().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "validation.md")))
        .Select((m, i) => new TestCaseData(m.Groups[1].Value).SetArgDisplayNames($"example {i + 1}"));

    [GeneratedRegex("```example\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ExampleBlock();

    [GeneratedRegex("^rule ([a-z]+)(?: from (.+?)(?:, until ([0-9-]+))?)?: (.+)$")]
    private static partial Regex RuleLine();

    [GeneratedRegex("^(last|now) (\\S+): (.+)$")]
    private static partial Regex ReturnLine();

    [GeneratedRegex("^within ([a-z]+): ([0-9]+) from ([0-9]+) of ([0-9]+)$")]
    private static partial Regex WithinLine();

    [GeneratedRegex("^stage (\\S+) -> (.+)$")]
    private static partial Regex StageLine();

    [GeneratedRegex("^percentage (.+) of ([0-9]+) / ([0-9]+) -> (agrees|disagrees)$")]
    private static partial Regex PercentageLine();

    [GeneratedRegex("^([a-z]+) -> (passes|undecided|broken)(?: \\((.+)\\))?$")]
    private static partial Regex ResultLine();

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed class Page
    {
        private readonly List<string> _elements = [];
        private readonly Dictionary<string, FormRule> _rules = new(StringComparer.Ordinal);
        private readonly WithinSum?[] _within = new WithinSum?[20];
        private Period? _period;
        private long?[] _own = new long?[20];
        private PastReturn? _last;

        public int Checks { get; private set; }

        public void Execute(string line)
        {
            if (RuleLine().Match(line) is { Success: true } r) _rules[r.Groups[1].Value] = Rule(r.Groups[1].Value, r.Groups[4].Value, r.Groups[2].Value, r.Groups[3].Value);
            else if (ReturnLine().Match(line) is { Success: true } filed)
            {
                var values = Values(filed.Groups[3].Value);
                var period = Period.Parse(filed.Groups[2].Value);
                if (filed.Groups[1].Value == "last") _last = new PastReturn(period, [.. values]);
                else (_period, _own) = (period, values);
            }
            else if (WithinLine().Match(line) is { Success: true } w)
                _within[IndexOf(w.Groups[1].Value)] = new WithinSum(Number(w.Groups[2].Value), (int)Number(w.Groups[3].Value), (int)Number(w.Groups[4].Value));
            else if (StageLine().Match(line) is { Success: true } s)
                Check($"{_rules.Values.Single().StageOn(Period.Parse(s.Groups[1].Value).LastDay)}".ToLowerInvariant(), s.Groups[2].Value.Replace("none", "", StringComparison.Ordinal));
            else if (PercentageLine().Match(line) is { Success: true } p)
            {
                var agrees = PercentageText.Agrees(PercentageText.Read(p.Groups[1].Value, share: false)!.Value, Number(p.Groups[2].Value), Number(p.Groups[3].Value));
                Check(agrees ? "agrees" : "disagrees", p.Groups[4].Value);
            }
            else if (ResultLine().Match(line) is { Success: true } result)
            {
                var values = RuleCheck.Over(_own, _period, new ReturnBackground(_last) { Within = [.. _within] });
                var rule = _rules[result.Groups[1].Value];
                Check(rule.Check.Evaluate(values) switch { null => "undecided", 0 => "broken", _ => "passes" }, result.Groups[2].Value);
                if (result.Groups[3].Success) Check(string.Join(", ", RuleCheck.Arguments(rule, values)), result.Groups[3].Value);
            }
            else Assert.Fail($"This line of the example is not understood: {line}");
        }

        private void Check(string what, string expected)
        {
            what.Should().Be(expected);
            Checks++;
        }

        private FormRule Rule(string code, string check, string stages, string until) => new(
            code, Formula.Parse(check, IndexOf).Value, new Text("", ""),
            stages.Length == 0
                ? [new StageStart(RuleStage.Block, DateOnly.MinValue)]
                : [.. stages.Split(", ").Select(s => s.Split(' ')).Select(s => new StageStart(Enum.Parse<RuleStage>(s[1], ignoreCase: true), Day(s[0])))])
        {
            ValidTo = until.Length == 0 ? null : Day(until),
        };

        private long?[] Values(string text)
        {
            var values = new long?[20];
            foreach (var pair in text.Split(", ").Select(v => v.Split(' '))) values[IndexOf(pair[0])] = Number(pair[1]);
            return values;
        }

        /// <summary>Elements come into being where they are first named; the words of the language stay words.</summary>
        private int IndexOf(string code)
        {
            if (code is "month" or "months_since_last") return -1;
            if (!_elements.Contains(code)) _elements.Add(code);
            return _elements.IndexOf(code);
        }
    }
}
