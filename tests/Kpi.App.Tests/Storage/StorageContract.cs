using Kpi.App.Platform.Storage;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Storage;

/// <summary>
/// The beginning of every contract that both databases keep. Derive, and mark with <c>[TestFixtureSource(nameof(Dialects))]</c>; without a
/// server the second column is ignored with the reason, visibly.
/// </summary>
public abstract class StorageContract(string dialect)
{
    private StorageUnderTest? _storage;

    public static string[] Dialects => ["sqlite", "sqlserver"];

    protected Database Database => _storage!.Database;

    protected static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [OneTimeSetUp]
    public async Task Open()
    {
        if (StorageUnderTest.WhyNot(dialect) is { } reason) Assert.Ignore(reason);
        _storage = await StorageUnderTest.New(dialect);
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (_storage is not null) await _storage.DisposeAsync();
    }
}
