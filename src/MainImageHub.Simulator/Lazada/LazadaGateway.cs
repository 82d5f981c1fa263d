using MainImageHub.Simulator.Traffic;

namespace MainImageHub.Simulator.Lazada;

/// <summary>The way through every call: planned faults, the gateway's door, then the call itself.</summary>
internal sealed class LazadaGateway(OperationRunner runner, IopDoor door, LazadaTokens tokens)
{
    public Task RunAsync(HttpContext http, IopOperation operation, Func<IopCall, IResult> run) => RunAsync(http, operation, call => Task.FromResult(run(call)));

    public Task RunAsync(HttpContext http, IopOperation operation, Func<IopCall, Task<IResult>> run) =>
        runner.RunAsync(
            http,
            $"lazada/{operation.Name}",
            LazadaAnswers.ForStatus,
            async body => await door.AdmitAsync(http, operation, body, tokens) switch
            {
                ({ } call, _) => await run(call),
                (_, { Code: { } code } refusal) => LazadaAnswers.No(code, refusal.Message),
                var (_, refusal) => LazadaAnswers.Wrong(refusal!.Message),
            },
            operation.IsUpload ? IopDoor.LargestUpload : IopDoor.LargestBody);
}
