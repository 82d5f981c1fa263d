namespace MainImageHub.Imaging.Vision;

/// <summary>
/// A model, read once. Any number of threads may ask, of which so many compute at the same time, so that memory stays bounded.
/// </summary>
internal sealed class OnnxModel : IDisposable
{
    private readonly OnnxRuntime _runtime;
    private readonly OnnxHandle _environment;
    private readonly OnnxHandle _session;
    private readonly OnnxHandle _memory;
    private readonly (byte[] Input, byte[][] Outputs) _names;
    private readonly SemaphoreSlim _lanes;

    private OnnxModel(OnnxRuntime runtime, OnnxHandle environment, OnnxHandle session, int outputs, int lanes)
    {
        (_runtime, _environment, _session) = (runtime, environment, session);
        _memory = runtime.NewMemoryInfo();
        _names = runtime.Names(session, outputs);
        _lanes = new SemaphoreSlim(lanes);
    }

    /// <param name="libraryPath">ONNX Runtime.</param>
    /// <param name="modelPath">The model's file.</param>
    /// <param name="outputs">How many of its outputs are wanted.</param>
    /// <param name="lanes">How many may compute at the same time.</param>
    /// <exception cref="OnnxException">The library or the model cannot be used; the message says which and why.</exception>
    public static OnnxModel Load(string libraryPath, string modelPath, int outputs, int lanes)
    {
        var runtime = OnnxRuntime.Load(libraryPath);
        var environment = runtime.NewEnvironment();
        OnnxHandle? session = null;
        try
        {
            session = runtime.NewSession(environment, modelPath, threads: 1);
            return new OnnxModel(runtime, environment, session, outputs, lanes);
        }
        catch (OnnxException error)
        {
            session?.Dispose();
            environment.Dispose();
            throw new OnnxException($"The model at {modelPath} cannot be used: {error.Message}", error);
        }
    }

    /// <summary>Waits for a lane; dispose to give it back. Memory for a run is best taken after this.</summary>
    /// <param name="ct">Ends the waiting; a computation that began takes a fraction of a second and is finished.</param>
    public Lane Enter(CancellationToken ct)
    {
        _lanes.Wait(ct);
        return new Lane(this);
    }

    public void Dispose()
    {
        _session.Dispose();
        _memory.Dispose();
        _environment.Dispose();
        _lanes.Dispose();
    }

    /// <summary>The right to compute.</summary>
    public readonly ref struct Lane(OnnxModel model)
    {
        private readonly OnnxModel _model = model;

        public void Run(OnnxTensor input, params OnnxTensor[] outputs) => _model._runtime.Run(_model._session, _model._names, _model._memory, input, outputs);

        public void Dispose() => _model._lanes.Release();
    }
}
