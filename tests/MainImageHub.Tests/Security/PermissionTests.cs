using System.Net;
using System.Reflection;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Security;

public sealed class PermissionTests(HubApp app) : IClassFixture<HubApp>
{
    private IEnumerable<RouteEndpoint> Endpoints => app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    private static string Address(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    [Fact]
    public void The_printed_table_is_the_one_that_holds()
    {
        var printed = File.ReadAllLines(Path.Combine(Repository(), "docs", "permissions.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| action", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])
            .ToDictionary(cells => cells[0], cells => Enum.GetValues<Role>().Where((_, i) => cells[i + 1] == "yes").ToArray());
        printed.Keys.Should().BeEquivalentTo(Enum.GetNames<HubAction>());
        foreach (var action in Enum.GetValues<HubAction>())
        {
            printed[action.ToString()].Should().BeEquivalentTo(Permissions.RolesFor(action), "docs/permissions.md prints {0}", action);
        }
    }

    [Fact]
    public async Task Every_endpoint_under_api_and_w_names_what_it_requires()
    {
        var guarded = Endpoints.Where(e => Address(e).StartsWith("/api/v1", StringComparison.Ordinal) || Address(e).StartsWith("/w/", StringComparison.Ordinal)).ToList();
        guarded.Should().NotBeEmpty();
        foreach (var endpoint in guarded)
        {
            (await RequiredAsync(endpoint)).Should().NotBeNull("{0} must name an action", Address(endpoint));
        }
    }

    [Fact]
    public void Every_page_handler_that_changes_something_names_its_own()
    {
        var pages = typeof(Web.Hosting.Hub).Assembly.GetTypes().Where(t => typeof(PageModel).IsAssignableFrom(t) && t.GetCustomAttribute<RequiresAttribute>() is not null).ToList();
        pages.Should().NotBeEmpty();
        pages.SelectMany(page => page.GetMethods().Where(m => m.Name.StartsWith("OnPost", StringComparison.Ordinal) || m.Name.StartsWith("OnPut", StringComparison.Ordinal) || m.Name.StartsWith("OnDelete", StringComparison.Ordinal)))
            .Where(handler => handler.GetCustomAttribute<RequiresAttribute>() is null)
            .Select(handler => $"{handler.DeclaringType!.Name}.{handler.Name}").Should().BeEmpty();
    }

    [Fact]
    public async Task Every_role_gets_what_the_table_says_from_every_api_endpoint()
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var (_, client) = await app.MemberAsync(role);
            using var mine = client;
            foreach (var endpoint in Endpoints.Where(e => Address(e).StartsWith("/api/v1", StringComparison.Ordinal)))
            {
                var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
                using var request = new HttpRequestMessage(new HttpMethod(method), Filled(endpoint));
                using var answer = await mine.SendAsync(request);
                var allowed = Permissions.Allows(role, (await RequiredAsync(endpoint))!.Action);
                (answer.StatusCode == HttpStatusCode.Forbidden).Should().Be(!allowed, "{0} asks {1} {2} and got {3}", role, method, Address(endpoint), answer.StatusCode);
            }
        }
    }

    [Fact]
    public async Task Every_role_gets_what_the_table_says_from_every_page()
    {
        var pages = Endpoints.Where(e => Address(e).StartsWith("/w/{workspace}", StringComparison.Ordinal) && e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") != false).ToList();
        pages.Should().HaveCountGreaterThan(25);
        foreach (var role in Enum.GetValues<Role>())
        {
            var (member, client) = await app.MemberAsync(role);
            client.Dispose();
            using var browser = await app.BrowserOfAsync(member);
            foreach (var page in pages)
            {
                using var answer = await browser.GetAsync(Filled(page));
                var allowed = Permissions.Allows(role, (await RequiredAsync(page))!.Action);
                (answer.StatusCode == HttpStatusCode.Forbidden).Should().Be(!allowed, "{0} opens {1} and got {2}", role, Address(page), answer.StatusCode);
                if (allowed)
                {
                    answer.StatusCode.Should().BeOneOf([HttpStatusCode.OK, HttpStatusCode.NotFound], "{0} opens {1}", role, Address(page));
                }
                else
                {
                    (await answer.Content.ReadAsStringAsync()).Should().Contain("Your role does not allow this", Address(page));
                }
            }
        }
    }

    [Fact]
    public async Task Without_a_token_the_api_answers_401_and_never_redirects()
    {
        using var nobody = app.ClientFor(null);
        foreach (var endpoint in Endpoints.Where(e => Address(e).StartsWith("/api/v1", StringComparison.Ordinal)))
        {
            using var request = new HttpRequestMessage(new HttpMethod(endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]), Filled(endpoint));
            using var answer = await nobody.SendAsync(request);
            answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized, Address(endpoint));
        }

        (await nobody.GetAsync("/api/v1/no-such-thing")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await app.Owner.GetAsync("/api/v1/no-such-thing")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/w/home/members?handler=Add")]
    [InlineData("/w/home/jobs?handler=Retry")]
    [InlineData("/w/home/settings?handler=RemoveDemo")]
    public async Task A_viewer_is_refused_what_changes_things(string path)
    {
        using var browser = await ViewerAsync();
        var answer = await browser.PostAsync(path, ("email", "x@example.com"));
        if (answer.StatusCode == HttpStatusCode.Redirect)
        {
            (await browser.ReadAsync("/w/home")).Should().Contain("Your role does not allow this");
        }
        else
        {
            answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task A_page_above_the_role_says_so_with_403()
    {
        using var browser = await ViewerAsync();
        var answer = await browser.GetAsync("/w/home/audit");
        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("Your role does not allow this");
    }

    private async Task<Browser> ViewerAsync()
    {
        var (member, client) = await app.MemberAsync(Role.Viewer);
        client.Dispose();
        return await app.BrowserOfAsync(member);
    }

    /// <summary>A page is compiled when it is first asked for; its loader knows the attributes before that.</summary>
    private async Task<RequiresAttribute?> RequiredAsync(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page
        ? (await app.Services.GetRequiredService<PageLoader>().LoadAsync(page, endpoint.Metadata)).ModelTypeInfo!.GetCustomAttribute<RequiresAttribute>()
        : endpoint.Metadata.GetMetadata<RequiresAttribute>();

    private static string Filled(RouteEndpoint endpoint)
    {
        var path = Address(endpoint);
        foreach (var parameter in endpoint.RoutePattern.Parameters)
        {
            path = System.Text.RegularExpressions.Regex.Replace(path, @"\{" + parameter.Name + @"[^}]*\}", parameter.Name == "workspace" ? "home" : Guid.CreateVersion7().ToString(), System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
        }

        return path;
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "MainImageHub.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
