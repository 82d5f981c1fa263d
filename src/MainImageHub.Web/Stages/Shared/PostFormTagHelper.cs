using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace MainImageHub.Web.Stages.Shared;

/// <summary>
/// Every form that posts carries the antiforgery token. The framework adds it by itself only where it also writes the address;
/// a form that names its address would be refused, and nobody would notice before a person presses its button.
/// </summary>
[HtmlTargetElement("form", Attributes = "[method=post]")]
public sealed class PostFormTagHelper(IHtmlGenerator generator) : TagHelper
{
    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>After the framework's form helper (-1000), which may put a token in, and before -900, which forgets that there is one.</summary>
    public override int Order => -950;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        // Empty where the framework has put one into this form already.
        if (generator.GenerateAntiforgery(ViewContext) is { } token)
        {
            output.PostContent.AppendHtml(token);
        }
    }
}
