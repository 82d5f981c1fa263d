using System.Runtime.InteropServices;

namespace MainImageHub.Imaging.Vision;

/// <summary>
/// The functions used of ONNX Runtime's C interface. The library exports one function, which gives a table of all others; the table
/// only ever grows at its end, so the places below hold for every version from <see cref="InterfaceVersion"/> on.
/// </summary>
internal sealed unsafe class OnnxRuntime
{
    private const uint InterfaceVersion = 16;

    private const int GetErrorMessage = 2;
    private const int CreateEnv = 3;
    private const int CreateSession = 7;
    private const int RunSession = 9;
    private const int CreateSessionOptions = 10;
    private const int DisableMemPattern = 17;
    private const int DisableCpuMemArena = 19;
    private const int SetIntraOpNumThreads = 24;
    private const int SetInterOpNumThreads = 25;
    private const int SessionGetInputName = 36;
    private const int SessionGetOutputName = 37;
    private const int CreateTensorWithData = 49;
    private const int CreateCpuMemoryInfo = 69;
    private const int AllocatorFree = 76;
    private const int GetDefaultAllocator = 78;
    private const int ReleaseEnv = 92;
    private const int ReleaseStatus = 93;
    private const int ReleaseMemoryInfo = 94;
    private const int ReleaseSession = 95;
    private const int ReleaseValue = 96;
    private const int ReleaseSessionOptions = 100;

    private const int OnlyErrors = 3;
    private const int FloatElement = 1;

    private readonly nint* _table;

    private OnnxRuntime(nint* table, string version)
    {
        _table = table;
        Version = version;
    }

    /// <summary>E.g. 1.30.0.</summary>
    public string Version { get; }

    /// <exception cref="OnnxException">The file is no ONNX Runtime, or one that is too old.</exception>
    public static OnnxRuntime Load(string path)
    {
        nint library;
        nint start;
        try
        {
            library = NativeLibrary.Load(path);
            start = NativeLibrary.GetExport(library, "OrtGetApiBase");
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new OnnxException($"ONNX Runtime at {path} could not be loaded: {error.Message}", error);
        }

        var entry = ((delegate* unmanaged[Cdecl]<nint*>)start)();
        var version = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)entry[1])()) ?? "";
        var table = ((delegate* unmanaged[Cdecl]<uint, nint*>)entry[0])(InterfaceVersion);
        return table == null
            ? throw new OnnxException($"ONNX Runtime {version} at {path} is too old.")
            : new OnnxRuntime(table, version);
    }

    public OnnxHandle NewEnvironment()
    {
        nint environment;
        fixed (byte* name = "MainImageHub"u8)
        {
            Check(((delegate* unmanaged[Cdecl]<int, byte*, nint*, nint>)_table[CreateEnv])(OnlyErrors, name, &environment));
        }

        return Own(environment, ReleaseEnv);
    }

    /// <summary>
    /// Reads a model. It computes on the caller's thread plus <paramref name="threads"/> - 1 of its own, and takes memory from the system
    /// for every run instead of keeping the most it ever needed.
    /// </summary>
    public OnnxHandle NewSession(OnnxHandle environment, string modelPath, int threads)
    {
        nint raw;
        Check(((delegate* unmanaged[Cdecl]<nint*, nint>)_table[CreateSessionOptions])(&raw));
        using var options = Own(raw, ReleaseSessionOptions);
        Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)_table[SetIntraOpNumThreads])(raw, threads));
        Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)_table[SetInterOpNumThreads])(raw, 1));
        Check(((delegate* unmanaged[Cdecl]<nint, nint>)_table[DisableCpuMemArena])(raw));
        Check(((delegate* unmanaged[Cdecl]<nint, nint>)_table[DisableMemPattern])(raw));
        nint session;
        var path = Marshal.StringToCoTaskMemUTF8(modelPath);
        try
        {
            Check(((delegate* unmanaged[Cdecl]<nint, nint, nint, nint*, nint>)_table[CreateSession])(environment.DangerousGetHandle(), path, raw, &session));
        }
        finally
        {
            Marshal.FreeCoTaskMem(path);
            GC.KeepAlive(environment);
        }

        return Own(session, ReleaseSession);
    }

    /// <summary>Name of a session's first input and of its first outputs, ending in a zero byte as the library wants them back.</summary>
    public (byte[] Input, byte[][] Outputs) Names(OnnxHandle session, int outputs) =>
        (Name(session, SessionGetInputName, 0), [.. Enumerable.Range(0, outputs).Select(i => Name(session, SessionGetOutputName, i))]);

    /// <summary>A description of ordinary memory.</summary>
    public OnnxHandle NewMemoryInfo()
    {
        const int DeviceAllocator = 0;
        const int DefaultMemory = 0;
        nint info;
        Check(((delegate* unmanaged[Cdecl]<int, int, nint*, nint>)_table[CreateCpuMemoryInfo])(DeviceAllocator, DefaultMemory, &info));
        return Own(info, ReleaseMemoryInfo);
    }

    /// <summary>Computes outputs from one input. Safe from several threads at once.</summary>
    /// <param name="session">The model.</param>
    /// <param name="names">See <see cref="Names"/>.</param>
    /// <param name="memory">See <see cref="NewMemoryInfo"/>.</param>
    /// <param name="input">Numbers in.</param>
    /// <param name="outputs">Receive the numbers out, one for each name.</param>
    public void Run(OnnxHandle session, (byte[] Input, byte[][] Outputs) names, OnnxHandle memory, OnnxTensor input, OnnxTensor[] outputs)
    {
        using var source = Place.Of(this, memory, names.Input, input);
        var targets = new List<Place>(outputs.Length);
        var held = false;
        try
        {
            for (var i = 0; i < outputs.Length; i++)
            {
                targets.Add(Place.Of(this, memory, names.Outputs[i], outputs[i]));
            }

            session.DangerousAddRef(ref held);
            var givenName = source.Name;
            var given = source.Value;
            var wantedNames = stackalloc byte*[outputs.Length];
            var wanted = stackalloc nint[outputs.Length];
            for (var i = 0; i < outputs.Length; i++)
            {
                wantedNames[i] = targets[i].Name;
                wanted[i] = targets[i].Value;
            }

            Check(((delegate* unmanaged[Cdecl]<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)_table[RunSession])(
                session.DangerousGetHandle(), 0, &givenName, &given, 1, wantedNames, (nuint)outputs.Length, wanted));
        }
        finally
        {
            targets.ForEach(t => t.Dispose());
            if (held)
            {
                session.DangerousRelease();
            }
        }
    }

    private OnnxHandle NewTensor(OnnxHandle memory, void* data, ReadOnlySpan<long> shape)
    {
        var bytes = (nuint)sizeof(float);
        foreach (var side in shape)
        {
            bytes *= (nuint)side;
        }

        nint value;
        fixed (long* sides = shape)
        {
            Check(((delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint>)_table[CreateTensorWithData])(
                memory.DangerousGetHandle(), data, bytes, sides, (nuint)shape.Length, FloatElement, &value));
        }

        return Own(value, ReleaseValue);
    }

    private byte[] Name(OnnxHandle session, int function, int index)
    {
        nint allocator, name;
        Check(((delegate* unmanaged[Cdecl]<nint*, nint>)_table[GetDefaultAllocator])(&allocator));
        Check(((delegate* unmanaged[Cdecl]<nint, nuint, nint, nint*, nint>)_table[function])(session.DangerousGetHandle(), (nuint)index, allocator, &name));
        var copy = MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)name);
        byte[] text = [.. copy, 0];
        Check(((delegate* unmanaged[Cdecl]<nint, nint, nint>)_table[AllocatorFree])(allocator, name));
        return text;
    }

    private OnnxHandle Own(nint value, int release) => new(value, (delegate* unmanaged[Cdecl]<nint, void>)_table[release]);

    private void Check(nint status)
    {
        if (status == 0)
        {
            return;
        }

        var text = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint, nint>)_table[GetErrorMessage])(status));
        ((delegate* unmanaged[Cdecl]<nint, void>)_table[ReleaseStatus])(status);
        throw new OnnxException(text ?? "ONNX Runtime gave no reason.");
    }

    /// <summary>Caller's memory, pinned and described to the library for the length of one run.</summary>
    private sealed class Place : IDisposable
    {
        private readonly System.Buffers.MemoryHandle _name;
        private readonly System.Buffers.MemoryHandle _data;
        private readonly OnnxHandle _tensor;

        private Place(System.Buffers.MemoryHandle name, System.Buffers.MemoryHandle data, OnnxHandle tensor) => (_name, _data, _tensor) = (name, data, tensor);

        public byte* Name => (byte*)_name.Pointer;

        public nint Value => _tensor.DangerousGetHandle();

        public static Place Of(OnnxRuntime runtime, OnnxHandle memory, byte[] name, OnnxTensor tensor)
        {
            var (pinnedName, pinnedData) = (name.AsMemory().Pin(), tensor.Data.AsMemory().Pin());
            try
            {
                return new Place(pinnedName, pinnedData, runtime.NewTensor(memory, pinnedData.Pointer, tensor.Shape));
            }
            catch
            {
                pinnedData.Dispose();
                pinnedName.Dispose();
                throw;
            }
        }

        public void Dispose()
        {
            _tensor.Dispose();
            _data.Dispose();
            _name.Dispose();
        }
    }
}

/// <summary>Numbers of a shape, in an array of at least their length.</summary>
internal readonly record struct OnnxTensor(float[] Data, long[] Shape);
