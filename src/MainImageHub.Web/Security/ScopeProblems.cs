using MainImageHub.Domain;

namespace MainImageHub.Web.Security;

/// <summary>What a membership that is narrowed to some stores or brands is refused.</summary>
public static class ScopeProblems
{
    public static readonly ProblemType Store = new("scope.store", ProblemKind.Forbidden,
        "Your membership is narrowed to certain stores, and {0} is not one of them. Ask a member who works on it, or an owner to widen your membership.",
        "您的成员权限仅限部分店铺，不包括 {0}。请联系负责该店铺的成员，或请所有者扩大您的权限。");

    public static readonly ProblemType Brand = new("scope.brand", ProblemKind.Forbidden,
        "Your membership is narrowed to certain brands, and product {0} is of none of them. Ask a member who works on it, or an owner to widen your membership.",
        "您的成员权限仅限部分品牌，商品 {0} 不属于这些品牌。请联系负责该品牌的成员，或请所有者扩大您的权限。");

    public static readonly ProblemType Everything = new("scope.everything", ProblemKind.Forbidden,
        "This concerns all stores and brands, and your membership is narrowed to some of them. Ask a member who works on all of them, or an owner to widen your membership.",
        "此操作涉及所有店铺和品牌，而您的成员权限仅限其中一部分。请联系不受限定的成员，或请所有者扩大您的权限。");
}
