// Types that break the rules on purpose, each as its name says, so that a rule that has gone blind fails. Never used.
#pragma warning disable CA1051, CA1052, CA1068, CA1812, CA1815, CA1823, CA2211, CS0169, CS0649, IDE0130

using Dapper;
using FluentAssertions;

namespace Kpi.Domain
{
    public static class Rooted
    {
        public static object Score => new Scoring.PlantedScore(1);
    }
}

namespace Kpi.Domain.Periods
{
    public static class FarSighted
    {
        public static object Lambda() => new Func<object>(() => new List<Scoring.PlantedScore>())();
    }
}

namespace Kpi.Domain.Units
{
    public class Loose
    {
        public int Count;

        public string Name { get; set; } = "";

        public string Kept { get; init; } = "";
    }

    public struct LooseStruct
    {
    }
}

namespace Kpi.Domain.Returns
{
    public static class Impure
    {
        public static DateTime When(Stream _, Task __) => default;
    }

    public static class Packaged
    {
        public static object Text => "text".Should();
    }
}

namespace Kpi.Domain.Scoring
{
    public sealed record PlantedScore(long Value);

    public static class Floating
    {
        public static object Score(double value) => value;
    }

    public static class FloatingInside
    {
        public static long Score(long value) => (long)(value * 0.5);
    }
}

namespace Kpi.Domain.Forecasts
{
    public static class MayFloat
    {
        public static double Trend(double value) => value * 2;
    }
}

namespace Kpi.Domain.ScoringExtra
{
    public sealed record Bonus;
}

namespace Kpi.App.Drawer
{
    public static class Helper;
}

namespace Kpi.App.Platform
{
    public static class KnowsFeature
    {
        public static Type Feature => typeof(Features.Scoring.PlantedScorer);
    }
}

namespace Kpi.App.Features.Registrations
{
    public static class Registration;
}

namespace Kpi.App.Features.Audit
{
    public static class KnowsRoot
    {
        public static Type Root => typeof(KpiModules);
    }
}

namespace Kpi.App.Features.Collection
{
    public static class PlantedLeaf
    {
        public static Type MayUseWhatStandsBefore => typeof(Returns.KnowsScoring);
    }
}

namespace Kpi.App.Features.Scoring
{
    public sealed class PlantedScorer;

    public static class UsesLeaf
    {
        public static Type Leaf => typeof(Collection.PlantedLeaf);
    }

    public static class Reaches
    {
        public static object Store => new Returns.PlantedStore();
    }
}

namespace Kpi.App.Features.Returns
{
    public sealed class PlantedStore
    {
        public static object MayUseDapper => SqlMapper.GetTypeMap(typeof(string));
    }

    public static class KnowsScoring
    {
        public static async Task<object> Late(CancellationToken token)
        {
            await Task.Yield();
            token.ThrowIfCancellationRequested();
            return new Scoring.PlantedScorer();
        }
    }

    public static class KnowsHost
    {
        public static Type Host => typeof(Hosting.PlantedHost);
    }

    public static class OwnQueries
    {
        public static object Map => SqlMapper.GetTypeMap(typeof(string));
    }

    public static class KnowsDialect
    {
        public static bool Asks(object fault) => fault is Microsoft.Data.SqlClient.SqlException or Platform.Storage.SqliteDialect;
    }

    public static class KnowsWeb
    {
        public static bool Asks(object context) => context is Microsoft.AspNetCore.Http.HttpContext or Hangfire.BackgroundJob;
    }

    public sealed class Tokenless : IAsyncDisposable
    {
        public Task Forgets() => Task.CompletedTask;

        public Task Defaults(CancellationToken token = default) => Task.FromCanceled(token);

        public Task First(CancellationToken token, int _) => Task.FromCanceled(token);

        public IAsyncEnumerable<int> Streams() => AsyncEnumerable.Empty<int>();

        public Task Keeps(int _, CancellationToken token) => Task.FromCanceled(token);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

namespace Kpi.App.Features.Reports
{
    public static class Sheets
    {
        public static bool Asks(object cell) => cell is ClosedXML.Excel.IXLCell or DocumentFormat.OpenXml.Spreadsheet.Cell;
    }

    public static class PlantedWorkbook
    {
        public static bool MayAsk(object cell) => cell is ClosedXML.Excel.IXLCell;
    }
}

namespace Kpi.Hosting
{
    public static class PlantedHost;
}

namespace Kpi.Tools
{
    public static class Tool;
}

namespace Kpi.Web.Features.Registrations
{
    public static class RegistrationPage;
}

namespace Kpi.Web.Features.Home
{
    public static class MayReadAll
    {
        public static Type Scorer => typeof(App.Features.Scoring.PlantedScorer);
    }
}

namespace Kpi.Web.Features.Returns
{
    public static class ScorePage
    {
        public static Type Scorer => typeof(App.Features.Scoring.PlantedScorer);
    }

    public static class StorePage
    {
        public static Type Store => typeof(App.Features.Returns.PlantedStore);
    }
}
