namespace MainImageHub.Web.Stages.Turns;

/// <summary>Names the resources of these pages: TurnWords.resx and TurnWords.zh-Hans.resx.</summary>
public sealed class TurnWords;
