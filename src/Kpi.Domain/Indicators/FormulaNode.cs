namespace Kpi.Domain.Indicators;

/// <summary>One part of a formula that was read.</summary>
internal abstract class FormulaNode
{
    public virtual bool IsCondition => false;

    public abstract long? Evaluate(in FormulaValues values);

    public abstract T Accept<T>(IFormulaVisitor<T> visitor);

    internal sealed class Constant(long value) : FormulaNode
    {
        public long Value => value;

        public override long? Evaluate(in FormulaValues values) => value;

        public override T Accept<T>(IFormulaVisitor<T> visitor) => visitor.Number(value);
    }

    /// <summary>An element of the return itself: what nearly every formula consists of.</summary>
    internal sealed class OwnValue(Quantity quantity) : FormulaNode
    {
        public int Index { get; } = quantity.Index;

        public override long? Evaluate(in FormulaValues values) => values.Own[Index];

        public override T Accept<T>(IFormulaVisitor<T> visitor) => visitor.Value(quantity);
    }

    internal sealed class OtherValue(Quantity quantity) : FormulaNode
    {
        public override long? Evaluate(in FormulaValues values) => values[quantity];

        public override T Accept<T>(IFormulaVisitor<T> visitor) => visitor.Value(quantity);
    }

    internal sealed class Sum(FormulaNode left, FormulaNode right, int sign) : FormulaNode
    {
        public override long? Evaluate(in FormulaValues values) =>
            left.Evaluate(values) is { } l && right.Evaluate(values) is { } r ? l + (sign * r) : null;

        public override T Accept<T>(IFormulaVisitor<T> visitor) => visitor.Sum(left.Accept(visitor), right.Accept(visitor), sign < 0);
    }

    internal sealed class Times(long factor, FormulaNode inner) : FormulaNode
    {
        public override long? Evaluate(in FormulaValues values) => inner.Evaluate(values) is { } value ? factor * value : null;

        public override T Accept<T>(IFormulaVisitor<T> visitor) => visitor.Times(factor, inner.Accept(visitor));
    }

    internal sealed class Absolute(FormulaNode inner) : FormulaNode
    {
        public override long? Evaluate(in FormulaValues values) => inner.Evaluate(values) is { } value ? Math.Abs(value) : null;

        public override T Accept<T>(IFormulaVisitor<T> visitor) => visitor.Absolute(inner.Accept(visitor));
    }

    internal sealed class Compare(FormulaNode left, FormulaNode right, string sign) : FormulaNode
    {
        private readonly Func<int, bool> _holds = sign switch
        {
            "<=" => c => c <= 0,
            ">=" => c => c >= 0,
            "<>" => c => c != 0,
            "<" => c => c < 0,
            ">" => c => c > 0,
            _ => c => c == 0,
        };

        public override bool IsCondition => true;

        public override long? Evaluate(in FormulaValues values) =>
            left.Evaluate(values) is { } l && right.Evaluate(values) is { } r ? (_holds(l.CompareTo(r)) ? 1 : 0) : null;

        public override T Accept<T>(IFormulaVisitor<T> visitor) => visitor.Compare(left.Accept(visitor), right.Accept(visitor), sign);
    }

    internal sealed class Both(FormulaNode left, FormulaNode right) : FormulaNode
    {
        public override bool IsCondition => true;

        public override long? Evaluate(in FormulaValues values)
        {
            var l = left.Evaluate(values);
            if (l == 0) return 0;
            var r = right.Evaluate(values);
            return r == 0 ? 0 : l is null || r is null ? null : 1;
        }

        public override T Accept<T>(IFormulaVisitor<T> visitor) => visitor.All([.. Chain().Select(part => part.Accept(visitor))]);

        private IEnumerable<FormulaNode> Chain() => (left is Both more ? more.Chain() : [left]).Append(right);
    }

    internal sealed class Either(FormulaNode left, FormulaNode right) : FormulaNode
    {
        public override bool IsCondition => true;

        public override long? Evaluate(in FormulaValues values)
        {
            var l = left.Evaluate(values);
            if (l is { } known && known != 0) return 1;
            var r = right.Evaluate(values);
            return r is { } other && other != 0 ? 1 : l is null || r is null ? null : 0;
        }

        public override T Accept<T>(IFormulaVisitor<T> visitor) => visitor.Any([.. Chain().Select(part => part.Accept(visitor))]);

        private IEnumerable<FormulaNode> Chain() => (left is Either more ? more.Chain() : [left]).Append(right);
    }

    internal sealed class Not(FormulaNode inner) : FormulaNode
    {
        public override bool IsCondition => true;

        public override long? Evaluate(in FormulaValues values) => inner.Evaluate(values) is { } v ? (v == 0 ? 1 : 0) : null;

        public override T Accept<T>(IFormulaVisitor<T> visitor) => visitor.Not(inner.Accept(visitor));
    }

    internal sealed class Given(Quantity quantity) : FormulaNode
    {
        public override bool IsCondition => true;

        public override long? Evaluate(in FormulaValues values) => values[quantity] is not null ? 1 : values.Unfiled ? null : 0;

        public override T Accept<T>(IFormulaVisitor<T> visitor) => visitor.Given(quantity);
    }
}
