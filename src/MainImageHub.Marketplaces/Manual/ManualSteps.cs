using MainImageHub.Domain.Rules;

namespace MainImageHub.Marketplaces.Manual;

/// <summary>The way from a file to a shopper's page, for people. What one marketplace wants besides stands between.</summary>
internal static class ManualSteps
{
    public static IReadOnlyList<LocalText> Of(LocalText marketplace, IReadOnlyList<LocalText> notes) =>
    [
        new("Take the picture from the pack; listings.csv says line by line which file belongs to which listing.", "从资料包中取出图片；listings.csv 逐行列出文件与商品的对应关系。"),
        new($"Sign in to {marketplace.En}'s pages for sellers, with the account of this store.", $"使用该店铺的账号登录{marketplace.Zh}卖家后台。"),
        new("Find the listing by its id, or by its SKU, and open it for editing.", "按商品编号或 SKU 找到该商品并进入编辑。"),
        .. notes,
        new("Put the new picture in the first place instead of the one that is there. Leave the other pictures as they are.", "用新图片替换第一张图片，其余图片保持不变。"),
        new("Save or publish the change.", "保存或发布修改。"),
        new("Come back here and say that it is put up. The hub then looks at the shoppers' page and compares the pixels; only what it sees there is called live.", "返回此处点击“我已上传”。系统随后查看买家页面并比对像素，只有看到的才会标记为已上线。"),
    ];
}
