using MainImageHub.Domain;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Storage.Files;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MainImageHub.Web.Http;

/// <summary>Problems that are nobody's area in particular.</summary>
public static class HttpProblems
{
    public static readonly ProblemType Unexpected = new("unexpected", ProblemKind.Unavailable,
        "Something went wrong on our side. It has been logged; try again, and give the trace id to support if it stays.",
        "系统内部出错，已记录日志。请重试；若仍失败，请将追踪编号提供给支持人员。");

    public static readonly ProblemType NotFound = new("notFound", ProblemKind.NotFound,
        "There is no such thing in this workspace. Check the address or the id.",
        "本工作区中没有该内容，请检查地址或编号。");

    public static readonly ProblemType SignInMissing = new("unauthorized", ProblemKind.Forbidden,
        "Send a valid token: Authorization: Bearer <token>. Tokens are made under your name, top right.",
        "请提供有效令牌：Authorization: Bearer <token>。可在右上角您的名字下创建令牌。");

    public static readonly ProblemType NotAllowed = new("forbidden", ProblemKind.Forbidden,
        "Your role does not allow this. Ask an owner of the workspace.",
        "您的角色无权执行此操作，请联系工作区所有者。");

    public static readonly ProblemType Invalid = new("invalid", ProblemKind.Invalid,
        "The request is not valid: {0}", "请求无效：{0}");

    public static readonly ProblemType StalePage = new("page.stale", ProblemKind.Invalid,
        "This page is out of date, perhaps because you signed in or out in another window. Nothing was changed: go back, reload it and try again.",
        "页面已过期（可能在其他窗口登录或退出过）。未作任何更改：请返回并刷新页面后重试。");

    public static readonly ProblemType TooLarge = new("tooLarge", ProblemKind.TooLarge,
        "The request is larger than {0} MB. Send a smaller file.", "请求超过 {0} MB，请上传更小的文件。");

    public static readonly ProblemType Changed = new("conflict.changed", ProblemKind.Conflict,
        "Somebody else changed this meanwhile. Reload, look at the change, and try again.",
        "内容已被他人修改。请刷新查看后重试。");

    public static readonly ProblemType StaleETag = new("precondition.failed", ProblemKind.Conflict,
        "The If-Match tag is not the current one: read it again before you change it.",
        "If-Match 标签已过期：请重新读取后再修改。");

    public static readonly ProblemType BadLimit = new("paging.limit", ProblemKind.Invalid,
        "limit must be a whole number from 1 to 200.", "limit 必须是 1 到 200 的整数。");

    public static readonly ProblemType BadCursor = new("paging.cursor", ProblemKind.Invalid,
        "The cursor is not one this list gave. Start again without it.", "游标无效，请去掉 cursor 重新开始。");

    public static readonly ProblemType RateLimited = new("rate.limited", ProblemKind.TooMany,
        "Too many requests. Wait {0} s and go on at a slower pace.", "请求过于频繁。请等待 {0} 秒后放慢速度重试。");

    public static readonly ProblemType KeyReused = new("idempotency.mismatch", ProblemKind.Unprocessable,
        "This Idempotency-Key was used for another request. Use a new key for a new request.",
        "该 Idempotency-Key 已用于其他请求。新请求请使用新的键。");

    public static readonly ProblemType KeyBusy = new("idempotency.inProgress", ProblemKind.Conflict,
        "The first request with this Idempotency-Key is still at work. Ask again in a moment.",
        "使用该 Idempotency-Key 的首个请求仍在处理中，请稍后再试。");

    public static readonly ProblemType Unstorable = new("text.unstorable", ProblemKind.Invalid,
        "A text holds the character U+0000, which nothing can store or show. Leave it out.",
        "文本中含有无法存储的字符 U+0000，请删除后重试。");

    public static readonly ProblemType StorageFull = new("storage.full", ProblemKind.Unavailable,
        "The server's disk is full: nothing was stored. Ask whoever runs it to make room, then send it again.",
        "服务器磁盘已满，内容未保存。请联系管理员清理空间后重新提交。");

    public static readonly ProblemType FileDamaged = new("storage.damaged", ProblemKind.Unavailable,
        "A stored file is damaged on the server's disk. It has been logged; ask whoever runs it to restore the file from a backup.",
        "服务器上存储的文件已损坏，已记录日志。请联系管理员从备份恢复该文件。");

    public static readonly ProblemType BrokenUpload = new("upload.broken", ProblemKind.Invalid,
        "The upload ended in the middle. Check the connection and send it again.",
        "上传中断。请检查网络后重新上传。");

    public static readonly ProblemType SignedOut = new("signedOut", ProblemKind.Forbidden,
        "You are signed out. Sign in again, then send this once more.",
        "您已退出登录。请重新登录后再次提交。");

    public static readonly ProblemType MethodNotAllowed = new("methodNotAllowed", ProblemKind.Invalid,
        "This address does not take that method. See /api for what it takes.", "该地址不支持此方法，请参阅 /api。");

    public static readonly ProblemType UnsupportedMedia = new("unsupportedMediaType", ProblemKind.Invalid,
        "Send JSON (application/json), or multipart/form-data where a file is asked for.",
        "请发送 JSON（application/json）；上传文件时使用 multipart/form-data。");
}

/// <summary>The one table from what went wrong to what is answered.</summary>
public sealed partial class ProblemMapping(IProblemDetailsService problems, ILogger<ProblemMapping> logger) : IExceptionHandler
{
    /// <summary>ENOSPC, as .NET reports it on Unix.</summary>
    private const int DiskFull = 28;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            return true;
        }

        RequestLanguage.Restore(httpContext);
        var (type, text) = Describe(exception);
        var status = StatusOf(type);
        if (IsFault(type))
        {
            Log.Unexpected(logger, httpContext.Request.Method, httpContext.Request.Path, exception);
        }
        else
        {
            Log.Refused(logger, httpContext.Request.Method, httpContext.Request.Path, type.Code);
        }

        httpContext.Response.StatusCode = status;
        var details = Details(status, type.Code, text);
        if (exception is ProblemException { Fields: { Count: > 0 } fields })
        {
            details.Extensions["fields"] = fields;
        }

        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = details });
    }

    public static (ProblemType Type, LocalText Text) Describe(Exception exception) => exception switch
    {
        ProblemException problem => (problem.Type, problem.Text),
        // EF evaluates what stands in a query, and validation reads properties by reflection: both wrap what is thrown there.
        { InnerException: ProblemException problem } => (problem.Type, problem.Text),
        DbUpdateConcurrencyException => (HttpProblems.Changed, HttpProblems.Changed.Text()),
        PostgresException refused => Describe(refused),
        { InnerException: PostgresException refused } => Describe(refused),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (HttpProblems.TooLarge, HttpProblems.TooLarge.Text(UploadLimits.MaxBytes / 1024 / 1024)),
        // The form reader's word for the same: it counts what comes in pieces, without a length told beforehand.
        InvalidDataException { Message: var message } when message.StartsWith("Multipart body length limit", StringComparison.Ordinal) => (HttpProblems.TooLarge, HttpProblems.TooLarge.Text(UploadLimits.MaxBytes / 1024 / 1024)),
        BadHttpRequestException bad => (HttpProblems.Invalid, HttpProblems.Invalid.Text(bad.InnerException?.Message ?? bad.Message)),
        InvalidDataException bad => (HttpProblems.Invalid, HttpProblems.Invalid.Text(bad.Message)),
        BlobDamagedException => (HttpProblems.FileDamaged, HttpProblems.FileDamaged.Text()),
        IOException { HResult: DiskFull } => (HttpProblems.StorageFull, HttpProblems.StorageFull.Text()),
        _ => (HttpProblems.Unexpected, HttpProblems.Unexpected.Text()),
    };

    private static (ProblemType Type, LocalText Text) Describe(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => (HttpProblems.Unstorable, HttpProblems.Unstorable.Text()),
        // Two did the same at the same moment, and the other one was first.
        PostgresErrorCodes.UniqueViolation => (HttpProblems.Changed, HttpProblems.Changed.Text()),
        _ => (HttpProblems.Unexpected, HttpProblems.Unexpected.Text()),
    };

    /// <summary>What every problem has, also those that the framework writes by itself: a body that breaks an annotation gets its code here.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Extensions.TryAdd("traceId", System.Diagnostics.Activity.Current?.Id ?? context.HttpContext.TraceIdentifier);
        if (problem is HttpValidationProblemDetails invalid && !problem.Extensions.ContainsKey("code"))
        {
            var text = HttpProblems.Invalid.Text(string.Join(" ", invalid.Errors.SelectMany(e => e.Value)));
            problem.Title = HttpProblems.Invalid.Code;
            problem.Detail = text.For(System.Globalization.CultureInfo.CurrentUICulture.Name);
            problem.Extensions["code"] = HttpProblems.Invalid.Code;
            problem.Extensions["messages"] = new { en = text.En, zh = text.Zh };
        }
    }

    /// <summary>The asker's to mend, rather than a fault or a shortage of ours.</summary>
    public static bool IsRefusal(Exception exception) => Describe(exception).Type is var type && type != HttpProblems.Unexpected && type.Kind != ProblemKind.Unavailable;

    /// <summary>Something is broken here: logged as an error, and nothing the asker does will help.</summary>
    public static bool IsFault(ProblemType type) => type == HttpProblems.Unexpected || type == HttpProblems.FileDamaged;

    public static int StatusOf(ProblemType type) =>
        type == HttpProblems.StaleETag ? StatusCodes.Status412PreconditionFailed : IsFault(type) ? StatusCodes.Status500InternalServerError : StatusOf(type.Kind);

    private static int StatusOf(ProblemKind kind) => kind switch
    {
        ProblemKind.Invalid => StatusCodes.Status400BadRequest,
        ProblemKind.NotFound => StatusCodes.Status404NotFound,
        ProblemKind.Forbidden => StatusCodes.Status403Forbidden,
        ProblemKind.Conflict => StatusCodes.Status409Conflict,
        ProblemKind.Unprocessable => StatusCodes.Status422UnprocessableEntity,
        ProblemKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ProblemKind.TooMany => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    public static ProblemDetails Details(int status, string code, LocalText text) => new()
    {
        Status = status,
        Title = code,
        Detail = text.For(System.Globalization.CultureInfo.CurrentUICulture.Name),
        Extensions = { ["code"] = code, ["messages"] = new { en = text.En, zh = text.Zh } },
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Path} refused: {Code}")]
        public static partial void Refused(ILogger logger, string method, string path, string code);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
        public static partial void Unexpected(ILogger logger, string method, string path, Exception exception);
    }
}

/// <summary>What a request may bring.</summary>
public static class UploadLimits
{
    /// <summary>The largest request, that of a file of figures: 100 MB. Pictures have their own, smaller limit (PictureLimits).</summary>
    public const long MaxBytes = 100L * 1024 * 1024;

    public const long MaxJsonBytes = 4L * 1024 * 1024;

    /// <summary>The form readers' way of saying that the closing boundary never came; a full disk has a number of its own.</summary>
    public const int EndedEarly = unchecked((int)0x80131620);
}
