using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Kpi.App.Tests.Storage;

/// <summary>The T-SQL of SQL Server 2019, the oldest served, as its own parser sees it.</summary>
internal static class TSql
{
    /// <summary>What both databases know and mean the same by. Anything else is refused until somebody has looked at it on both.</summary>
    private static readonly HashSet<string> Functions = new(
        ["COUNT", "SUM", "MIN", "MAX", "ROW_NUMBER", "SUBSTRING", "UPPER", "LOWER"], StringComparer.OrdinalIgnoreCase);

    public static TSqlScript Parse(string text)
    {
        var script = new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(text), out var errors);
        return errors.Count == 0
            ? (TSqlScript)script
            : throw new FormatException(string.Join("; ", errors.Select(error => string.Create(CultureInfo.InvariantCulture, $"line {error.Line}: {error.Message}"))));
    }

    public static string Write(TSqlFragment fragment)
    {
        new Sql150ScriptGenerator().GenerateScript(fragment, out var text);
        return text.Trim();
    }

    /// <summary>What in this statement is outside the subset that both databases share.</summary>
    public static IReadOnlyList<string> OutsideSubset(string text)
    {
        try
        {
            var script = Parse(text);
            var visitor = new SubsetVisitor();
            script.Accept(visitor);
            if (script.ScriptTokenStream.Any(token => token.TokenType == TSqlTokenType.Concat)) visitor.Found.Add("|| joins nothing before SQL Server 2025");
            return visitor.Found;
        }
        catch (FormatException error)
        {
            return [error.Message];
        }
    }

    private sealed class SubsetVisitor : TSqlFragmentVisitor
    {
        public List<string> Found { get; } = [];

        public override void Visit(FunctionCall node)
        {
            if (!Functions.Contains(node.FunctionName.Value)) Found.Add($"function {node.FunctionName.Value}");
        }

        public override void Visit(ParameterlessCall node) => Found.Add($"function {node.ParameterlessCallType}: time and people are parameters");

        public override void Visit(GlobalVariableExpression node) => Found.Add($"variable {node.Name}");

        public override void Visit(LeftFunctionCall node) => Found.Add("function LEFT");

        public override void Visit(RightFunctionCall node) => Found.Add("function RIGHT");

        public override void Visit(ConvertCall node) => Found.Add("function CONVERT");

        public override void Visit(TryConvertCall node) => Found.Add("function TRY_CONVERT");

        public override void Visit(TryCastCall node) => Found.Add("function TRY_CAST");

        public override void Visit(ParseCall node) => Found.Add("function PARSE");

        public override void Visit(CastCall node)
        {
            if (node.DataType is not SqlDataTypeReference { SqlDataTypeOption: SqlDataTypeOption.BigInt or SqlDataTypeOption.Int }) Found.Add("CAST to other than whole numbers");
        }

        public override void Visit(SchemaObjectName node)
        {
            if (node.Identifiers.Count > 1) Found.Add($"schema prefix in {Write(node)}");
        }

        public override void Visit(TopRowFilter node) => Found.Add("TOP: append the dialect's page");

        public override void Visit(OutputClause node) => Found.Add("OUTPUT");

        public override void Visit(OutputIntoClause node) => Found.Add("OUTPUT");

        public override void Visit(MergeSpecification node) => Found.Add("MERGE");

        public override void Visit(TableHint node) => Found.Add($"hint {node.HintKind}");

        public override void Visit(OptimizerHint node) => Found.Add($"hint {node.HintKind}");

        public override void Visit(StringLiteral node)
        {
            if (node.IsNational) Found.Add("N before a text");
        }

        public override void Visit(BinaryExpression node)
        {
            if (node.BinaryExpressionType == BinaryExpressionType.Add && (node.FirstExpression is StringLiteral || node.SecondExpression is StringLiteral))
            {
                Found.Add("+ on texts adds numbers in SQLite");
            }
        }
    }
}
