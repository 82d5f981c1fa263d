using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Stores;

public static class StoreProblems
{
    public static readonly ProblemType NoConnector = new("store.noConnector", ProblemKind.Unprocessable,
        "There is no connector for {0} yet. Choose one of the marketplaces listed on the Stores page.",
        "暂不支持 {0}。请选择“店铺”页面中列出的平台。");
}
