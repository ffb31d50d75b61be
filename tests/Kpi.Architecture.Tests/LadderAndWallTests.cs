using System.Collections.Immutable;
using FluentAssertions;
using NUnit.Framework;

namespace Kpi.Architecture.Tests;

/// <summary>The program keeps every rule; the planted violators break each, and exactly they are reported.</summary>
public sealed class LadderAndWallTests
{
    private static readonly ImmutableArray<CodeType> Program =
    [
        .. CodeType.In(typeof(Domain.Text).Assembly),
        .. CodeType.In(typeof(App.KpiModules).Assembly),
        .. CodeType.In(System.Reflection.Assembly.Load("kpi")),
    ];

    private static readonly ImmutableArray<CodeType> Planted =
        [.. CodeType.In(typeof(LadderAndWallTests).Assembly).Where(type => !type.Self.IsIn("Kpi.Architecture.Tests") && type.Self.IsIn("Kpi"))];

    [Test]
    public void All_three_assemblies_are_read() => Program.Select(type => type.Self.Assembly).Distinct().Should().BeEquivalentTo("Kpi.Domain", "Kpi.App", "kpi");

    [Test]
    public void Every_namespace_stands_on_the_ladder() => Holds(
        Rules.UnknownNamespaces,
        "Kpi.App.Drawer.Helper stands on no rung",
        "Kpi.App.Features.Registrations.Registration stands on no rung",
        "Kpi.Domain.ScoringExtra.Bonus stands on no rung",
        "Kpi.Tools.Tool stands on no rung",
        "Kpi.Web.Features.Registrations.RegistrationPage stands on no rung");

    [Test]
    public void Domain_uses_only_what_stands_before_it() => Holds(
        Rules.DomainClimbs,
        "Kpi.Domain.Periods.FarSighted names Kpi.Domain.Scoring.PlantedScore",
        "Kpi.Domain.Rooted names Kpi.Domain.Scoring.PlantedScore");

    [Test]
    public void App_features_use_only_what_stands_before_them_and_no_leaf() => Holds(
        Rules.AppClimbs,
        "Kpi.App.Features.Returns.KnowsScoring names Kpi.App.Features.Scoring.PlantedScorer",
        "Kpi.App.Features.Scoring.UsesLeaf names Kpi.App.Features.Collection.PlantedLeaf",
        "Kpi.App.Platform.KnowsFeature names Kpi.App.Features.Scoring.PlantedScorer",
        "Kpi.App.Features.Audit.KnowsRoot names Kpi.App.KpiModules",
        "Kpi.App.Features.Returns.KnowsHost names Kpi.Hosting.PlantedHost");

    [Test]
    public void Domain_needs_no_package_no_clock_no_task_and_no_file() => Holds(
        Rules.DomainOutOfItsLibrary,
        "Kpi.Domain.Returns.Impure names System.DateTime",
        "Kpi.Domain.Returns.Impure names System.IO.Stream",
        "Kpi.Domain.Returns.Impure names System.Threading.Tasks.Task",
        "Kpi.Domain.Returns.Packaged names FluentAssertions.AssertionExtensions",
        "Kpi.Domain.Returns.Packaged names FluentAssertions.Primitives.StringAssertions");

    [Test]
    public void Numbers_are_exact_outside_forecasts() => Holds(
        Rules.FloatingPointOutsideForecasts,
        "Kpi.Domain.Scoring.Floating reckons in floating point",
        "Kpi.Domain.Scoring.FloatingInside reckons in floating point");

    [Test]
    public void Stores_are_used_inside_their_feature_only() => Holds(
        Rules.StoresNamedOutsideTheirFeature,
        "Kpi.App.Features.Scoring.Reaches names Kpi.App.Features.Returns.PlantedStore",
        "Kpi.Web.Features.Returns.StorePage names Kpi.App.Features.Returns.PlantedStore");

    [Test]
    public void Dapper_stays_in_stores_readers_and_storage() => Holds(
        Rules.DapperOutsideStores,
        "Kpi.App.Features.Returns.OwnQueries names Dapper.SqlMapper");

    [Test]
    public void Workbook_libraries_stay_in_workbooks() => Holds(
        Rules.WorkbookLibrariesOutsideWorkbooks,
        "Kpi.App.Features.Reports.Sheets names ClosedXML.Excel.IXLCell",
        "Kpi.App.Features.Reports.Sheets names DocumentFormat.OpenXml.Spreadsheet.Cell");

    [Test]
    public void Dialects_and_client_libraries_stay_in_storage() => Holds(
        Rules.DialectsOutsideStorage,
        "Kpi.App.Features.Returns.KnowsDialect names Kpi.App.Platform.Storage.SqliteDialect",
        "Kpi.App.Features.Returns.KnowsDialect names Microsoft.Data.SqlClient.SqlException");

    [Test]
    public void The_app_names_no_web_or_queue_types() => Holds(
        Rules.HostTypesInApp,
        "Kpi.App.Features.Returns.KnowsWeb names Hangfire.BackgroundJob",
        "Kpi.App.Features.Returns.KnowsWeb names Microsoft.AspNetCore.Http.HttpContext");

    [Test]
    public void A_web_folder_uses_features_at_or_below_its_own_and_never_a_store() => Holds(
        Rules.WebAboveItsFeature,
        "Kpi.Web.Features.Returns.ScorePage names Kpi.App.Features.Scoring.PlantedScorer",
        "Kpi.Web.Features.Returns.StorePage names Kpi.App.Features.Returns.PlantedStore");

    [Test]
    public void Public_domain_types_are_sealed_and_immutable() => Holds(
        Rules.OpenOrMutableDomainTypes,
        "Kpi.Domain.Units.Loose is not sealed",
        "Kpi.Domain.Units.Loose lets Name be set",
        "Kpi.Domain.Units.Loose lets Count be changed",
        "Kpi.Domain.Units.LooseStruct is a struct that can change");

    [Test]
    public void Every_public_async_method_takes_a_token_last_and_without_default() => Holds(
        Rules.AsyncMethodsWithoutToken,
        "Kpi.App.Features.Returns.Tokenless.Forgets takes no token at its end",
        "Kpi.App.Features.Returns.Tokenless.Defaults takes no token at its end",
        "Kpi.App.Features.Returns.Tokenless.First takes no token at its end",
        "Kpi.App.Features.Returns.Tokenless.Streams takes no token at its end");

    private static void Holds(Func<IEnumerable<CodeType>, IEnumerable<string>> rule, params string[] planted)
    {
        rule(Planted).Distinct().Should().BeEquivalentTo(planted, "the rule must see exactly the planted violators");
        rule(Program).Distinct().Should().BeEmpty();
    }
}
