namespace MainImageHub.Web.Storage.Files;

/// <summary>A stored file is no longer what was stored: the disk's fault, never the asker's. Only a backup has the right bytes.</summary>
public sealed class BlobDamagedException(string sha256) : IOException($"Blob {sha256} is damaged: its bytes do not match its name. Restore it from a backup.");
