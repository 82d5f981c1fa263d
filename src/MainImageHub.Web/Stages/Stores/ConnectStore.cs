using MainImageHub.Domain;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Connects a store, and changes what it is connected with.</summary>
public sealed class ConnectStore(HubDbContext db, CurrentMember me, StoreConnections connections, StoreEndpoints endpoints, TimeProvider clock)
{
    private const int LongestName = 200;
    private const int LongestCredential = 4000;

    public async Task<Store> ConnectAsync(ConnectStoreRequest request, CancellationToken cancellationToken)
    {
        var name = NameOf(request.Name);
        var connector = connections.FindConnector(request.Marketplace ?? "") ?? throw StoreProblems.NoConnector.Because(request.Marketplace ?? "-");
        var capabilities = connector.Capabilities;
        var site = capabilities.FindSite(new SiteCode(connector.Marketplace, request.Site ?? ""))
            ?? throw StoreProblems.NoSite.Because(connector.Marketplace, request.Site ?? "-", string.Join(", ", capabilities.Sites.Select(s => s.Code.Site)));
        var credentials = Pick(capabilities, request.Credentials, known: null);
        var endpoint = string.IsNullOrWhiteSpace(request.Endpoint) ? null : await endpoints.RequireCallableAsync(request.Endpoint, cancellationToken);
        RequireMayAllow(request.AllowPush == true);
        var now = clock.GetUtcNow();
        var store = new Store
        {
            WorkspaceId = me.WorkspaceId,
            Name = name,
            Marketplace = connector.Marketplace,
            Site = site.Code.Site,
            Endpoint = endpoint,
            AllowPush = request.AllowPush ?? me.May(HubAction.AllowPush),
            Credentials = connections.Seal(credentials),
            CreatedAt = now,
        };
        me.RequireStore(store);
        db.Stores.Add(store);
        db.Audit(me.Actor, "store.connected", "store", store.Id, now, new() { ["name"] = name, ["site"] = store.SiteCode.ToString(), ["allowPush"] = store.AllowPush ? "true" : "false" });
        await db.SaveChangesAsync(() => RequireFreeNameAsync(name, exceptFor: null, cancellationToken), cancellationToken);
        return store;
    }

    public async Task ReviseAsync(Store store, ReviseStoreRequest request, CancellationToken cancellationToken)
    {
        me.RequireStore(store);
        var changed = new Dictionary<string, string>();
        var moves = false;
        if (request.Name is not null && NameOf(request.Name) is var name && name != store.Name)
        {
            store.Name = changed["name"] = name;
        }

        if (request.Endpoint is not null)
        {
            var endpoint = request.Endpoint.Trim().Length == 0 ? null : await endpoints.RequireCallableAsync(request.Endpoint, cancellationToken);
            if (endpoint != store.Endpoint)
            {
                moves = endpoint is not null && endpoint.Authority != store.Endpoint?.Authority;
                if (moves)
                {
                    RequireSecretsFor(store, request.Credentials);
                }

                store.Endpoint = endpoint;
                Untried(store);
                changed["endpoint"] = endpoint?.ToString() ?? "-";
            }
        }

        if (request.AllowPush is { } allow && allow != store.AllowPush)
        {
            // Anybody who manages stores may stop pushes; only an owner starts them.
            RequireMayAllow(allow);
            store.AllowPush = allow;
            changed["allowPush"] = allow ? "true" : "false";
        }

        if (moves || request.Credentials?.Values.Any(value => !string.IsNullOrWhiteSpace(value)) == true)
        {
            var capabilities = connections.ConnectorFor(store).Capabilities;
            var known = connections.Open(store).Credentials;
            if (moves)
            {
                // Nor the secrets that may be left out.
                known = known.Where(c => !capabilities.Credentials.Any(f => f.IsSecret && f.Owns(c.Key))).ToDictionary();
            }

            var picked = Pick(capabilities, request.Credentials, known);
            store.Credentials = connections.Seal(picked);
            Untried(store);
            changed["credentials"] = string.Join(", ", (request.Credentials ?? new Dictionary<string, string?>()).Where(c => !string.IsNullOrWhiteSpace(c.Value) && picked.ContainsKey(c.Key)).Select(c => c.Key).Order(StringComparer.Ordinal));
        }

        if (changed.Count > 0)
        {
            db.Audit(me.Actor, "store.changed", "store", store.Id, clock.GetUtcNow(), changed);
        }

        await db.SaveChangesAsync(() => RequireFreeNameAsync(store.Name, store.Id, cancellationToken), cancellationToken);
    }

    /// <summary>What was found out with the old address or credentials says nothing about the new ones.</summary>
    private static void Untried(Store store) => (store.VerifiedAt, store.Trouble) = (null, null);

    private static string NameOf(string? name) =>
        name?.Trim() is { Length: > 0 and <= LongestName } trimmed ? trimmed : throw StoreProblems.NameMissing.Because();

    private static Dictionary<string, string> Pick(MarketplaceCapabilities capabilities, IReadOnlyDictionary<string, string?>? given, IReadOnlyDictionary<string, string>? known)
    {
        var picked = new Dictionary<string, string>();
        foreach (var field in capabilities.Credentials)
        {
            var value = given?.GetValueOrDefault(field.Name)?.Trim() is { Length: > 0 } fresh ? fresh : known?.GetValueOrDefault(field.Name);
            if (value is { Length: > LongestCredential })
            {
                throw Naming(StoreProblems.CredentialsTooLong, [field]);
            }

            if (!string.IsNullOrEmpty(value))
            {
                picked[field.Name] = value;
            }

            if (string.IsNullOrWhiteSpace(given?.GetValueOrDefault(field.Name)))
            {
                // What the marketplace gave for it lasts as long as it does.
                foreach (var (name, renewed) in (known ?? new Dictionary<string, string>()).Where(c => c.Key != field.Name && field.Owns(c.Key)))
                {
                    picked[name] = renewed;
                }
            }
        }

        var missing = capabilities.Credentials.Where(f => f.IsRequired && !picked.ContainsKey(f.Name)).ToList();
        return missing.Count == 0 ? picked : throw Naming(StoreProblems.CredentialsMissing, missing);
    }

    /// <summary>In the sentence as the form calls them, beside it as the API does.</summary>
    private static ProblemException Naming(ProblemType problem, IReadOnlyList<CredentialField> fields) =>
        new(problem, problem.Text(new LocalText(string.Join(", ", fields.Select(f => f.Label.En)), string.Join("、", fields.Select(f => f.Label.Zh)))))
        {
            Fields = [.. fields.Select(f => f.Name)],
        };

    /// <summary>Whoever points a store at a host of their own must not get its secrets that way.</summary>
    private void RequireSecretsFor(Store store, IReadOnlyDictionary<string, string?>? given)
    {
        var missing = connections.ConnectorFor(store).Capabilities.Credentials.Where(f => f.IsSecret && f.IsRequired && string.IsNullOrWhiteSpace(given?.GetValueOrDefault(f.Name))).ToList();
        if (missing.Count > 0)
        {
            throw Naming(StoreProblems.EndpointNeedsSecrets, missing);
        }
    }

    private void RequireMayAllow(bool allow)
    {
        if (allow && !me.May(HubAction.AllowPush))
        {
            throw HttpProblems.NotAllowed.Because();
        }
    }

    private async Task RequireFreeNameAsync(string name, Guid? exceptFor, CancellationToken cancellationToken)
    {
        var taken = await db.Stores.Where(s => s.Name == name && s.Id != exceptFor).Select(s => (Guid?)s.Id).FirstOrDefaultAsync(cancellationToken);
        if (taken is not null)
        {
            throw StoreProblems.NameTaken.Because(name, taken);
        }
    }
}
