namespace MainImageHub.Web.Stages.Stores;

/// <summary>Names the resources of the store pages.</summary>
public sealed class StoresWords;
