namespace MainImageHub.Imaging.Vision;

/// <summary>The models that look at a picture. Each is null where it is switched off or not installed.</summary>
/// <param name="Text">Finds text.</param>
/// <param name="Reader">Reads what was found.</param>
/// <param name="Faces">Finds faces.</param>
internal readonly record struct Eyes(TextDetector? Text, LineReader? Reader, FaceDetector? Faces);
