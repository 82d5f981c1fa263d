namespace MainImageHub.Simulator.World;

/// <summary>The world's own time: starts at real time, can be set forward or made to run faster. It never runs backwards, since days that were reported stay reported.</summary>
internal sealed class SimulationClock(TimeProvider real)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _simAnchor = real.GetUtcNow();
    private DateTimeOffset _realAnchor = real.GetUtcNow();
    private double _speed = 1;

    public DateTimeOffset RealNow => real.GetUtcNow();

    public DateTimeOffset Now
    {
        get
        {
            lock (_gate)
            {
                return NowUnlocked();
            }
        }
    }

    /// <summary>Simulated seconds per real second.</summary>
    public double Speed
    {
        get
        {
            lock (_gate)
            {
                return _speed;
            }
        }
    }

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_gate)
        {
            Anchor(NowUnlocked() + by);
        }
    }

    public void RunAt(double speed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(speed);
        lock (_gate)
        {
            Anchor(NowUnlocked());
            _speed = speed;
        }
    }

    /// <summary>After a restart the world goes on where it was, or at real time where that is later.</summary>
    public void Resume(DateTimeOffset saved, double speed)
    {
        lock (_gate)
        {
            Anchor(saved > real.GetUtcNow() ? saved : real.GetUtcNow());
            _speed = speed;
        }
    }

    private DateTimeOffset NowUnlocked() => _simAnchor + ((real.GetUtcNow() - _realAnchor) * _speed);

    private void Anchor(DateTimeOffset sim)
    {
        _simAnchor = sim;
        _realAnchor = real.GetUtcNow();
    }
}
