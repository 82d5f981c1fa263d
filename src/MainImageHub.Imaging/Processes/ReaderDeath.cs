namespace MainImageHub.Imaging.Processes;

/// <summary>How a reader ended under a picture.</summary>
public enum ReaderDeath
{
    /// <summary>By itself or by a signal: a fault in a library, mostly.</summary>
    Ended,

    /// <summary>It took more memory than it may, and was ended.</summary>
    Memory,

    /// <summary>It did not answer, not even to being asked to stop, and was ended.</summary>
    Silent,
}
