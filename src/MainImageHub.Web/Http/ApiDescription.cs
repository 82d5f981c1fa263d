using MainImageHub.Web.Stages.Stores;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MainImageHub.Web.Http;

/// <summary>What holds for every operation, said once in /openapi/v1.json: the token, the problem document, the two headers.</summary>
internal static class ApiDescription
{
    private const string Token = "token";
    private const string Problem = "ProblemDetails";

    public static void Configure(OpenApiOptions options)
    {
        options.AddSchemaTransformer(MayBeAbsentAsync);
        options.AddOperationTransformer(ForEveryOperationAsync);
        options.AddDocumentTransformer(ForAllAsync);
    }

    /// <summary>What may be null may be left out, in requests and in answers: absent and null say the same.</summary>
    private static Task MayBeAbsentAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var property in context.JsonTypeInfo.Properties.Where(p => p.IsSetNullable && p.IsGetNullable))
        {
            schema.Required?.Remove(property.Name);
        }

        return Task.CompletedTask;
    }

    private static Task ForEveryOperationAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "A refusal: RFC 9457, with a code that never changes and a sentence in both languages",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(Problem, context.Document) } },
        };
        if (context.Description.HttpMethod == HttpMethods.Post)
        {
            AddHeader(operation, Idempotency.Header, "Makes repeating safe: the same key and body get the first answer again for 24 hours; another body is 422.");
        }
        else if (context.Description.HttpMethod == HttpMethods.Patch)
        {
            AddHeader(operation, "If-Match", "The ETag the change rests on; 412 when the thing changed since. Without it the change is taken as it is.");
        }

        return Task.CompletedTask;
    }

    private static Task ForAllAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = "MainImageHub", Version = "v1", Description = "Lists take limit (1 to 200) and cursor, and answer {items, nextCursor}." };
        document.AddComponent(Token, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token made under your name, top right. It belongs to one workspace and one member." });
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Token, document)] = [] }];
        document.Components!.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[Problem] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string>(StringComparer.Ordinal) { "status", "title", "detail", "code", "messages" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text(),
                ["title"] = Text(),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["detail"] = Text("In the language that was asked for."),
                ["code"] = Text("Never changes."),
                ["messages"] = new OpenApiSchemaReference(nameof(Domain.Rules.LocalText), document),
                ["traceId"] = Text(),
            },
        };
        DescribeCredentials(document, context.ApplicationServices.GetRequiredService<StoreConnections>());
        return Task.CompletedTask;
    }

    /// <summary>Each connector says itself what it wants, so that a new one is described without a word here.</summary>
    private static void DescribeCredentials(OpenApiDocument document, StoreConnections connections)
    {
        var names = connections.Connectors.Where(c => c.Capabilities.Credentials.Count > 0).Select(c => $"{c.Marketplace}: {string.Join(", ", c.Capabilities.Credentials.Select(f => f.IsRequired ? f.Name : f.Name + "?"))}");
        foreach (var request in new[] { nameof(ConnectStoreRequest), nameof(ReviseStoreRequest) })
        {
            if (document.Components!.Schemas![request].Properties!["credentials"] is OpenApiSchema credentials)
            {
                credentials.Description = string.Join("; ", names);
            }
        }
    }

    private static OpenApiSchema Text(string? description = null) => new() { Type = JsonSchemaType.String, Description = description };

    private static void AddHeader(OpenApiOperation operation, string name, string description)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Header, Description = description, Schema = Text() });
    }
}
