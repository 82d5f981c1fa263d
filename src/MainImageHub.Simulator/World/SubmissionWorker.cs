using MainImageHub.Simulator.Pictures;

namespace MainImageHub.Simulator.World;

/// <summary>What happens after ACCEPTED: fetch the picture, judge it, store it, and show it when its time has come. In order per listing and slot.</summary>
internal sealed partial class SubmissionWorker(SimulatedWorld world, PictureIntake intake, Catalogue catalogue, IEnumerable<IPictureVerdict> verdicts, ILogger<SubmissionWorker> logger)
    : BackgroundService
{
    private readonly WorkCrew<string> _crew = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Ticks.EveryAsync(
        Ticks.Usual,
        () =>
        {
            foreach (var submission in Due())
            {
                _crew.Begin(submission.Id, stopping => ProcessAsync(submission, stopping), e => PutOff(submission, e), stoppingToken);
            }

            ShowWhatIsReady();
        },
        stoppingToken);

    private IReadOnlyList<Submission> Due()
    {
        lock (world.Gate)
        {
            var now = world.Clock.RealNow;
            return _crew.Choose(
                world.Submissions.Where(s => s.State == SubmissionState.Accepted).GroupBy(s => (s.Listing, s.Slot)).Select(g => g.MinBy(s => s.Number)!).Where(s => s.DueAt <= now), s => s.Id);
        }
    }

    private async Task ProcessAsync(Submission submission, CancellationToken cancellationToken)
    {
        if (submission.MediaLocation is null)
        {
            Settle(submission, picture: null);
            return;
        }

        var (picture, refusal) = await LookAtAsync(submission, cancellationToken);
        if (refusal is not null)
        {
            Refuse(submission, refusal);
        }
        else
        {
            Settle(submission, picture);
        }
    }

    private void PutOff(Submission submission, IOException e)
    {
        Log.NotKept(logger, e, submission.Id);
        lock (world.Gate)
        {
            submission.DueAt = world.Clock.RealNow + TimeSpan.FromSeconds(5);
        }
    }

    private async Task<(Picture? Picture, Refusal? Refusal)> LookAtAsync(Submission submission, CancellationToken cancellationToken)
    {
        var verdict = verdicts.Single(v => v.Marketplace == submission.Listing.Marketplace);
        var taken = await intake.TakeAsync(submission.MediaLocation!, cancellationToken);
        return taken switch
        {
            { Trouble: PictureTrouble.CannotFetch } => (null, verdict.CannotFetch(submission, taken.Problem!)),
            { Trouble: PictureTrouble.WrongFormat } => (null, verdict.WrongFormat(submission)),
            { Trouble: PictureTrouble.Unreadable } => (null, verdict.Unreadable(submission, taken.Problem!)),
            _ => verdict.OnPicture(submission, taken.Picture!) is { } refusal ? (null, refusal) : (taken.Picture, null),
        };
    }

    private void Refuse(Submission submission, Refusal refusal)
    {
        Log.Refused(logger, submission.Id, submission.Listing.Sku, refusal.Code, refusal.Message);
        lock (world.Gate)
        {
            submission.State = SubmissionState.Refused;
            submission.Problem = refusal.Message;
            if (world.TryFind(submission.Listing, out var listing))
            {
                listing.Refusals[submission.Slot] = refusal;
                listing.Updated = world.Clock.Now;
            }

            world.Touch();
        }
    }

    private void Settle(Submission submission, Picture? picture)
    {
        lock (world.Gate)
        {
            world.Touch();
            if (!world.TryFind(submission.Listing, out var listing) || listing.Deleted)
            {
                submission.State = SubmissionState.Superseded;
                return;
            }

            listing.Refusals.Remove(submission.Slot);
            submission.PictureId = picture is null ? null : world.Add(picture).Id;
            verdicts.Single(v => v.Marketplace == submission.Listing.Marketplace).StoreAttribute(listing, submission);
            if (world.Misbehave(MischiefKind.NeverShow, listing.Key) is not null)
            {
                submission.State = SubmissionState.Shadowed;
                return;
            }

            if (world.Misbehave(MischiefKind.OtherContributorWins, listing.Key) is not null)
            {
                submission.State = SubmissionState.Shadowed;
                listing.Show(submission.Slot, catalogue.Foreign(listing, submission.Id).Id, world.Clock.Now, "other contributor");
                world.Settle(listing, world.Clock.Now);
                return;
            }

            submission.State = SubmissionState.Processed;
            var delay = world.Options.LiveDelay + TimeSpan.FromMinutes(world.Misbehave(MischiefKind.DelayLive, listing.Key)?.Minutes ?? 0);
            submission.ShowAt = world.Clock.Now + delay;
        }
    }

    private void ShowWhatIsReady()
    {
        lock (world.Gate)
        {
            var now = world.Clock.Now;
            foreach (var submission in world.Submissions.Where(s => s.State == SubmissionState.Processed && s.ShowAt <= now).OrderBy(s => s.Number).ToList())
            {
                var overtaken = world.Submissions.Any(s => s.Number > submission.Number && s.State == SubmissionState.Live && s.Listing == submission.Listing && s.Slot == submission.Slot);
                if (overtaken || !world.TryFind(submission.Listing, out var listing) || listing.Deleted)
                {
                    submission.State = SubmissionState.Superseded;
                }
                else
                {
                    // Its own moment, not this tick's: on a fast clock a tick is hours.
                    listing.Show(submission.Slot, submission.PictureId, submission.ShowAt!.Value, "seller");
                    submission.State = SubmissionState.Live;
                    world.Settle(listing, submission.ShowAt.Value);
                    Log.Shown(logger, submission.Id, submission.Listing.Sku, submission.PictureId);
                }

                world.Touch();
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Simulator: the picture of submission {SubmissionId} could not be kept; tried again in a moment")]
        public static partial void NotKept(ILogger logger, Exception exception, string submissionId);

        [LoggerMessage(Level = LogLevel.Information, Message = "Simulator: submission {SubmissionId} for {Sku} is live with picture {PictureId}")]
        public static partial void Shown(ILogger logger, string submissionId, string sku, string? pictureId);

        [LoggerMessage(Level = LogLevel.Information, Message = "Simulator: submission {SubmissionId} for {Sku} refused, {Code}: {Reason}")]
        public static partial void Refused(ILogger logger, string submissionId, string sku, string code, string reason);
    }
}
