using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using Kpi.App.Platform.Storage;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace Kpi.App.Tests.Storage;

/// <summary>What a person is told when the database server is not there. Needs no server: that is the point.</summary>
[TestFixture]
public sealed class SqlServerFaultTests
{
    [Test]
    public async Task A_server_that_does_not_answer_is_said_to_be_out_of_reach()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var database = new Database(new SqlServerDialect(), $"Server=127.0.0.1,{port};Database=x;User Id=a;Password=b;Connect Timeout=1;Connect Retry Count=0");
        var open = () => database.Open(CancellationToken.None);
        var fault = (await open.Should().ThrowAsync<SqlException>()).Which;
        database.Dialect.Explain(fault)!.Code.Should().BeOneOf("database-unreachable", "database-busy");
    }

    [TestCase("nonsense")]
    [TestCase("Server=x;Fooo=1;Password=very-secret")]
    public void A_connection_string_with_a_typing_error_is_a_wrong_setting_and_is_not_repeated(string text)
    {
        var open = () => StorageOptions.Open(new StorageOptions(), text);
        open.Should().Throw<OptionsValidationException>().Which.Message.Should().NotContain("very-secret").And.Contain("--connection");
    }
}
