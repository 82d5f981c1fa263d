using MainImageHub.Domain.Rules;

namespace MainImageHub.Marketplaces.Calls;

/// <summary>The sentences that go with <see cref="ProblemCodes"/>: what happened, then what a person can do.</summary>
public static class ProblemTexts
{
    /// <summary>Not found, where the question was not about one listing but about the store.</summary>
    public static LocalText NoStore(string marketplace) => new(
        $"At this address {marketplace} has nothing for this store (404). Check the store's endpoint and its seller id.",
        $"{marketplace} 在该地址没有此店铺的内容（404）。请检查店铺的接口地址和卖家编号。");

    public static LocalText For(string code, string marketplace) => code switch
    {
        ProblemCodes.Unauthorized => new(
            $"{marketplace} did not accept this store's credentials. Connect the store again, or correct its credentials on the Stores page.",
            $"{marketplace} 不接受该店铺的授权信息。请在“店铺”页面重新授权，或更正凭据。"),
        ProblemCodes.Forbidden => new(
            $"{marketplace} knows this account but does not allow this. Check that the app has the role it needs and that the seller account belongs to this site.",
            $"{marketplace} 认得该账号，但不允许此操作。请确认应用已获得所需权限（role），且卖家账号属于该站点。"),
        ProblemCodes.NotFound => new(
            $"{marketplace} does not know this listing. Check the SKU and the site; the listing may have been deleted there.",
            $"{marketplace} 找不到该商品。请核对 SKU 与站点；该商品可能已在平台上被删除。"),
        ProblemCodes.Throttled => new(
            $"{marketplace} asks for fewer calls. It is tried again by itself; nothing needs doing.",
            $"{marketplace} 要求降低调用频率。系统会自动重试，无需处理。"),
        ProblemCodes.Unavailable => new(
            $"{marketplace} has trouble of its own at the moment. It is tried again by itself; if it lasts for hours, look at the marketplace's status page.",
            $"{marketplace} 目前自身出现故障。系统会自动重试；若持续数小时，请查看平台的状态页面。"),
        ProblemCodes.Timeout => new(
            $"{marketplace} did not answer in time. Before anything is sent again, it is looked up whether it took effect.",
            $"{marketplace} 未在规定时间内响应。再次发送前，系统会先核实上一次是否已生效。"),
        ProblemCodes.BadAnswer => new(
            $"What answered is not what {marketplace} is known to answer: a web page, half an answer or an unknown form. Check the store's endpoint; if it is right, tell support what the raw answer says.",
            $"收到的响应不是 {marketplace} 应有的格式（网页、不完整或未知格式）。请检查店铺的接口地址；若地址无误，请把原始响应提供给技术支持。"),
        ProblemCodes.Refused => new(
            $"{marketplace} understood and said no. Its own words say what to change; the same push again would be refused again.",
            $"{marketplace} 已收到但拒绝了此操作。请按平台给出的原因修改；原样再推送仍会被拒绝。"),
        ProblemCodes.HostUnknown => new(
            $"The address of {marketplace} leads nowhere: no host has this name. If the store has an endpoint of its own, correct it on the store's page; else this server cannot look up names on the internet. It is tried again by itself.",
            $"{marketplace} 的接口地址无法解析：没有这个主机名。若该店铺填写了自己的接口地址，请在店铺页面更正；否则请检查服务器的域名解析（DNS）。系统会自动重试。"),
        ProblemCodes.NotSecure => new(
            $"What answers at the address of {marketplace} has no certificate that can be trusted, so nothing was sent to it. Correct the store's endpoint, or ask whoever runs it for a valid certificate.",
            $"{marketplace} 接口地址的安全证书不可信，因此没有发送任何内容。请更正店铺的接口地址，或请其管理员更换有效证书。"),
        ProblemCodes.Connection => new(
            $"Nothing answers at the address of {marketplace}, or it hung up in the middle. Check the store's endpoint (host and port) and this server's way to the internet; it is tried again by itself.",
            $"{marketplace} 的接口地址没有响应，或连接中途被断开。请检查店铺的接口地址（主机和端口）以及服务器的网络；系统会自动重试。"),
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Not one of ProblemCodes."),
    };
}
