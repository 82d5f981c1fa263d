using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>What a person sees instead of a page that is not there, is not for them, or failed: words, a code, the right status.</summary>
internal sealed partial class PageAnswers(IModelMetadataProvider metadata, ILogger<PageAnswers> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!IsForPeople(httpContext) || httpContext.RequestAborted.IsCancellationRequested)
        {
            return false;
        }

        var (type, text) = ProblemMapping.Describe(exception);
        if (ProblemMapping.IsFault(type))
        {
            Log.Failed(logger, httpContext.Request.Method, httpContext.Request.Path, exception);
        }

        await WriteAsync(httpContext, ProblemMapping.StatusOf(type), type.Code, text);
        return true;
    }

    public static bool IsForPeople(HttpContext http) =>
        !http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && !http.Request.Path.StartsWithSegments("/simulator", StringComparison.Ordinal)
        && Asker.WantsPage(http.Request);

    public async Task WriteAsync(HttpContext http, int status, string code, LocalText text)
    {
        RequestLanguage.Restore(http);
        http.Response.StatusCode = status;
        var result = new ViewResult
        {
            ViewName = "/Stages/Shared/Refused.cshtml",
            ViewData = new ViewDataDictionary<Refusal>(metadata, new ModelStateDictionary())
            {
                Model = new Refusal(status, code, text.For(System.Globalization.CultureInfo.CurrentUICulture.Name), System.Diagnostics.Activity.Current?.Id ?? http.TraceIdentifier),
            },
        };
        await result.ExecuteResultAsync(new ActionContext(http, new RouteData(), new ActionDescriptor()));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
        public static partial void Failed(ILogger logger, string method, string path, Exception exception);
    }
}

public sealed record Refusal(int Status, string Code, string Text, string TraceId);
