using System.ComponentModel.DataAnnotations;

namespace Kpi.App.Features.Collection;

/// <summary>Section <c>Collection</c>.</summary>
public sealed class CollectionOptions : IValidatableObject
{
    public const string Section = "Collection";

    /// <summary>Folders into which facilities drop their returns.</summary>
    public IList<DropFolder> Folders { get; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Folders.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(Folders[i].Path))
                yield return new ValidationResult($"Collection:Folders:{i}:Path is empty.", [nameof(Folders)]);
        }
    }
}

/// <summary>A folder that is looked into.</summary>
public sealed class DropFolder
{
    public string Path { get; set; } = "";

    /// <summary>The only facility whose returns may lie here; null for a shared folder.</summary>
    public string? Facility { get; set; }
}
