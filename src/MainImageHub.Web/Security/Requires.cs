using System.Reflection;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using Microsoft.AspNetCore.Mvc.Filters;

namespace MainImageHub.Web.Security;

/// <summary>What a page, a page handler or an endpoint asks of the member's role. Without one, nobody gets in.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequiresAttribute(HubAction action) : Attribute
{
    public HubAction Action { get; } = action;
}

public static class RequiresExtensions
{
    public static TBuilder Requires<TBuilder>(this TBuilder builder, HubAction action)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiresAttribute(action));
}

/// <summary>Holds page handlers to their attribute: a handler that changes something must name its own.</summary>
internal sealed class RequiresPageFilter(CurrentMember member) : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (context.HandlerMethod is { } handler && context.ActionDescriptor.EndpointMetadata.OfType<RequiresAttribute>().Any())
        {
            var own = handler.MethodInfo.GetCustomAttribute<RequiresAttribute>();
            var needed = own ?? (HttpMethods.IsGet(handler.HttpMethod) ? context.HandlerInstance.GetType().GetCustomAttribute<RequiresAttribute>() : null);
            if (needed is null || !member.May(needed.Action))
            {
                throw HttpProblems.NotAllowed.Because();
            }
        }

        await next();
    }
}
