namespace Kpi.App.Platform;

/// <summary>The version of this program, as the schema's journal and a run's inputs record it.</summary>
public static class ProgramVersion
{
    public static string Current { get; } = typeof(ProgramVersion).Assembly.GetName().Version!.ToString(3);
}
