namespace MainImageHub.Web.Stages.Upload;

/// <summary>Names the area's resources: UploadWords.resx and UploadWords.zh-Hans.resx.</summary>
public sealed class UploadWords;
