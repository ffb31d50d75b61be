using Kpi.Domain;
using Kpi.Domain.Periods;

namespace Kpi.App.Features.Returns;

/// <summary>A blank form, ready to be sent to who asked for it.</summary>
public sealed record IssuedForm(string FileName, byte[] Bytes);

/// <summary>Makes the blank form of a facility for a period.</summary>
public sealed class IssueForm
{
    /// <param name="form">Code of the form; null takes the one that the facility files.</param>
    public Task<Outcome<IssuedForm>> Run(string? form, string facilityCode, Period period, CancellationToken token) =>
        throw new NotImplementedException();
}
