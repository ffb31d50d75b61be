using System.Text;
using FluentAssertions;
using Kpi.App.Platform.Files;
using NUnit.Framework;

namespace Kpi.App.Tests.Storage;

[TestFixtureSource(nameof(Dialects))]
public sealed class FileVaultContract(string dialect) : StorageContract(dialect)
{
    private readonly FileVault _vault = new(TimeProvider.System);

    [Test]
    public async Task What_is_put_comes_back_byte_for_byte_under_its_hash()
    {
        byte[] bytes = [.. Enumerable.Range(0, 100_000).Select(i => unchecked((byte)(i * 31)))];

        var sha256 = await Database.Write(session => _vault.Put(session, bytes, Token), Token);

        sha256.Should().Be(FileVault.HashOf(bytes)).And.MatchRegex("^[0-9a-f]{64}$");
        (await Get(sha256)).Should().Equal(bytes);
    }

    [Test]
    public async Task An_empty_file_has_the_known_hash()
    {
        var sha256 = await Database.Write(session => _vault.Put(session, ReadOnlyMemory<byte>.Empty, Token), Token);

        sha256.Should().Be("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        (await Get(sha256)).Should().BeEmpty();
    }

    [Test]
    public async Task The_same_content_is_one_row_however_often_it_comes()
    {
        var before = await Rows();
        ReadOnlyMemory<byte>[] contents = [Bytes("một"), Bytes("hai"), Bytes("một")];

        var first = await Database.Write(session => _vault.PutMany(session, contents, Token), Token);
        var again = await Database.Write(session => _vault.PutMany(session, contents, Token), Token);

        first.Should().Equal(again).And.HaveCount(3);
        first[0].Should().Be(first[2]).And.NotBe(first[1]);
        (await Rows()).Should().Be(before + 2);
    }

    [Test]
    public async Task More_files_than_a_statement_lists_are_kept_in_order()
    {
        var contents = Enumerable.Range(0, 1203).Select(i => Bytes($"tệp {i}")).ToArray();

        var hashes = await Database.Write(session => _vault.PutMany(session, contents, Token), Token);

        hashes.Should().Equal(contents.Select(content => FileVault.HashOf(content.Span)));
        (await Get(hashes[1202])).Should().Equal(contents[1202].ToArray());
    }

    [Test]
    public async Task Two_writers_with_one_file_keep_one_row()
    {
        var bytes = Bytes("cùng một tệp");

        var hashes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Database.Write(session => _vault.Put(session, bytes, Token), Token)));

        hashes.Distinct().Should().ContainSingle();
    }

    [Test]
    public async Task Unknown_content_is_null() => (await Get(new string('0', 64))).Should().BeNull();

    private Task<byte[]?> Get(string sha256) => Database.Read(session => _vault.Get(session, sha256, Token), Token);

    private Task<long> Rows() => Database.Read(session => session.QueryOne<long>("SELECT COUNT(*) FROM stored_file", null, Token), Token);

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
