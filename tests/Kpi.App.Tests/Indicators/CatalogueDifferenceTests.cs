using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Indicators;

[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class CatalogueDifferenceTests
{
    [Test]
    public void A_catalogue_differs_in_nothing_from_itself() => Between(_ => { }).Should().BeEquivalentTo(new CatalogueDifference([], false));

    [Test]
    public void A_changed_target_is_told_by_its_row_with_both_values()
    {
        var change = Between(c => c["targets"]![0]!["value"] = "1/2").Changes.Should().ContainSingle().Subject;

        change.Should().BeEquivalentTo(new { List = "targets", Kind = CatalogueChangeKind.Changed, Property = "value", Before = "1/1", After = "1/2" });
        change.Key.Should().StartWith("r157 · security-dossier");
    }

    [Test]
    public void A_weight_that_changed_and_a_composite_that_came_are_told()
    {
        CatalogueDifference.Between(ShippedCatalogue.Json(), SampleComposite.Catalogue()).Changes.Where(c => c.Kind == CatalogueChangeKind.Added)
            .Select(c => (c.Sheet, c.Key)).Should().HaveCount(6).And.StartWith([("Điểm tổng hợp", "digital-care")]);
        CatalogueDifference.Between(SampleComposite.Catalogue(), SampleComposite.Catalogue(json => json["composites"]![0]!["groups"]![0]!["indicators"]![1]!["weight"] = 9))
            .Changes.Should().ContainSingle().Which.Should().BeEquivalentTo(
                new { Key = "digital-care · records · emr-hospitals", Property = "weight", Before = "1", After = "9" });
    }

    [Test]
    public void What_came_and_went_is_told_with_all_it_says()
    {
        var changes = Between(c =>
        {
            var element = c["elements"]![0]!.DeepClone();
            element["code"] = "fees_lost_vnd";
            c["elements"]!.AsArray().Add(element);
            c["notCountable"]!.AsArray().RemoveAt(0);
        }).Changes;

        changes.Select(c => (c.List, c.Kind, c.Key)).Should().Equal(
            ("elements", CatalogueChangeKind.Added, "fees_lost_vnd"), ("notCountable", CatalogueChangeKind.Removed, "X11c"));
        changes[0].After.Should().Contain("kind: amount").And.Contain("time: flow");
    }

    [Test]
    public void Fields_and_rules_are_told_by_their_form()
    {
        var changes = Between(c =>
        {
            c["forms"]![0]!["sections"]![0]!["fields"]![0]!["required"] = false;
            c["forms"]![1]!["rules"]![0]!["check"] = "1 = 1";
        }).Changes;

        changes.Select(c => (c.Sheet, c.Key)).Should().Equal(("Ô nhập", "hospital · 1 · fees_total_vnd"), ("Quy tắc", changes[1].Key));
        changes[1].Key.Should().StartWith("station · 1 · ");
    }

    [Test]
    public void The_same_things_in_another_order_are_not_called_changes() =>
        Between(c =>
        {
            var first = c["targets"]![0]!;
            c["targets"]!.AsArray().RemoveAt(0);
            c["targets"]!.AsArray().Add(first);
        }).Should().BeEquivalentTo(new CatalogueDifference([], true));

    [Test]
    public void Another_set_in_the_first_place_is_another_official_set()
    {
        var change = Between(c =>
        {
            var first = c["targetSets"]![0]!;
            c["targetSets"]!.AsArray().RemoveAt(0);
            c["targetSets"]!.AsArray().Insert(1, first);
        }).Changes.Should().ContainSingle().Subject;

        change.Should().BeEquivalentTo(new { List = "targetSets", Before = "r157", After = "seed-literal" });
    }

    [Test]
    public void White_space_and_the_order_of_properties_say_nothing()
    {
        var json = JsonNode.Parse(ShippedCatalogue.Json())!.AsObject();
        var turned = new JsonObject(json.Reverse().Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));

        CatalogueDifference.Between(ShippedCatalogue.Json(), Encoding.UTF8.GetBytes(turned.ToJsonString())).Changes.Should().BeEmpty();
    }

    private static CatalogueDifference Between(Action<JsonNode> change)
    {
        var json = JsonNode.Parse(ShippedCatalogue.Json())!;
        change(json);
        return CatalogueDifference.Between(ShippedCatalogue.Json(), Encoding.UTF8.GetBytes(json.ToJsonString()));
    }
}
