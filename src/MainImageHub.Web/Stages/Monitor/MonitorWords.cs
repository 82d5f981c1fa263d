namespace MainImageHub.Web.Stages.Monitor;

/// <summary>Marks the words of the monitor's pages: MonitorWords.resx.</summary>
public sealed class MonitorWords;
