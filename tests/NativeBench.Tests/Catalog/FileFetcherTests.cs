using System.Security.Cryptography;
using NativeBench.Catalog;
using NativeBench.Catalog.Fetching;

namespace NativeBench.Tests.Catalog;

/// <summary>Whatever the server does, the file is there complete and right, or not at all, and the sentence says why.</summary>
public sealed class FileFetcherTests
{
    private static readonly byte[] s_content = [.. Enumerable.Range(0, 300_000).Select(static i => (byte)(i * 31 >> 3))];

    private readonly List<TimeSpan> _pauses = [];
    private TemporaryFolder _folder = null!;

    private string Target => _folder.Combine("models", "file.bin");

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown()
    {
        _folder.Dispose();
        _pauses.Clear();
    }

    [Test]
    public async Task A_file_comes_whole_and_its_checksum_is_compared()
    {
        using var server = new FaultyServer(static r => FaultyServer.Proper(s_content, r));
        var fetched = await Fetch(server, sha256: Sha(s_content));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.ReadAllBytes(Target), Is.EqualTo(s_content));
            Assert.That(fetched, Is.EqualTo(new FetchedFile(Target, s_content.Length, Sha(s_content), WasPresent: false, IsVerified: true)));
            Assert.That(Directory.GetFiles(Path.GetDirectoryName(Target)!), Has.Length.EqualTo(1), "nothing is left beside it");
        }
    }

    [Test]
    public async Task Dropped_connections_are_taken_up_where_they_broke()
    {
        using var server = new FaultyServer(static r => r.Number < 3 ? FaultyServer.Broken(s_content, r, 70_000) : FaultyServer.Proper(s_content, r));
        await Fetch(server, sha256: Sha(s_content));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.ReadAllBytes(Target), Is.EqualTo(s_content));
            Assert.That(server.Requests.Select(static r => r.From), Is.EqualTo(new long?[] { null, 70_000, 140_000, 210_000 }));
            Assert.That(server.Requests[1].IfRange, Is.EqualTo("\"one\""), "a changed file isn't glued together");
        }
    }

    [Test]
    public async Task A_part_of_an_earlier_day_is_gone_on_with()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllBytes(Target + ".part", s_content[..1000]);
        using var server = new FaultyServer(static r => FaultyServer.Proper(s_content, r));
        await Fetch(server, sha256: Sha(s_content));
        Assert.That(server.Requests.Single().From, Is.EqualTo(1000));
        Assert.That(File.ReadAllBytes(Target), Is.EqualTo(s_content));
    }

    [Test]
    public async Task A_server_without_ranges_sends_all_of_it_again()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllBytes(Target + ".part", s_content[..1000]);
        using var server = new FaultyServer(static _ => new FaultyServer.Answer(200, s_content));
        await Fetch(server, sha256: Sha(s_content));
        Assert.That(File.ReadAllBytes(Target), Is.EqualTo(s_content));
    }

    [Test]
    public async Task A_part_that_is_already_all_of_it_needs_no_more_bytes()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllBytes(Target + ".part", s_content);
        using var server = new FaultyServer(static r => new FaultyServer.Answer(416, []) { Headers = $"Content-Range: bytes */{s_content.Length}\r\n" });
        await Fetch(server, sha256: Sha(s_content));
        Assert.That(File.ReadAllBytes(Target), Is.EqualTo(s_content));
    }

    [Test]
    public void A_server_that_never_sends_what_it_announced_is_given_up_and_the_part_kept()
    {
        using var server = new FaultyServer(static r => r.Number == 0
            ? FaultyServer.Broken(s_content, r, 5000)
            : new FaultyServer.Answer(206, []) { Announced = s_content.Length - 5000, Headers = $"Content-Range: bytes 5000-{s_content.Length - 1}/{s_content.Length}\r\n" });
        ExpectFailure(server, "given up after 3 tries that brought nothing. 5000 bytes are kept");
        Assert.That(new FileInfo(Target + ".part").Length, Is.EqualTo(5000));
    }

    [Test]
    public void Wrong_bytes_are_refused_naming_both_sums_and_not_kept()
    {
        var wrong = s_content.ToArray();
        wrong[12345] ^= 1;
        using var server = new FaultyServer(r => FaultyServer.Proper(wrong, r));
        ExpectFailure(server, $"its SHA-256 is {Sha(wrong)}, the catalog says {Sha(s_content)}", sha256: Sha(s_content));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(Target)!), Is.Empty);
    }

    [Test]
    public void An_md5_is_compared_where_the_source_has_no_better_sum()
    {
        using var server = new FaultyServer(static r => FaultyServer.Proper(s_content, r));
        ExpectFailure(server, "the catalog says 00000000000000000000000000000000", md5: new string('0', 32));
    }

    [Test]
    public void Another_size_is_refused_before_a_byte_is_fetched()
    {
        using var server = new FaultyServer(static r => FaultyServer.Proper(s_content, r));
        ExpectFailure(server, $"has {s_content.Length} bytes, the catalog says 42", size: 42);
        Assert.That(File.Exists(Target + ".part"), Is.False);
    }

    [Test]
    public async Task Redirects_are_followed()
    {
        using var server = new FaultyServer(static r => r.Path == "file.bin"
            ? new FaultyServer.Answer(302, []) { Headers = "Location: /elsewhere\r\n" }
            : FaultyServer.Proper(s_content, r));
        await Fetch(server);
        Assert.That(server.Requests.Select(static r => r.Path), Is.EqualTo(new[] { "file.bin", "elsewhere" }));
    }

    [TestCase(404, "isn't at http://127.0.0.1")]
    [TestCase(403, "refuses file.bin (403): it may need a registration")]
    [TestCase(407, "The proxy wants a name and password")]
    [TestCase(418, "answered 418 for file.bin")]
    public void A_refusal_says_what_to_do_and_is_not_tried_again(int status, string sentence)
    {
        using var server = new FaultyServer(_ => new FaultyServer.Answer(status, []));
        ExpectFailure(server, sentence);
        Assert.That(server.Requests, Has.Count.EqualTo(1));
    }

    [TestCase(429)]
    [TestCase(503)]
    public async Task A_busy_server_is_given_the_time_it_asks_for(int status)
    {
        using var server = new FaultyServer(r => r.Number == 0
            ? new FaultyServer.Answer(status, []) { Headers = "Retry-After: 37\r\n" }
            : FaultyServer.Proper(s_content, r));
        await Fetch(server);
        Assert.That(_pauses, Is.EqualTo(new[] { TimeSpan.FromSeconds(37) }));
    }

    [Test]
    public void A_server_that_wants_hours_is_not_waited_for()
    {
        using var server = new FaultyServer(static _ => new FaultyServer.Answer(429, []) { Headers = "Retry-After: 7200\r\n" });
        ExpectFailure(server, "the server asks to wait 7200 s. Try again then.");
    }

    [Test]
    public void Failures_are_tried_again_with_growing_pauses()
    {
        using var server = new FaultyServer(static _ => new FaultyServer.Answer(500, []));
        ExpectFailure(server, "the server failed (500); given up after 3 tries");
        Assert.That(_pauses, Is.EqualTo(new[] { TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2) }));
    }

    [Test]
    public async Task What_is_there_and_right_is_not_fetched_again()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllBytes(Target, s_content);
        using var server = new FaultyServer(static r => FaultyServer.Proper(s_content, r));
        Assert.That((await Fetch(server, sha256: Sha(s_content))).WasPresent);
        Assert.That(server.Requests, Is.Empty);
    }

    [Test]
    public void What_is_there_and_wrong_is_named_and_left_alone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllBytes(Target, [1, 2, 3]);
        using var server = new FaultyServer(static r => FaultyServer.Proper(s_content, r));
        ExpectFailure(server, "Delete it to fetch it again", sha256: Sha(s_content));
        Assert.That(File.ReadAllBytes(Target), Has.Length.EqualTo(3));
    }

    [Test]
    public void An_interrupt_keeps_the_part()
    {
        using var cancelled = new CancellationTokenSource();
        using var server = new FaultyServer(static r => FaultyServer.Proper(s_content, r));
        Assert.That(async () => await Fetch(server, progress: p => cancelled.Cancel(), cancellation: cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(new FileInfo(Target + ".part").Length, Is.Positive);
        Assert.That(File.Exists(Target), Is.False);
    }

    [Test]
    public async Task Progress_ends_with_all_bytes()
    {
        var last = default(FetchProgress);
        using var server = new FaultyServer(static r => FaultyServer.Proper(s_content, r));
        await Fetch(server, progress: p => last = p);
        Assert.That((last.Bytes, last.Total), Is.EqualTo((300_000L, (long?)300_000L)));
    }

    private static string Sha(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private void ExpectFailure(FaultyServer server, string sentence, string? sha256 = null, string? md5 = null, long? size = null)
    {
        Assert.That(async () => await Fetch(server, sha256, md5, size), Throws.TypeOf<FetchException>().With.Message.Contains(sentence));
        Assert.That(File.Exists(Target) && sha256 is null, Is.False);
    }

    private async Task<FetchedFile> Fetch(
        FaultyServer server, string? sha256 = null, string? md5 = null, long? size = null, Action<FetchProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var client = new HttpClient();
        var fetcher = new FileFetcher(client, new FetchOptions
        {
            MostFruitlessTries = 3,
            Pause = (time, _) =>
            {
                _pauses.Add(time);
                return Task.CompletedTask;
            },
            Progress = progress,
        });
        return await fetcher.FetchAsync(
            new CatalogFile { File = "file.bin", Url = server.Url("file.bin"), Sha256 = sha256, Md5 = md5, SizeBytes = size }, Target, cancellation);
    }
}
