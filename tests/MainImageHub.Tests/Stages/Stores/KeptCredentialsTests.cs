using System.Net.Http.Json;
using System.Text;
using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MainImageHub.Tests.Stages.Stores;

/// <summary>
/// Credentials that a marketplace renews, on a real database. The marketplace here is the hard kind: each refresh token is good once, and gives
/// another one.
/// </summary>
public sealed class KeptCredentialsTests(HubApp app) : IClassFixture<HubApp>
{
    private const string Renewed = "refreshToken.renewed";

    [Fact]
    public async Task Many_who_renew_at_once_take_turns_and_nobody_uses_a_token_that_is_used_up()
    {
        var id = await app.ConnectAsync(StoreSetup.NewSeller());
        var marketplace = new Marketplace((await app.CredentialsAsync(id))["refreshToken"]);

        var given = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => InAScopeAsync(id, (_, store) => RenewAsync(store, marketplace))));

        given.Should().OnlyHaveUniqueItems().And.NotContain("refused");
        marketplace.AtOnce.Should().Be(1);
        (await app.CredentialsAsync(id))[Renewed].Should().Be(marketplace.Good);
        var row = await app.WithDbAsync(db => db.Stores.AsNoTracking().SingleAsync(s => s.Id == id));
        Encoding.Latin1.GetString(row.Credentials).Should().NotContain(marketplace.Good, "it is kept encrypted");
    }

    [Fact]
    public async Task Whoever_holds_the_row_can_go_on_with_it()
    {
        var id = await app.ConnectAsync(StoreSetup.NewSeller());
        var marketplace = new Marketplace((await app.CredentialsAsync(id))["refreshToken"]);

        await InAScopeAsync(id, async (db, store) =>
        {
            var row = await db.Stores.SingleAsync(s => s.Id == id);
            await RenewAsync(store, marketplace);
            row.LastReadAt = TimeProvider.System.GetUtcNow();
            await db.SaveChangesAsync();
            return 0;
        });

        (await app.CredentialsAsync(id))[Renewed].Should().Be(marketplace.Good);
    }

    [Fact]
    public async Task What_the_marketplace_gave_is_kept_though_the_one_who_asked_is_gone()
    {
        var id = await app.ConnectAsync(StoreSetup.NewSeller());
        var marketplace = new Marketplace((await app.CredentialsAsync(id))["refreshToken"]);
        using var gone = new CancellationTokenSource();

        await InAScopeAsync(id, (_, store) => store.Keeper!.ExchangeAsync(
            async kept =>
            {
                var changed = await marketplace.ExchangeAsync(kept);
                await gone.CancelAsync();
                return changed;
            },
            gone.Token));

        (await app.CredentialsAsync(id))[Renewed].Should().Be(marketplace.Good);
    }

    [Fact]
    public async Task Credentials_that_a_person_enters_meanwhile_stand()
    {
        var id = await app.ConnectAsync(StoreSetup.NewSeller());
        var marketplace = new Marketplace((await app.CredentialsAsync(id))["refreshToken"]);

        await InAScopeAsync(id, (_, store) => store.Keeper!.ExchangeAsync(
            async kept =>
            {
                (await app.Owner.PatchAsJsonAsync($"/api/v1/stores/{id}", new { credentials = new { refreshToken = "entered-by-hand" } })).EnsureSuccessStatusCode();
                return await marketplace.ExchangeAsync(kept);
            },
            CancellationToken.None));

        (await app.CredentialsAsync(id)).Should().Contain("refreshToken", "entered-by-hand").And.NotContainKey(Renewed);
    }

    [Fact]
    public async Task Exchange_that_died_in_the_middle_does_not_keep_the_next_one_waiting()
    {
        var id = await app.ConnectAsync(StoreSetup.NewSeller());
        var marketplace = new Marketplace((await app.CredentialsAsync(id))["refreshToken"]);
        var (begun, never) = (new TaskCompletionSource(), new TaskCompletionSource<CredentialExchange<string>>());
        var dying = InAScopeAsync(id, (_, store) => store.Keeper!.ExchangeAsync(
            _ =>
            {
                begun.SetResult();
                return never.Task;
            },
            CancellationToken.None));
        await begun.Task;
        var next = InAScopeAsync(id, (_, store) => RenewAsync(store, marketplace));
        (await Task.WhenAny(next, Task.Delay(300))).Should().NotBe(next, "it waits for its turn");

        // As when a process is killed: its connection ends.
        await using (var source = NpgsqlDataSource.Create(app.Database))
        await using (var kill = source.CreateCommand("select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = l.database where d.datname = current_database() and l.locktype = 'advisory' and l.granted and l.classid = hashtext('store-credentials')::oid"))
        {
            await kill.ExecuteNonQueryAsync();
        }

        (await next).Should().NotBe("refused");
        never.SetResult(new("too late", Changed: null));
        await FluentActions.Awaiting(() => dying).Should().ThrowAsync<NpgsqlException>();
    }

    [Fact]
    public async Task What_was_renewed_lasts_until_its_field_is_entered_anew_and_follows_to_no_other_host()
    {
        var seller = StoreSetup.NewSeller();
        var id = await app.ConnectAsync(seller);
        var path = $"/api/v1/stores/{id}";
        var marketplace = new Marketplace((await app.CredentialsAsync(id))["refreshToken"]);
        await InAScopeAsync(id, (_, store) => RenewAsync(store, marketplace));

        (await app.Owner.PatchAsJsonAsync(path, new { credentials = new { clientSecret = "another" } })).EnsureSuccessStatusCode();
        (await app.CredentialsAsync(id)).Should().Contain(Renewed, marketplace.Good, "the consent is the same");
        (await app.Owner.PatchAsJsonAsync(path, new { endpoint = "https://93.184.216.34/", credentials = StoreSetup.Credentials(seller) })).EnsureSuccessStatusCode();
        (await app.CredentialsAsync(id)).Should().NotContainKey(Renewed);
    }

    private static Task<string> RenewAsync(StoreConnection store, Marketplace marketplace) => store.Keeper!.ExchangeAsync(marketplace.ExchangeAsync, CancellationToken.None);

    /// <summary>As another process would: a scope of its own, with the store as it is when it is opened.</summary>
    private async Task<T> InAScopeAsync<T>(Guid storeId, Func<HubDbContext, StoreConnection, Task<T>> use)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(await app.WorkspaceIdAsync());
        var db = scope.ServiceProvider.GetRequiredService<HubDbContext>();
        Store row = await db.Stores.SingleAsync(s => s.Id == storeId);
        return await use(db, scope.ServiceProvider.GetRequiredService<StoreConnections>().Open(row));
    }

    /// <summary>A refresh token is good once.</summary>
    private sealed class Marketplace(string first)
    {
        private int inside;
        private int given;

        public string Good { get; private set; } = first;

        public int AtOnce { get; private set; }

        public async Task<CredentialExchange<string>> ExchangeAsync(IReadOnlyDictionary<string, string> kept)
        {
            AtOnce = Math.Max(AtOnce, Interlocked.Increment(ref inside));
            await Task.Delay(20);
            Interlocked.Decrement(ref inside);
            if (kept.GetValueOrDefault(Renewed, kept["refreshToken"]) != Good)
            {
                return new("refused", Changed: null);
            }

            Good = $"renewed-token-{++given}";
            return new($"access-{given}", new Dictionary<string, string>(kept) { [Renewed] = Good });
        }
    }
}
