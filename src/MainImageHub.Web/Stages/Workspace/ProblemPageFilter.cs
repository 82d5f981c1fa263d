using System.Globalization;
using MainImageHub.Web.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>
/// A refusal of something a person did on a page: they are back where they were, and read what to do. For htmx the alert comes
/// alone, and a script that asked for JSON gets the problem in JSON. A refused GET is left to <see cref="PageAnswers"/>, which has a whole page for it.
/// </summary>
internal sealed partial class ProblemPageFilter(ITempDataDictionaryFactory tempData, ILogger<ProblemPageFilter> logger) : IAsyncExceptionFilter
{
    public Task OnExceptionAsync(ExceptionContext context)
    {
        var request = context.HttpContext.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || Asker.WantsJson(request))
        {
            return Task.CompletedTask;
        }

        var (type, text) = ProblemMapping.Describe(context.Exception);
        if (ProblemMapping.IsFault(type))
        {
            return Task.CompletedTask;
        }

        Log.Refused(logger, request.Method, request.Path, type.Code);
        var alert = tempData.GetTempData(context.HttpContext);
        alert.Alert(text.For(CultureInfo.CurrentUICulture.Name), AlertKind.Problem, type.Code);
        if (request.Headers.ContainsKey("HX-Request"))
        {
            context.HttpContext.Response.Headers["HX-Retarget"] = "#alerts";
            context.HttpContext.Response.Headers["HX-Reswap"] = "innerHTML show:window:top";
            context.Result = new PartialViewResult
            {
                ViewName = "/Stages/Shared/_Alert.cshtml",
                StatusCode = ProblemMapping.StatusOf(type),
                TempData = alert,
            };
        }
        else
        {
            context.Result = new LocalRedirectResult(WhereTheyWere(request));
        }

        context.ExceptionHandled = true;
        return Task.CompletedTask;
    }

    private static string WhereTheyWere(HttpRequest request)
    {
        // Only a page of ours, and only its path: the header is the browser's word.
        var own = Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == request.Host.Value && from.PathAndQuery.StartsWith("/w/", StringComparison.Ordinal);
        return own ? from!.PathAndQuery : request.Path;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Path} refused: {Code}")]
        public static partial void Refused(ILogger logger, string method, string path, string code);
    }
}

public enum AlertKind
{
    Success,
    Problem,
}

public static class Alerts
{
    /// <summary>Shown at the top of the next page the person sees.</summary>
    public static void Alert(this ITempDataDictionary tempData, string text, AlertKind kind = AlertKind.Success, string? code = null)
    {
        tempData["Alert"] = text;
        tempData["AlertKind"] = kind == AlertKind.Success ? "success" : "problem";
        tempData["AlertCode"] = code;
    }

    /// <summary>Puts a button beside what <see cref="Alert"/> says, which undoes what was just done.</summary>
    /// <param name="tempData">The next page's.</param>
    /// <param name="address">What is posted to; it takes everything it needs from the address.</param>
    public static void OfferUndo(this ITempDataDictionary tempData, string address) => tempData["AlertUndo"] = address;
}
