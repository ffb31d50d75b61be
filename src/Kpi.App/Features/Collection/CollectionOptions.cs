using System.ComponentModel.DataAnnotations;

namespace Kpi.App.Features.Collection;

/// <summary>Section <c>Collection</c>.</summary>
public sealed class CollectionOptions : IValidatableObject
{
    public const string Section = "Collection";

    /// <summary>Folders into which facilities drop their returns.</summary>
    public IList<DropFolder> Folders { get; } = [];

    /// <summary>How long a file must lie unchanged between two looks before it is believed to be whole.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Quiet { get; set; } = TimeSpan.FromSeconds(5);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Folders.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(Folders[i].Path))
                yield return new ValidationResult($"Collection:Folders:{i}:Path is empty.", [nameof(Folders)]);
        }

        // Case differs between file systems; two entries that may be one folder would take each other's files.
        foreach (var twice in Folders.GroupBy(f => Path.GetFullPath(f.Path + "/").TrimEnd('/', '\\'), StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            yield return new ValidationResult($"Collection:Folders names {twice.Key} more than once.", [nameof(Folders)]);
    }
}

/// <summary>A folder that is looked into. What was judged goes to its sub-folders <c>done</c> and <c>refused</c>.</summary>
public sealed class DropFolder
{
    public string Path { get; set; } = "";

    /// <summary>The only facility whose returns may lie here; null for a shared folder.</summary>
    public string? Facility { get; set; }
}
