namespace MainImageHub.Imaging.Vision;

/// <summary>ONNX Runtime said no, in its own words.</summary>
internal sealed class OnnxException(string message, Exception? inner = null) : Exception(message, inner);
