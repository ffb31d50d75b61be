using System.Reflection;
using System.Text.RegularExpressions;

namespace Kpi.App.Tests.Storage;

/// <summary>One statement of the program: a public constant of a nested class named <c>Sql</c>. Private ones are parts of others.</summary>
internal sealed partial record Statement(string Name, string Text)
{
    public static IReadOnlyList<Statement> Of(Assembly assembly) =>
    [
        .. from type in assembly.GetTypes()
           where type is { IsNested: true, Name: "Sql" }
           from field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly)
           where field.IsLiteral && !field.IsPrivate && field.FieldType == typeof(string)
           let store = type.DeclaringType!
           orderby store.FullName, field.Name
           select new Statement($"{store.Name}.{field.Name}", (string)field.GetRawConstantValue()!),
    ];

    /// <summary>The text as the database gets it: lists written out as Dapper does, and the page clause where the caller appends one.</summary>
    public IEnumerable<string> AsSent(string page)
    {
        var text = List().Replace(Text.TrimEnd(), "IN ($1_1, $1_2)");
        yield return text;
        if (OrderAtEnd().IsMatch(text)) yield return $"{text} {page}";
    }

    public static IEnumerable<string> Parameters(string text) =>
        Parameter().Matches(text).Select(match => match.Value).Distinct(StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"\bIN\s+(@\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex List();

    [GeneratedRegex(@"\bORDER\s+BY\s+(?:(?!OFFSET)[^()])+$", RegexOptions.IgnoreCase)]
    private static partial Regex OrderAtEnd();

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameter();
}
