namespace Kpi.TestKit;

/// <summary>Where the sources stand. Found from the test's own folder: paths inside a deterministic build are mapped away.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Kpi.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"No Kpi.sln above {AppContext.BaseDirectory}.");
        return folder.FullName;
    }
}
