var app = WebApplication.Create(args);
app.MapGet("/health/live", () => "live");
app.Run();

public partial class Program;
