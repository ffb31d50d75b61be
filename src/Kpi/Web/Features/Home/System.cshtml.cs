using Kpi.App.Features.Audit;
using Kpi.App.Features.Returns;
using Kpi.Domain.Identity;
using Kpi.Domain.Returns;
using Kpi.Hosting;
using Kpi.Web.Shared;

namespace Kpi.Web.Features.Home;

/// <summary>Whether the service is well: what <c>kpi doctor</c> says, the audit chain, the returns by state.</summary>
[Requires(Permission.Administer)]
public sealed class SystemModel(ReturnReader returns, AuditReader audit, IServiceProvider services) : KpiPage
{
    public Diagnosis Diagnosis { get; private set; } = null!;

    public AuditVerification Audit { get; private set; } = null!;

    public IReadOnlyDictionary<ReturnState, int> States { get; private set; } = new Dictionary<ReturnState, int>();

    public async Task OnGet(CancellationToken token)
    {
        Diagnosis = await Hosting.Diagnosis.Make(services, token);
        Audit = await audit.Verify(token);
        States = await returns.CountByState(token);
    }
}
