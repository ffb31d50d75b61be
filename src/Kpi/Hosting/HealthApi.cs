using Kpi.App.Platform.Storage;

namespace Kpi.Hosting;

/// <summary>For whoever watches over the process: is it alive, can it work?</summary>
internal static class HealthApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz/live", () => TypedResults.Text("ok")).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/healthz/ready", Ready).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> Ready(Migrator migrator, CancellationToken token)
    {
        try
        {
            return (await migrator.Check(token)).TryGet(out var state, out _) && state.IsCurrent
                ? TypedResults.Text("ok")
                : TypedResults.Text("schema", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
#pragma warning disable CA1031 // Whatever is wrong with the database, the answer is: not ready.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return TypedResults.Text("database", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
