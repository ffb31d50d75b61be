using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.Domain.Indicators;
using NUnit.Framework;

namespace Kpi.App.Tests.Indicators;

[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class ShippedCatalogueTests
{
    [Test]
    public void The_shipped_catalogue_follows_its_schema()
    {
        var read = CatalogueJson.Read(ShippedCatalogue.Json());

        (read.Problem?.Details ?? []).Should().BeEmpty();
        read.Problem.Should().BeNull();
    }

    [Test]
    public void The_parts_of_the_shipped_catalogue_fit_together() => CatalogueCheck.Faults(ShippedCatalogue.Load()).Should().BeEmpty();
}
