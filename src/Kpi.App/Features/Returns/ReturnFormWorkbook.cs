using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Returns;

/// <summary>Issues the Excel form that a unit fills in.</summary>
public static class ReturnFormWorkbook
{
    /// <summary>A blank form for one unit and period. The same arguments give the same bytes.</summary>
    public static byte[] Blank(Catalogue catalogue, Form form, UnitVersion unit, Period period, DateOnly issued, byte[] sealKey) =>
        throw new NotImplementedException();

    /// <summary>Fills a form as an office program would. Values are long, string, bool or DateOnly, by element.</summary>
    public static byte[] Fill(byte[] blank, IReadOnlyDictionary<string, object> values) => throw new NotImplementedException();
}
