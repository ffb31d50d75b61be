using FluentAssertions;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests;

public sealed class CompositionTests
{
    [Test]
    public async Task Every_module_can_be_built_over_a_fresh_database()
    {
        await using var world = await World.New();

        world.Clock.GetUtcNow().Should().Be(World.Morning);
    }

    [Test]
    public void Jobs_have_their_own_ids_and_follow_only_listed_jobs()
    {
        KpiJobs.All.Select(job => job.Id).Should().OnlyHaveUniqueItems();
        KpiJobs.All.Select(job => job.Next).OfType<string>().Should().BeSubsetOf(KpiJobs.All.Select(job => job.Id));
    }
}
